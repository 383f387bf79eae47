import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { Instance } from '../model/instance.ts';
import type { MountPath } from '../model/service/parts.ts';
import { slug } from '../model/service/paths.ts';
import { serviceLabels } from './labels.ts';

/** Name of the ConfigMap of the files of a service, without its hash. */
export function filesName(service: string): string {
  return `${service}-files`;
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
