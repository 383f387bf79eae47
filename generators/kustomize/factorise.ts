import { fixedNameAnnotation } from '../model/names.ts';
import type { Application, ApplicationVariant, KubernetesObject, PinnedImage } from '../model/object.ts';
import { isGenerated } from '../output/file.ts';
import { commonPart } from './common-part.ts';
import { isBuiltIn } from './merge-keys.ts';
import { strategicMergePatch } from './strategic-merge.ts';
import { type Fields, isFields } from './value.ts';

/** A ConfigMap that kustomize generates, so that its name carries a hash of its content, or its content stays a file. */
export interface GeneratedConfigMap {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, string>>;
}

/** What all environments of an application would share. */
export interface BaseParts {
  readonly objects: readonly KubernetesObject[];
  readonly configMaps: readonly GeneratedConfigMap[];
}

/** What one environment adds. */
export interface OverlayParts {
  readonly environment: string;
  /** The namespace of all its objects; absent when they have several or none, and state it themselves. */
  readonly namespace?: string;
  readonly patches: readonly KubernetesObject[];
  readonly objects: readonly KubernetesObject[];
  readonly configMaps: readonly (GeneratedConfigMap & { readonly behavior: 'create' | 'merge' | 'replace' })[];
  readonly images: readonly PinnedImage[];
}

/**
 * Splits the intended objects of an application into a base and, for each environment, the smallest patches and further objects that
 * give the rest.
 * @param plain the base holds what is equal in all of these, whatever the environments that there are make of it
 */
export function factorise(
  application: Application,
  plain: readonly ApplicationVariant[],
): { readonly base: BaseParts; readonly overlays: readonly OverlayParts[] } {
  const variants = application.variants.map(prepare);
  if (variants.length === 0) return { base: { objects: [], configMaps: [] }, overlays: [] };
  const base = commonParts(plain.map(prepare));
  const bases = new Map(base.objects.map((object) => [idOf(object), object]));
  return {
    base,
    overlays: variants.map(({ variant, namespace, objects, configMaps }) => ({
      environment: variant.environment,
      ...(namespace !== undefined && { namespace }),
      patches: [
        ...[...objects].flatMap(([id, object]) => {
          const shared = bases.get(id);
          return shared === undefined ? [] : patchOf(shared, object);
        }),
        ...base.objects.filter((object) => !objects.has(idOf(object))).map(deletion),
      ],
      objects: [...objects].filter(([id]) => !bases.has(id)).map(([, object]) => object),
      configMaps: [...configMaps.values()].flatMap((map) => ownData(map, base.configMaps)),
      images: variant.images,
    })),
  };
}

function commonParts([first, ...rest]: readonly Prepared[]): BaseParts {
  if (first === undefined) return { objects: [], configMaps: [] };
  return {
    objects: [...first.objects].flatMap(([id, object]) => {
      const others = rest.map(({ objects }) => objects.get(id));
      return others.every((other) => other !== undefined) ? [baseObject([object, ...others])] : [];
    }),
    configMaps: [...first.configMaps].flatMap(([id, map]) => {
      const others = rest.map(({ configMaps }) => configMaps.get(id));
      if (!others.every((other) => other !== undefined)) return [];
      const shared = (field: 'labels' | 'annotations' | 'data') => commonEntries([map, ...others].map((one) => one[field]));
      return [{ name: map.name, labels: shared('labels'), annotations: shared('annotations'), data: shared('data') }];
    }),
  };
}

/** What an environment adds to a ConfigMap of the base; all of it where one of the base's values has to go. */
function ownData(map: GeneratedConfigMap, bases: BaseParts['configMaps']): OverlayParts['configMaps'] {
  const base = bases.find(({ name }) => name === map.name);
  if (base === undefined) return [{ ...map, behavior: 'create' }];
  if (Object.keys(base.data).some((key) => map.data[key] === undefined)) return [{ ...map, behavior: 'replace' }];
  const beyond = (field: 'labels' | 'annotations' | 'data') =>
    Object.entries(map[field]).filter(([key, value]) => base[field][key] !== value);
  const isSame = (['labels', 'annotations', 'data'] as const).every((field) => beyond(field).length === 0);
  return isSame ? [] : [{ ...map, data: Object.fromEntries(beyond('data')), behavior: 'merge' }];
}

