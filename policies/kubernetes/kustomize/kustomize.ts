import type { Fields, Kustomization, KustomizationPatch, Manifest } from '../../model.ts';
import { asFields, at, textAt, texts } from '../fields.ts';
import { groupOf } from '../objects.ts';
import { matches, parseSelector } from '../selectors.ts';
import { jsonPatch } from './json-patch.ts';
import { canonical, strategicMerge } from './strategic-merge.ts';

/** One object of a kustomization, as far as its patches have been applied; undefined once a patch deleted it. */
export interface PatchedObject {
  readonly manifest: Manifest;
  readonly fields: Fields | undefined;
}

/** What one patch did to the objects that it is for. */
export interface PatchEffect {
  readonly patch: KustomizationPatch;
  /** Objects before the patch. */
  readonly targets: readonly PatchedObject[];
  /** What each of them is after it. */
  readonly results: readonly (Fields | undefined)[];
  readonly changed: boolean;
  /** The operation of a JSON patch that cannot be done. */
  readonly failed: string | undefined;
}

/** What the patches of a kustomization did, in order, and the objects in the end. */
export interface Patched {
  readonly effects: readonly PatchEffect[];
  readonly objects: readonly PatchedObject[];
}

const kept = new WeakMap<Kustomization, Patched>();

/** Applies the patches of a kustomization; computed once for each. */
export function applyPatches(kustomization: Kustomization): Patched {
  const result = kept.get(kustomization) ?? applied(kustomization);
  kept.set(kustomization, result);
  return result;
}

/** The objects that a kustomization has in the end. */
export function patchedResources(kustomization: Kustomization): readonly Manifest[] {
  return applyPatches(kustomization).objects.flatMap(({ manifest, fields }) => {
    if (fields === undefined) return [];
    if (fields === manifest.fields) return [manifest];
    const [labels, annotations] = [texts(at(fields, 'metadata', 'labels')), texts(at(fields, 'metadata', 'annotations'))];
    return [{ ...manifest, fields, labels, annotations }];
  });
}

function applied(kustomization: Kustomization): Patched {
  const objects: PatchedObject[] = kustomization.resources.map((manifest) => ({ manifest, fields: manifest.fields }));
  const effects = kustomization.patches.map((patch) => {
    const selects = targetOf(patch);
    const targets: PatchedObject[] = [];
    const results: (Fields | undefined)[] = [];
    let changed = false;
    let failed: string | undefined;
    objects.forEach((object, index) => {
      if (object.fields === undefined || !selects(object.manifest)) return;
      targets.push(object);
      const outcome = patched(object.fields, patch.content, object.manifest.apiVersion);
      if ('failed' in outcome) {
        failed ??= outcome.failed;
        results.push(object.fields);
        return;
      }
      const fields = asFields(outcome.value);
      results.push(fields);
      if (canonical(fields) === canonical(object.fields)) return;
      changed = true;
      objects[index] = { manifest: object.manifest, fields };
    });
    return { patch, targets, results, changed, failed };
  });
  return { effects, objects };
}

/** A patch with a target may be called anything; one without names the object that it is for. */
function patched(fields: Fields, content: unknown, apiVersion: string): { readonly value: unknown } | { readonly failed: string } {
  if (Array.isArray(content)) return jsonPatch(fields, content);
  const patch = asFields(content);
  if (patch === undefined) return { value: fields };
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = patch;
  const { name: _name, namespace: _namespace, ...metadata } = asFields(rest['metadata']) ?? {};
  // An empty metadata says only which object is meant.
  const { metadata: _metadata, ...others } = rest;
  return { value: strategicMerge(fields, Object.keys(metadata).length === 0 ? others : { ...others, metadata }, apiVersion) };
}

/** Which objects a patch is for (Kustomize: names are regular expressions that must match the whole). */
function targetOf({ target, content }: KustomizationPatch): (manifest: Manifest) => boolean {
  if (target === undefined) {
    const apiVersion = textAt(content, 'apiVersion');
    const namespace = textAt(content, 'metadata', 'namespace');
    return (manifest) =>
      apiVersion !== undefined &&
      groupOf(apiVersion) === groupOf(manifest.apiVersion) &&
      at(content, 'kind') === manifest.kind &&
      at(content, 'metadata', 'name') === manifest.name &&
      (namespace === undefined || namespace === manifest.namespace);
  }
  const [group, version, kind, name, namespace] = ['group', 'version', 'kind', 'name', 'namespace'].map((key) =>
    whole(textAt(target, key)),
  );
  const labels = parseSelector(textAt(target, 'labelSelector') ?? '');
  const annotations = parseSelector(textAt(target, 'annotationSelector') ?? '');
  return (manifest) =>
    group?.(groupOf(manifest.apiVersion)) === true &&
    version?.(manifest.apiVersion.slice(manifest.apiVersion.indexOf('/') + 1)) === true &&
    kind?.(manifest.kind) === true &&
    name?.(manifest.name) === true &&
    namespace?.(manifest.namespace) === true &&
    labels !== undefined &&
    matches(labels, manifest.labels) &&
    annotations !== undefined &&
    matches(annotations, texts(at(manifest.fields, 'metadata', 'annotations')));
}

/** A matcher of whole texts; a broken expression matches nothing, an absent one everything. */
function whole(pattern: string | undefined): (text: string) => boolean {
  if (pattern === undefined || pattern === '') return () => true;
  if (/^[\w-]+$/.test(pattern)) return (text) => text === pattern;
  try {
    const expression = new RegExp(`^(?:${pattern})$`);
    return (text) => expression.test(text);
  } catch {
    return () => false;
  }
}

/** Every container that a kustomization builds, after its patches, in whatever kind (Kustomize looks for images the same way). */
export function containersIn(kustomization: Kustomization): readonly unknown[] {
  return applyPatches(kustomization).objects.flatMap(({ fields }) => containersBelow(fields));
}

function containersBelow(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(containersBelow);
  const fields = asFields(value);
  if (fields === undefined) return [];
  return Object.entries(fields).flatMap(([key, item]) =>
    (key === 'containers' || key === 'initContainers') && Array.isArray(item) ? (item as unknown[]) : containersBelow(item),
  );
}
