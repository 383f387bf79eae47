import { at, textAt } from '../../policies/kubernetes/fields.ts';
import type { Kustomization, KustomizationPatch, Manifest } from '../../policies/model.ts';
import type { Sources } from '../repository/sources.ts';
import { splitPath } from '../repository/yaml-lines.ts';
import { setByKustomization } from './set-by-kustomization.ts';
import { followed, isSame, itemOf, type Place, type Step, stepsOf } from './steps.ts';

export interface Candidate {
  readonly place: Place;
  /** How many steps of the path exist there. */
  readonly depth: number;
}

/** Where somebody has to look to see a field of a built object: what wrote it last, or its deepest ancestor that is written. */
export function placeOf(sources: Sources, path: string, manifest: Manifest, chain: readonly Kustomization[]): Place {
  const steps = stepsOf(manifest.fields, splitPath(path));
  const patches = patchesOf(chain, manifest, steps);
  const whole = patches.find(({ depth }) => steps.length > 0 && depth === steps.length)?.place;
  const special = whole ?? setByKustomization(sources, steps, manifest, chain);
  if (special !== undefined) return special;
  const document = sources.documents(manifest.file)[manifest.document]?.value;
  const prefix = itemOf(document, manifest);
  const base = followed(at(document, ...prefix), steps);
  let best: Candidate = { place: { file: manifest.file, document: manifest.document, keys: [...prefix, ...base] }, depth: base.length };
  for (const candidate of patches) if (candidate.depth > best.depth) best = candidate;
  return best.place;
}

/** Where the patches of a chain write a field of an object, or an ancestor of it. */
export function patchesOf(chain: readonly Kustomization[], manifest: Manifest, steps: readonly Step[]): readonly Candidate[] {
  return chain.flatMap((kustomization) => kustomization.patches.flatMap((patch) => candidatesIn(patch, kustomization, manifest, steps)));
}

function candidatesIn(
  patch: KustomizationPatch,
  kustomization: Kustomization,
  manifest: Manifest,
  steps: readonly Step[],
): readonly Candidate[] {
  if (!aimsAt(patch, manifest)) return [];
  const inline = patch.file === kustomization.file;
  const placed = (keys: readonly (string | number)[], depth: number): Candidate => ({
    place: inline ? { file: patch.file, document: 0, keys: splitPath(patch.path) } : { file: patch.file, document: patch.document, keys },
    depth,
  });
  if (!Array.isArray(patch.content)) {
    const keys = followed(patch.content, steps);
    return [placed(keys, keys.length)];
  }
  return patch.content.flatMap((operation, index) => {
    const rest = afterPointer(textAt(operation, 'path') ?? '', steps);
    if (rest === undefined) return [];
    const keys = followed(at(operation, 'value'), rest);
    return [placed([index, ...(keys.length === 0 ? [] : ['value', ...keys])], steps.length - rest.length + keys.length)];
  });
}

/** The steps that a JSON pointer leaves over; undefined when it leads elsewhere. */
function afterPointer(pointer: string, steps: readonly Step[]): readonly Step[] | undefined {
  const tokens = pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  const agrees = tokens.every((token, position) => {
    const step = steps[position];
    if (step === undefined) return false;
    return 'key' in step ? step.key === token : token === '-' || token === String(step.index);
  });
  return agrees ? steps.slice(tokens.length) : undefined;
}

function aimsAt({ target, content }: KustomizationPatch, manifest: Manifest): boolean {
  if (target === undefined) return isSame(content, manifest);
  const agrees = (field: 'kind' | 'name') => {
    const pattern = textAt(target, field);
    if (pattern === undefined || pattern === '') return true;
    try {
      return new RegExp(`^(?:${pattern})$`).test(manifest[field]) || (field === 'name' && manifest.name.startsWith(`${pattern}-`));
    } catch {
      return false;
    }
  };
  return agrees('kind') && agrees('name');
}
