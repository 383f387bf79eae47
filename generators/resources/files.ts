import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { Instance } from '../model/instance.ts';
import type { MountPath } from '../model/service/parts.ts';
import { serviceLabels } from './labels.ts';

/** Name of the ConfigMap of the files of a service, without its hash. */
export function filesName(service: string): string {
  return `${service}-files`;
}

/** `/var/cache/images` as the name of a volume, or as the key of a file: `var-cache-images`. */
export function slug(path: MountPath): string {
  return path
    .slice(1)
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll('.', '-')
    .replaceAll(/^-+|-+$/g, '');
}

/** The files of a service, one key for each path. */
export function filesMap({ service: { name, files }, environment }: Instance) {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: filesName(name), namespace: environment.namespaces.app, labels: serviceLabels(name) },
    data: Object.fromEntries(Object.entries(files ?? {}).map(([path, text]) => [slug(path as MountPath), text])),
  } satisfies IConfigMap;
}
