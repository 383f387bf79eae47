import type { Container, Fields } from '../../model.ts';
import { asFields, at } from '../fields.ts';

/** What a probe or a lifecycle hook does: one of its `exec`, `httpGet`, `tcpSocket`, `grpc`, `sleep`. */
export interface Handler {
  /** `livenessProbe`, `preStop hook`, for messages. */
  readonly owner: string;
  readonly action: string;
  readonly fields: Fields;
  /** Path in the manifest, such as `spec.containers[0].livenessProbe.httpGet`. */
  readonly path: string;
}

const owners: readonly { readonly owner: string; readonly keys: readonly string[]; readonly actions: readonly string[] }[] = [
  ...['startupProbe', 'readinessProbe', 'livenessProbe'].map((probe) => ({
    owner: probe,
    keys: [probe],
    actions: ['exec', 'httpGet', 'tcpSocket', 'grpc'],
  })),
  ...['postStart', 'preStop'].map((hook) => ({
    owner: `${hook} hook`,
    keys: ['lifecycle', hook],
    actions: ['exec', 'httpGet', 'tcpSocket', 'sleep'],
  })),
];

/** The handlers of all probes and lifecycle hooks of a container; one that is no mapping is left out. */
export function handlersOf(container: Container): readonly Handler[] {
  return owners.flatMap(({ owner, keys, actions }) =>
    actions.flatMap((action) => {
      const fields = asFields(at(container.fields, ...keys, action));
      if (fields === undefined) return [];
      return [{ owner, action, fields, path: `${container.path}.${keys.join('.')}.${action}` }];
    }),
  );
}
