import { asFields, asList, asText, at, below, textAt } from '../../policies/kubernetes/fields.ts';
import { parseImage } from '../../policies/kubernetes/images.ts';
import type { Finding, Kustomization, KustomizationPatch, Manifest } from '../../policies/model.ts';
import type { Sources } from '../repository/sources.ts';
import { lineOf, splitPath } from '../repository/yaml.ts';
import { loadKustomization, reach } from './kustomizations.ts';

/** Where somebody has to look to see what a finding is about. */
interface Place {
  readonly file: string;
  readonly document: number;
  readonly keys: readonly (string | number)[];
}

/** A finding, and the object it is about where that was built from several files. */
export interface Located {
  readonly finding: Finding;
  /** Absent for what is judged as it was written. */
  readonly rendered?: { readonly manifest: Manifest; readonly folder: string };
}

/**
 * Gives findings the file and the line that a person has to look at: of the patch, the `images` entry, the generator literal or the
 * base file that the field came from. The remediation names the source of a generated file.
 */
export function locateAll(sources: Sources, findings: readonly Located[]): readonly Finding[] {
  const chainOf = memo((folder: string) => kustomizationsOf(sources, folder));
  const placed = findings.map(({ finding, rendered }) => ({
    finding,
    place:
      rendered === undefined
        ? placeAsWritten(sources, finding)
        : placeOf(sources, finding.path, rendered.manifest, chainOf(rendered.folder)),
  }));
  // Files one after the other: a line is found by parsing its whole file.
  const order = placed.map((_, index) => index).sort((a, b) => compare(placed[a]?.place.file, placed[b]?.place.file) || a - b);
  const located: Finding[] = findings.map(({ finding }) => finding);
  for (const index of order) {
    const item = placed[index];
    if (item !== undefined) located[index] = withPlace(sources, item.finding, item.place);
  }
  return located;
}

/** A line that writes a field of a built object. */
export interface FieldOrigin {
  readonly file: string;
  /** 1-based; 0 when unknown. */
  readonly line: number;
  readonly role: 'base' | 'patch' | 'kustomization' | 'generator';
  /** What the header of the file names as its source. */
  readonly source: string | undefined;
}

/**
 * The lines that write a field of a built object: first the one that counts, then those that it overrides. Kustomize leaves only its
 * value, so the lines are found by the patches that aim at the object.
 */
