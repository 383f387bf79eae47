import { asList, asText, at, textAt } from '../../policies/kubernetes/fields.ts';
import { parseImage } from '../../policies/kubernetes/images.ts';
import type { Kustomization, Manifest } from '../../policies/model.ts';
import type { Sources } from '../repository/sources.ts';
import type { Place, Step } from './steps.ts';

/** The entry of a kustomization that set the field: an image, a literal or file of a generated ConfigMap, the namespace, the replicas. */
export function setByKustomization(
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

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
