import { overlayFolder } from '../model/names.ts';
import type { Application, ApplicationVariant, KubernetesObject } from '../model/object.ts';
import { type GeneratedFile, isGenerated, yamlFile } from '../output/file.ts';
import { type BaseParts, factorise, type GeneratedConfigMap, hasFixedName, type OverlayParts } from './factorise.ts';

const kustomization = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' } as const;

/**
 * The files of an application: `base/<base>/` and one folder for each environment under `overlays/`.
 * @param plain of what the base holds the common part
 */
export function applicationFiles(application: Application, plain: readonly ApplicationVariant[]): readonly GeneratedFile[] {
  const { base, overlays } = factorise(application, plain);
  const hasBase = base.objects.length + base.configMaps.length > 0;
  return [...(hasBase ? baseFiles(application, base) : []), ...overlays.flatMap((overlay) => overlayFiles(application, overlay, hasBase))];
}

/** `overlays/<environment>/kustomization.yaml`, which builds the whole environment. */
export function environmentFile(environment: string, source: string, applications: readonly string[]): GeneratedFile {
  return yamlFile(`overlays/${environment}/kustomization.yaml`, source, { ...kustomization, resources: [...applications].sort() });
}

function baseFiles({ base: name, source }: Application, { objects, configMaps }: BaseParts): readonly GeneratedFile[] {
  const folder = `base/${name}`;
  const named = withFileNames(objects, '');
  return [
    yamlFile(`${folder}/kustomization.yaml`, source, {
      ...kustomization,
      ...(named.length > 0 && { resources: named.map(({ file }) => file).sort() }),
      ...(configMaps.length > 0 && { configMapGenerator: configMaps.map((map) => generator(map)) }),
    }),
    ...named.map(({ file, object }) => yamlFile(`${folder}/${file}`, source, object)),
    ...configMaps.flatMap((map) => contentFiles(folder, map)),
  ];
}

function overlayFiles(application: Application, overlay: OverlayParts, hasBase: boolean): readonly GeneratedFile[] {
  const { base, source } = application;
  const folder = overlayFolder(application, overlay.environment);
  const up = '../'.repeat(folder.split('/').length);
  const objects = withFileNames(overlay.objects, '');
  const patches = withFileNames(overlay.patches, '.patch');
  const configMaps = overlay.configMaps.map((map) => ({ ...generator(map), ...(map.behavior !== 'create' && { behavior: map.behavior }) }));
  return [
    yamlFile(`${folder}/kustomization.yaml`, source, {
      ...kustomization,
      ...(overlay.namespace !== undefined && { namespace: overlay.namespace }),
      resources: [...(hasBase ? [`${up}base/${base}`] : []), ...objects.map(({ file }) => file).sort()],
      ...(configMaps.length > 0 && { configMapGenerator: configMaps }),
      ...(overlay.images.length > 0 && {
        images: overlay.images.map((image) => ({ name: image.name, newTag: image.tag, digest: image.digest })),
      }),
      ...(patches.length > 0 && { patches: patches.map(({ file }) => ({ path: file })) }),
    }),
    ...[...objects, ...patches].map(({ file, object }) => yamlFile(`${folder}/${file}`, source, object)),
    ...overlay.configMaps.flatMap((map) => contentFiles(folder, map)),
  ];
}

function generator(map: GeneratedConfigMap) {
  const { name, labels, annotations, data } = map;
  const options = {
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(Object.keys(annotations).length > 0 && { annotations }),
    ...(hasFixedName(map) && { disableNameSuffixHash: true }),
  };
  const entries = Object.entries(data);
  const literals = entries.filter(([, value]) => !isGenerated(value)).map(([key, value]) => `${key}=${quoted(value)}`);
  const files = entries.filter(([, value]) => isGenerated(value)).map(([key]) => key);
  return {
    name,
    ...(Object.keys(options).length > 0 && { options }),
    ...(literals.length > 0 && { literals }),
    ...(files.length > 0 && { files }),
  };
}

/** Kustomize takes one pair of quotes off a literal (5.x, `removeQuotes` of api/kv): what has them itself gets a pair more. */
function quoted(value: string): string {
  return value.length > 1 && /^["']/.test(value) && value.at(0) === value.at(-1) ? `"${value}"` : value;
}

/** The values of a ConfigMap that are files in themselves, such as scripts: they carry the header, and their key is their name. */
function contentFiles(folder: string, { data }: GeneratedConfigMap): readonly GeneratedFile[] {
  return Object.entries(data)
    .filter(([, value]) => isGenerated(value))
    .map(([key, text]) => ({ path: `${folder}/${key}`, text }));
}

/** `deployment.yaml`; where an application has several objects of a kind, `<kind>.<name>.yaml`. */
export function withFileNames(
  objects: readonly KubernetesObject[],
  suffix: string,
): readonly { readonly file: string; readonly object: KubernetesObject }[] {
  const counts = new Map<string, number>();
  const keyOf = (object: KubernetesObject) => `${object.kind}/${object.metadata.name}`;
  const same = new Map<string, number>();
  for (const object of objects) {
    counts.set(object.kind, (counts.get(object.kind) ?? 0) + 1);
    same.set(keyOf(object), (same.get(keyOf(object)) ?? 0) + 1);
  }
  return objects.map((object) => {
    const { kind, metadata } = object;
    const namespace = (same.get(keyOf(object)) ?? 0) > 1 ? `${metadata.namespace ?? ''}.` : '';
    const name = (counts.get(kind) ?? 0) > 1 ? `.${namespace}${metadata.name}` : '';
    return { file: `${kebabCase(kind)}${name}${suffix}.yaml`, object };
  });
}

function kebabCase(kind: string): string {
  return kind
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}
