import type { Pod, Problem, World } from '../../model.ts';
import { shown } from '../../wording.ts';
import { at, listAt, presentAt, textAt } from '../fields.ts';
import { volumesOf } from '../pods/volumes.ts';
import { quantity } from '../quantities.ts';
import { configMapKeys, secretKeys } from '../references.ts';
import { valuesAt } from './values.ts';

/** The mode bits by which the group and others may write. */
const othersWrite = 0o022;

export function modes(pod: Pod): readonly Problem[] {
  return volumesOf(pod).flatMap(({ name, fields, path }) =>
    ['secret', 'configMap', 'projected', 'downwardAPI'].flatMap((source) => {
      const mode = presentAt(fields, source, 'defaultMode');
      if (typeof mode !== 'number' || (mode & othersWrite) === 0) return [];
      const message = `Volume "${name}" has the mode 0${mode.toString(8)}, by which others than its owner may write its files.`;
      return [{ message, path: `${path}.${source}.defaultMode` }];
    }),
  );
}

export function optional(pod: Pod, world: World): readonly Problem[] {
  const told = (kind: string, name: string | undefined, source: unknown, path: string): readonly Problem[] => {
    const found = kind === 'Secret' ? secretKeys(world, pod.namespace, name ?? '') : configMapKeys(world, pod.namespace, name ?? '');
    if (at(source, 'optional') !== true || found === undefined) return [];
    return [{ message: `The pod starts without ${kind} "${name}", which the environment makes.`, path: `${path}.optional` }];
  };
  return [
    ...volumesOf(pod).flatMap(({ fields, path }) => [
      ...told('Secret', textAt(fields, 'secret', 'secretName'), at(fields, 'secret'), `${path}.secret`),
      ...told('ConfigMap', textAt(fields, 'configMap', 'name'), at(fields, 'configMap'), `${path}.configMap`),
    ]),
    ...pod.containers.flatMap(({ fields, path }) =>
      listAt(fields, 'envFrom').flatMap((source, index) =>
        [
          ['Secret', 'secretRef'],
          ['ConfigMap', 'configMapRef'],
        ].flatMap(([kind = '', field = '']) =>
          told(kind, textAt(source, field, 'name'), at(source, field), `${path}.envFrom[${index}].${field}`),
        ),
      ),
    ),
  ];
}

/** A pod is ended at the sum of its containers' limits (Kubernetes: local ephemeral storage; what lies in memory counts there). */
export function scratch(pod: Pod): readonly Problem[] {
  const started = pod.containers.filter(({ role }) => role === 'main' || role === 'sidecar');
  const sum = (resource: string) =>
    started.reduce((total, { fields }) => total + (quantity(at(fields, 'resources', 'limits', resource)) ?? Number.POSITIVE_INFINITY), 0);
  return volumesOf(pod).flatMap(({ name, fields, path }) => {
    const limit = presentAt(fields, 'emptyDir', 'sizeLimit');
    const resource = at(fields, 'emptyDir', 'medium') === 'Memory' ? 'memory' : 'ephemeral-storage';
    const most = started.length === 0 ? Number.POSITIVE_INFINITY : sum(resource);
    // A little more ends the pod as its own limit would; a hundred times more was meant for another place.
    if ((quantity(limit) ?? 0) <= 100 * most) return [];
    const message = `Volume "${name}" has the sizeLimit ${shown(limit)}, and the pod is ended at ${Math.floor(most / 2 ** 20)}Mi of ${resource}.`;
    return [{ message, path: `${path}.emptyDir.sizeLimit` }];
  });
}

/** A token of a volume, without an audience of its own, is for the API server: for whoever no binding names it is good for nothing but theft. */
export function tokens(pod: Pod, world: World): readonly Problem[] {
  const account = textAt(pod.spec, 'serviceAccountName') ?? 'default';
  const isBound = ['RoleBinding', 'ClusterRoleBinding']
    .flatMap((kind) => world.ofKind(kind))
    .flatMap((binding) => listAt(binding.fields, 'subjects').map((subject) => ({ subject, own: binding.namespace })))
    .some(
      ({ subject, own }) =>
        textAt(subject, 'kind') === 'ServiceAccount' &&
        textAt(subject, 'name') === account &&
        (textAt(subject, 'namespace') ?? own) === pod.namespace,
    );
  if (isBound) return [];
  return valuesAt(pod.spec, 'volumes[].projected.sources[].serviceAccountToken').flatMap(({ value, path }) => {
    if ((textAt(value, 'audience') ?? '') !== '') return [];
    const name = volumesOf(pod).find((volume) => `${pod.path}.${path}`.startsWith(`${volume.path}.`))?.name;
    const message = `Volume "${name}" holds a token for the Kubernetes API, in which the account "${account}" may do nothing.`;
    return [{ message, path: `${pod.path}.${path}` }];
  });
}