export function originsOf(sources: Sources, manifest: Manifest, folder: string, path: string): readonly FieldOrigin[] {
  const chain = kustomizationsOf(sources, folder);
  const steps = stepsOf(manifest.fields, splitPath(path));
  const document = sources.documents(manifest.file)[manifest.document]?.value;
  const prefix = itemOf(document, manifest);
  const base = followed(at(document, ...prefix), steps);
  const whole = (candidate: Candidate) => candidate.depth === steps.length;
  const patches = chain.flatMap((kustomization) =>
    kustomization.patches.flatMap((patch) => candidatesIn(patch, kustomization, manifest, steps).filter(whole)),
  );
  const places = [
    placeOf(sources, path, manifest, chain),
    ...patches.map(({ place }) => place),
    ...(base.length === steps.length ? [{ file: manifest.file, document: manifest.document, keys: [...prefix, ...base] }] : []),
  ];
  const patchFiles = new Set(chain.flatMap((kustomization) => kustomization.patches.map(({ file }) => file)));
  const seen = new Set<string>();
  return places.flatMap(({ file, document: index, keys }): FieldOrigin[] => {
    const text = sources.text(file);
    const line = text === undefined ? 0 : lineOf(text, index, pathOf(keys));
    const key = `${file}:${line}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const isGenerator = /^(?:configMap|secret)Generator$/.test(String(keys[0] ?? ''));
    const isKustomization = chain.some((kustomization) => kustomization.file === file) && keys[0] !== 'patches';
    const role = isGenerator ? 'generator' : isKustomization ? 'kustomization' : patchFiles.has(file) ? 'patch' : 'base';
    return [{ file, line, role, source: releaseOf(sources, file, keys) ?? (text === undefined ? undefined : generatedFrom(text)) }];
  });
}

function withPlace(sources: Sources, finding: Finding, { file, document, keys }: Place): Finding {
  const text = sources.text(file);
  const source = releaseOf(sources, file, keys) ?? (text === undefined ? undefined : generatedFrom(text));
  return {
    ...finding,
    remediation: source === undefined ? finding.remediation : `${finding.remediation} Edit ${source}.`,
    object: { ...finding.object, document },
    file,
    line: text === undefined ? 0 : lineOf(text, document, pathOf(keys)),
  };
}

/** The file that decides the tag and digest of an `images` entry, which changes without the rest of the service. */
function releaseOf(sources: Sources, file: string, [first]: readonly (string | number)[]): string | undefined {
  const [, environment, application] = /^overlays\/([^/]+)\/([^/]+)\/[^/]+$/.exec(file) ?? [];
  const release = `generators/catalog/releases/${environment}/${application}.yaml`;
  return first === 'images' && application !== undefined && sources.text(release) !== undefined ? release : undefined;
}

/** What the header of a generated file names as its source. */
export function generatedFrom(text: string): string | undefined {
  return /^(?:#![^\n]*\n)?# Generated from (.+?)\. Do not edit/.exec(text)?.[1];
}

function placeAsWritten(sources: Sources, { file, object, path }: Finding): Place {
  const value = sources.documents(file)[object.document]?.value;
  return { file, document: object.document, keys: [...itemOf(value, object), ...splitPath(path)] };
}

/** The keys that lead from a document to the object: none, or those of an item of a List. */
function itemOf(value: unknown, object: { readonly kind: string; readonly name: string }): readonly (string | number)[] {
  const items = asList(at(value, 'items'));
  if (textAt(value, 'kind') === object.kind || items.length === 0) return [];
  const index = items.findIndex((item) => isSame(item, object));
  return index === -1 ? [] : ['items', index];
}

/** Whether a written object is the one; rendered names may have a prefix or the hash of a generated ConfigMap. */
function isSame(value: unknown, { kind, name }: { readonly kind: string; readonly name: string }): boolean {
  const own = textAt(value, 'metadata', 'name') ?? textAt(value, 'metadata', 'generateName');
  return textAt(value, 'kind') === kind && own !== undefined && own !== '' && name.includes(own);
}

interface Candidate {
  readonly place: Place;
  /** How many steps of the path exist there. */
  readonly depth: number;
}

function placeOf(sources: Sources, path: string, manifest: Manifest, chain: readonly Kustomization[]): Place {
  const steps = stepsOf(manifest.fields, splitPath(path));
  const patches = chain.flatMap((kustomization) =>
    kustomization.patches.flatMap((patch) => candidatesIn(patch, kustomization, manifest, steps)),
  );
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

/** A key of a path; of a list item also what tells it apart from the others, because indexes differ between files. */
type Step = { readonly key: string } | { readonly index: number; readonly isItem: (value: unknown) => boolean };

/** Fields by which list items are told apart: Kubernetes' own merge keys first. */
const identities = ['name', 'mountPath', 'containerPort', 'port', 'topologyKey', 'secretKey', 'key', 'type', 'ip'];

function stepsOf(fields: unknown, keys: readonly (string | number)[]): readonly Step[] {
  let current = fields;
  return keys.map((key) => {
    current = at(current, key);
    return typeof key === 'string' ? { key } : { index: key, isItem: sameItem(current) };
  });
}

function sameItem(item: unknown): (value: unknown) => boolean {
  const fields = asFields(item);
  if (fields === undefined) return (value) => value === item;
  const identity = identities.find((name) => ['string', 'number'].includes(typeof fields[name]));
  if (identity === undefined) return () => false;
  return (value) => at(value, identity) === fields[identity];
}

/** The keys that lead along the steps in another spelling of the object, as far as they lead. */
function followed(value: unknown, steps: readonly Step[]): readonly (string | number)[] {
  const keys: (string | number)[] = [];
  let current = value;
  for (const step of steps) {
    const key = 'key' in step ? step.key : indexIn(asList(current), step);
    current = at(current, key);
    if (current === undefined) return keys;
    keys.push(key);
  }
  return keys;
}

function indexIn(list: readonly unknown[], { index, isItem }: Extract<Step, { index: number }>): number {
  if (isItem(list[index])) return index;
  const match = list.findIndex(isItem);
  if (match !== -1) return match;
  // Items without any name are only known by their place.
  return asFields(list[index]) !== undefined && !identities.some((name) => at(list[index], name) !== undefined) ? index : list.length;
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

/** The entry of a kustomization that set the field: an image, a literal or file of a generated ConfigMap, the namespace, the replicas. */
function setByKustomization(
  sources: Sources,
  steps: readonly Step[],
  manifest: Manifest,
  chain: readonly Kustomization[],
): Place | undefined {
  const last = steps.at(-1);
  const lastKey = last !== undefined && 'key' in last ? last.key : '';
  const path = steps.map((step) => ('key' in step ? step.key : '')).join('.');
  for (const { file, fields } of chain) {
    const here = (...keys: (string | number)[]): Place => ({ file, document: 0, keys });
    if (lastKey === 'image') {
      const index = indexOfImage(fields, manifest, steps);
      if (index !== undefined) return here('images', index);
    }
    if (path === 'metadata.namespace' && asText(fields['namespace']) !== undefined) return here('namespace');
    if (path === 'spec.replicas') {
      const index = asList(fields['replicas']).findIndex((entry) => textAt(entry, 'name') === manifest.name);
      if (index !== -1) return here('replicas', index);
    }
    const generator = manifest.kind === 'ConfigMap' ? 'configMapGenerator' : manifest.kind === 'Secret' ? 'secretGenerator' : undefined;
    if (generator !== undefined) {
      const place = inGenerator(sources, here, asList(fields[generator]), generator, manifest, steps);
      if (place !== undefined) return place;
    }
  }
  return undefined;
}

function indexOfImage(fields: unknown, manifest: Manifest, steps: readonly Step[]): number | undefined {
  let image: unknown = manifest.fields;
  for (const step of steps) image = at(image, 'key' in step ? step.key : step.index);
  if (typeof image !== 'string') return undefined;
  const { registry, repository } = parseImage(image);
  const name = registry === undefined ? repository : `${registry}/${repository}`;
  const index = asList(at(fields, 'images')).findIndex((entry) => (textAt(entry, 'newName') ?? textAt(entry, 'name')) === name);
  return index === -1 ? undefined : index;
}

function inGenerator(
  sources: Sources,
  here: (...keys: (string | number)[]) => Place,
  generators: readonly unknown[],
  list: string,
  manifest: Manifest,
  steps: readonly Step[],
): Place | undefined {
  const index = generators.findIndex((entry) =>
    new RegExp(`^${escaped(textAt(entry, 'name') ?? '')}(-[a-z0-9]{10})?$`).test(manifest.name),
  );
  if (index === -1) return undefined;
  const [first, second] = steps;
  const key =
    first !== undefined && 'key' in first && first.key === 'data' && second !== undefined && 'key' in second ? second.key : undefined;
  // Who merges into a ConfigMap did not make it.
  const itself = textAt(generators[index], 'behavior') === 'merge' ? undefined : here(list, index);
  if (key === undefined) return itself;
  for (const source of ['literals', 'files']) {
    const entries = asList(at(generators[index], source));
    const position = entries.findIndex((entry) => keyOf(asText(entry) ?? '', source) === key);
    if (position === -1) continue;
    const { file } = here();
    const content =
      source === 'files' ? `${file.replace(/[^/]*$/, '')}${(asText(entries[position]) ?? '').replace(/^[^=]*=/, '')}` : undefined;
    return content !== undefined && sources.text(content) !== undefined
      ? { file: content, document: 0, keys: [] }
      : here(list, index, source, position);
  }
  return itself;
}

function keyOf(entry: string, source: string): string {
  const position = entry.indexOf('=');
  if (position !== -1) return entry.slice(0, position);
  return source === 'files' ? entry.replace(/^.*\//, '') : entry;
}

/** The kustomizations of an application: its own first, then those it builds on. */
function kustomizationsOf(sources: Sources, folder: string): readonly Kustomization[] {
  return [...reach(sources, folder)].flatMap((below) => loadKustomization(sources, below) ?? []);
}

function pathOf(keys: readonly (string | number)[]): string {
  return keys.reduce<string>((path, key) => (typeof key === 'number' ? `${path}[${key}]` : below(path, key)), '');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function compare(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function memo<V>(make: (key: string) => V): (key: string) => V {
  const known = new Map<string, V>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    return value;
  };
}
