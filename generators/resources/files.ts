import { createHash } from 'node:crypto';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { Instance } from '../model/instance.ts';
import { fixedNameAnnotation } from '../model/names.ts';
import { fileKey } from '../model/service/paths.ts';
import { serviceLabels } from './labels.ts';

/**
 * Name of the ConfigMap of the files of a service. Kustomize adds a hash of its content, unless something in it is no text: what it
 * generates is made of texts and files, and files of other content are no generated files. Then the hash is in the name already.
 */
export function filesName({ service: { name }, files }: Instance): string {
  if (!files.some(isBinary)) return `${name}-files`;
  const content = createHash('sha256').update(JSON.stringify(files.toSorted((a, b) => (a.path < b.path ? -1 : 1))));
  return `${name}-files-${content.digest('hex').slice(0, 10)}`;
}

/** The files of a service, one key for each path. */
export function filesMap(instance: Instance) {
  const { service, environment, files } = instance;
  const binary = files.filter(isBinary).map(({ path, base64 = '' }) => [fileKey(path), base64]);
  const texts = files.filter((file) => !isBinary(file)).map(({ path, text = '' }) => [fileKey(path), text]);
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: filesName(instance),
      namespace: environment.namespaces.app,
      labels: serviceLabels(service.name),
      ...(binary.length > 0 && {
        annotations: { [fixedNameAnnotation]: 'The pods of the service; the hash of its content is in its name.' },
      }),
    },
    ...((texts.length > 0 || binary.length === 0) && { data: Object.fromEntries(texts) }),
    ...(binary.length > 0 && { binaryData: Object.fromEntries(binary) }),
  } satisfies IConfigMap;
}

function isBinary({ base64 }: Instance['files'][number]): boolean {
  return base64 !== undefined;
}
