import path from 'node:path';
import { asFields, asList, asText, at, fieldsAt, textAt } from '../../policies/kubernetes/fields.ts';
import { patchedResources } from '../../policies/kubernetes/kustomize/kustomize.ts';
import { manifestsOf } from '../../policies/manifest.ts';
import type { DroppedKeys, Fields, Kustomization, KustomizationPatch, Manifest } from '../../policies/model.ts';
import { kustomizationFile } from '../repository/environments.ts';
import type { Sources } from '../repository/sources.ts';
import { parseYaml } from '../repository/yaml.ts';

/**
 * The kustomization of a folder, with the objects of everything below it and its own generated ConfigMaps and Secrets;
 * undefined when the folder has none. What cannot be read is left out: the build reports it.
 */
export function loadKustomization(sources: Sources, folder: string): Kustomization | undefined {
  return load(sources, folder, []);
}

/** Whether the kustomization of a folder only changes what another one has (`kind: Component`). */
export function isComponent(sources: Sources, folder: string): boolean {
  const file = kustomizationFile(sources, folder);
  return file !== undefined && fieldsOf(sources, file)['kind'] === 'Component';
}

/**
 * The Component of a folder with the objects of all kustomizations that list it, as far as each has come by then; undefined where none of
 * them does.
 */
export function componentIn(sources: Sources, folder: string, including: readonly string[]): Kustomization | undefined {
  const found: Kustomization[] = [];
  for (const other of including) load(sources, other, [], { met: (at, kustomization) => at === folder && found.push(kustomization) });
  const [first] = found;
  if (first === undefined) return undefined;
  return { ...first, resources: [...new Set(found.flatMap(({ resources }) => resources))] };
}

/** The folders that a folder's kustomization builds on, itself included, each once. */
export function reach(sources: Sources, folder: string): ReadonlySet<string> {
  const folders = new Set<string>();
  const visit = (current: string) => {
    if (folders.has(current)) return;
    folders.add(current);
    const file = kustomizationFile(sources, current);
    if (file === undefined) return;
    for (const entry of entriesOf(fieldsOf(sources, file), ['resources', 'components', 'bases'])) {
      const target = path.posix.join(current, entry);
      if (sources.isFolder(target)) visit(target);
    }
  };
  visit(folder);
  return folders;
}

interface Loading {
  /** What a Component starts with: all that came before it. */
  readonly given?: readonly Manifest[];
  /** Told of each Component that is met, with what it has to change. */
  readonly met?: (folder: string, component: Kustomization) => void;
}

function load(sources: Sources, folder: string, parents: readonly string[], { given = [], met }: Loading = {}): Kustomization | undefined {
  const file = kustomizationFile(sources, folder);
  if (file === undefined || parents.includes(folder)) return undefined;
  const fields = fieldsOf(sources, file);
  let resources: Manifest[] = [...given];
  const dropped: DroppedKeys[] = [];
  const inner = [...parents, folder];
  const more = met === undefined ? {} : { met };
  for (const entry of entriesOf(fields, ['resources', 'bases'])) {
    const target = path.posix.join(folder, entry);
    if (sources.isFolder(target)) resources.push(...(load(sources, target, inner, more)?.resources ?? []));
    else resources.push(...manifestsIn(sources, target));
  }
  // As kustomize does (5.7.1, `accumulateTarget`): after the resources, one after the other, each on what the one before has made.
  for (const entry of entriesOf(fields, ['components'])) {
    const target = path.posix.join(folder, entry);
    const component = load(sources, target, inner, { ...more, given: resources });
    if (component === undefined) continue;
    met?.(target, component);
    resources = [...patchedResources(component)];
  }
  for (const [kind, key] of [
    ['ConfigMap', 'configMapGenerator'],
    ['Secret', 'secretGenerator'],
  ] as const) {
    asList(at(fields, key)).forEach((generator, index) => {
      const keys = addGenerated(sources, resources, kind, asFields(generator) ?? {}, file);
      if (keys.length > 0) dropped.push({ kind, name: textAt(generator, 'name') ?? '', keys, path: `${key}[${index}]` });
    });
  }
  const patches = patchesOf(sources, folder, file, fields);
  return { file, fields, resources, patches, ...(dropped.length === 0 ? {} : { dropped }) };
}

function fieldsOf(sources: Sources, file: string): Fields {
  return asFields(sources.documents(file)[0]?.value) ?? {};
}

function entriesOf(fields: Fields, keys: readonly string[]): readonly string[] {
  return keys.flatMap((key) => asList(at(fields, key)).filter((entry): entry is string => typeof entry === 'string'));
}

/** The objects of a file; documents that are none are left out. */
export function manifestsIn(sources: Sources, file: string): readonly Manifest[] {
  return sources
    .documents(file)
    .flatMap(({ value }, document) => manifestsOf(value, { file, document }).filter((item): item is Manifest => 'fields' in item));
}

