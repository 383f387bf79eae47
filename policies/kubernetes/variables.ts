import type { Manifest, Pod, World } from '../model.ts';
import { fieldsAt, listAt, textAt, texts } from './fields.ts';
import { perWorld } from './per-world.ts';

/** The variables of a workload, and where they come from. */
export interface Configured {
  readonly pod: Pod;
  readonly variables: ReadonlyMap<string, Variable>;
  /** The same of each of its containers: several of them may see to several things of a kind. */
  readonly ofContainers: readonly ReadonlyMap<string, Variable>[];
}

/** A variable with its value, and where that is written. */
interface Variable {
  readonly value: string;
  readonly from: Manifest;
  readonly path: string;
}

/** Variables of all workloads, as far as the manifests show them: of whole ConfigMaps, and those written out. */
export const configuredIn: (world: World) => readonly Configured[] = perWorld((world) =>
  world.pods.map((pod) => {
    const ofContainers = pod.containers.map((container) => variablesOf(container, pod, world));
    return { pod, ofContainers, variables: new Map(ofContainers.flatMap((own) => [...own])) };
  }),
);

function variablesOf({ fields, path }: Pod['containers'][number], pod: Pod, world: World): ReadonlyMap<string, Variable> {
  const variables = new Map<string, Variable>();
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
  return variables;
}