function deletion({ apiVersion, kind, metadata }: KubernetesObject): KubernetesObject {
  return { apiVersion, kind, metadata: identityOf(metadata), $patch: 'delete' } as KubernetesObject;
}

interface Prepared {
  readonly variant: ApplicationVariant;
  readonly namespace: string | undefined;
  readonly objects: ReadonlyMap<string, KubernetesObject>;
  readonly configMaps: ReadonlyMap<string, GeneratedConfigMap>;
}

/** Takes out of the objects what kustomize puts in: the namespace, the tags of the images, the ConfigMaps. */
function prepare(variant: ApplicationVariant): Prepared {
  // Kustomize does not know which custom resources are cluster-scoped and would put them into the namespace too.
  const namespaces = new Set(variant.objects.map(({ metadata }) => metadata.namespace));
  const [only] = namespaces;
  const namespace = namespaces.size === 1 ? only : undefined;
  const images = new Map(variant.images.map(({ name, tag, digest }) => [`${name}:${tag}@${digest}`, name]));
  const objects = new Map<string, KubernetesObject>();
  const configMaps = new Map<string, GeneratedConfigMap>();
  for (const object of variant.objects) {
    const map = object.kind === 'ConfigMap' ? generatedConfigMap(object) : undefined;
    if (map !== undefined && (!hasFixedName(map) || Object.values(map.data).some(isGenerated))) {
      configMaps.set(map.name, map);
    } else {
      const plain = namespace === undefined ? object : { ...object, metadata: withoutNamespace(object.metadata) };
      objects.set(idOf(plain), images.size === 0 ? plain : (withoutTags(plain, images) as KubernetesObject));
    }
  }
  return { variant, namespace, objects, configMaps };
}

function generatedConfigMap({ metadata, ...fields }: KubernetesObject): GeneratedConfigMap {
  const { data = {} } = fields as unknown as { data?: Record<string, string> };
  return { name: metadata.name, labels: metadata.labels ?? {}, annotations: metadata.annotations ?? {}, data };
}

/** Whether something reads a ConfigMap by its very name, so that no hash may follow it. */
export function hasFixedName({ annotations }: GeneratedConfigMap): boolean {
  return annotations[fixedNameAnnotation] !== undefined;
}

function withoutNamespace({ namespace: _, ...metadata }: KubernetesObject['metadata']): KubernetesObject['metadata'] {
  return metadata;
}

/** The value itself where nothing in it names an image, which is so of most. */
function withoutTags(value: unknown, images: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => withoutTags(item, images));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (!isFields(value)) return value;
  let changed: Record<string, unknown> | undefined;
  for (const key of Object.keys(value)) {
    const field = value[key];
    const plain = key === 'image' && typeof field === 'string' ? (images.get(field) ?? field) : withoutTags(field, images);
    if (plain === field) continue;
    changed ??= { ...value };
    changed[key] = plain;
  }
  return changed ?? value;
}

function baseObject(objects: readonly KubernetesObject[]): KubernetesObject {
  const [{ apiVersion, kind, metadata }] = objects as readonly [KubernetesObject];
  const shared = commonPart(objects as unknown as readonly Fields[], isBuiltIn(apiVersion));
  // Its identity stays even where nothing else is shared.
  return { ...shared, apiVersion, kind, metadata: { ...(shared?.['metadata'] as object | undefined), ...identityOf(metadata) } };
}

function identityOf({ name, namespace }: KubernetesObject['metadata']): KubernetesObject['metadata'] {
  return { name, ...(namespace !== undefined && { namespace }) };
}

function patchOf(base: KubernetesObject, target: KubernetesObject): readonly KubernetesObject[] {
  const patch = strategicMergePatch(base as unknown as Fields, target as unknown as Fields, isBuiltIn(target.apiVersion));
  if (patch === undefined) return [];
  const metadata = { ...identityOf(base.metadata), ...(patch['metadata'] as object | undefined) };
  return [{ apiVersion: target.apiVersion, kind: target.kind, ...patch, metadata } as KubernetesObject];
}

function commonEntries([first = {}, ...rest]: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  return Object.fromEntries(Object.entries(first).filter(([key, value]) => rest.every((other) => other[key] === value)));
}

function idOf({ apiVersion, kind, metadata }: KubernetesObject): string {
  return `${apiVersion}/${kind}/${metadata.namespace ?? ''}/${metadata.name}`;
}