/** Adds what a generator makes, or merges it into the object of that name when its `behavior` says so; the keys that are gone by that. */
function addGenerated(
  sources: Sources,
  resources: Manifest[],
  kind: 'ConfigMap' | 'Secret',
  generator: Fields,
  file: string,
): readonly string[] {
  const name = textAt(generator, 'name') ?? '';
  const namespace = textAt(generator, 'namespace') ?? '';
  const behavior = textAt(generator, 'behavior');
  const own = generatedData(sources, path.posix.dirname(file), generator);
  const index = resources.findIndex((item) => item.kind === kind && item.name === name);
  const existing = behavior === 'merge' || behavior === 'replace' ? resources[index] : undefined;
  const text = { ...(behavior === 'merge' ? fieldsAt(existing?.fields, 'data') : {}), ...own };
  const fields = {
    apiVersion: 'v1',
    kind,
    metadata: { name, ...(namespace === '' ? {} : { namespace }) },
    data: kind === 'Secret' ? Object.fromEntries(Object.entries(text).map(([key, value]) => [key, base64(value)])) : text,
  };
  for (const item of manifestsOf(fields, { file: existing?.file ?? file, document: 0 })) {
    if (!('fields' in item)) continue;
    if (existing === undefined) resources.push(item);
    else resources[index] = item;
  }
  return Object.keys(fieldsAt(existing?.fields, 'data')).filter((key) => !Object.hasOwn(text, key));
}

function generatedData(sources: Sources, folder: string, generator: Fields): Readonly<Record<string, string>> {
  const data: Record<string, string> = {};
  for (const literal of entriesOf(generator, ['literals'])) {
    const [key, value] = pair(literal);
    data[key] = value.replace(/^(["'])(.*)\1$/s, '$2');
  }
  for (const entry of entriesOf(generator, ['files'])) {
    const [key, file] = entry.includes('=') ? pair(entry) : [path.posix.basename(entry), entry];
    data[key] = sources.text(path.posix.join(folder, file)) ?? '';
  }
  const single = textAt(generator, 'env');
  for (const entry of [...entriesOf(generator, ['envs']), ...(single === undefined ? [] : [single])]) {
    for (const line of (sources.text(path.posix.join(folder, entry)) ?? '').split('\n')) {
      if (line.trim() === '' || line.startsWith('#')) continue;
      const [key, value] = pair(line);
      data[key] = value;
    }
  }
  return data;
}

function pair(text: string): [key: string, value: string] {
  const position = text.indexOf('=');
  return position === -1 ? [text, ''] : [text.slice(0, position), text.slice(position + 1)];
}

function base64(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : '', 'utf8').toString('base64');
}

function patchesOf(sources: Sources, folder: string, file: string, fields: Fields): readonly KustomizationPatch[] {
  const patches: KustomizationPatch[] = [];
  const add = (
    entryPath: string,
    target: Fields | undefined,
    from: { readonly file?: string | undefined; readonly text?: string | undefined },
  ) => {
    const patchFile = from.file === undefined ? file : path.posix.join(folder, from.file);
    const documents = from.file === undefined ? parseYaml(from.text ?? '').documents : sources.documents(patchFile);
    documents.forEach(({ value }, document) => {
      if (value !== undefined && value !== null) patches.push({ file: patchFile, document, path: entryPath, target, content: value });
    });
  };
  for (const key of ['patches', 'patchesJson6902']) {
    asList(at(fields, key)).forEach((entry, index) => {
      add(`${key}[${index}]`, asFields(at(entry, 'target')), { file: textAt(entry, 'path'), text: textAt(entry, 'patch') });
    });
  }
  asList(at(fields, 'patchesStrategicMerge')).forEach((entry, index) => {
    const text = asText(entry) ?? '';
    // An entry is the name of a file, or the patch itself.
    add(`patchesStrategicMerge[${index}]`, undefined, text.includes('\n') || text.startsWith('{') ? { text } : { file: text });
  });
  return patches;
}

/** Fields that name what configures kustomize itself. */
const configuring: readonly string[] = ['transformers', 'generators', 'validators', 'configurations'];

/** The files that a kustomization uses and that hold no whole objects: its patches, the contents of its generators, and what configures it. */
export function partsOf({ file, fields, patches }: Kustomization): readonly string[] {
  const generators = [...asList(at(fields, 'configMapGenerator')), ...asList(at(fields, 'secretGenerator'))];
  const contents = generators.flatMap((generator) =>
    entriesOf(asFields(generator) ?? {}, ['files', 'envs']).map((entry) => entry.replace(/^[^=]*=/, '')),
  );
  const replacements = asList(at(fields, 'replacements')).map((replacement) => textAt(replacement, 'path') ?? '');
  const beside = [...contents, ...entriesOf(fields, configuring), ...replacements, textAt(fields, 'openapi', 'path') ?? ''];
  return [
    ...patches.map((patch) => patch.file),
    ...beside.filter((entry) => entry !== '').map((entry) => path.posix.join(path.posix.dirname(file), entry)),
  ];
}
