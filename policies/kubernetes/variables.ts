import type { Manifest, Pod, World } from '../model.ts';
import { fieldsAt, listAt, textAt, texts } from './fields.ts';
import { perWorld } from './per-world.ts';

/** The variables of a workload, and where they come from. */
export interface Configured {
  readonly pod: Pod;
  readonly variables: ReadonlyMap<string, { readonly value: string; readonly from: Manifest; readonly path: string }>;
}

/** Variables of all workloads, as far as the manifests show them: of whole ConfigMaps, and those written out. */
export const configuredIn: (world: World) => readonly Configured[] = perWorld((world) =>
  world.pods.map((pod) => ({ pod, variables: variablesOf(pod, world) })),
);

function variablesOf(pod: Pod, world: World): Configured['variables'] {
  const variables = new Map<string, { value: string; from: Manifest; path: string }>();
  for (const { fields, path } of pod.containers) {
    for (const source of listAt(fields, 'envFrom')) {
      const prefix = textAt(source, 'prefix') ?? '';
      const from = world.find('ConfigMap', pod.namespace, textAt(source, 'configMapRef', 'name') ?? '');
      if (from === undefined) continue;
      for (const [key, value] of Object.entries(texts(fieldsAt(from.fields, 'data')))) {
        variables.set(`${prefix}${key}`, { value, from, path: `data.${key}` });
      }
    }
    listAt(fields, 'env').forEach((entry, index) => {
      const [name, value] = [textAt(entry, 'name'), textAt(entry, 'value')];
      if (name !== undefined && value !== undefined) {
        variables.set(name, { value, from: pod.manifest, path: `${path}.env[${index}].value` });
      }
    });
  }
  return variables;
}
