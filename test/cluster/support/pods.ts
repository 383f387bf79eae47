import { asFields, fieldsAt, textAt } from '../../../policies/kubernetes/fields.ts';
import { manifestsOf } from '../../../policies/manifest.ts';
import type { Fields, Pod } from '../../../policies/model.ts';
import { createWorld } from '../../../policies/world.ts';

/** A pod to create, and what it belongs to, for messages. */
export interface OwnedPod {
  readonly owner: string;
  readonly pod: Fields;
}

/** The pods that controllers make of objects, each once, as the objects to create. */
export function podsOf(environment: string, objects: readonly Fields[]): readonly OwnedPod[] {
  const manifests = objects.flatMap((object, document) =>
    manifestsOf(object, { file: '', document }).flatMap((item) => ('fields' in item ? [item] : [])),
  );
  const own = createWorld(environment, manifests).pods.filter(({ manifest }) => manifest.origin === undefined);
  return own.map((pod) => ({
    owner: `${pod.manifest.kind} ${pod.namespace}/${pod.manifest.name}`,
    pod: podToCreate(pod, asFields(pod.manifest.fields) ?? {}),
  }));
}

/** A pod of a workload as its controller would create it. */
export function podToCreate({ namespace, template, spec }: Pod, workload: Fields): Fields {
  const { labels, annotations } = fieldsAt(template, 'metadata');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { generateName: 'test-', namespace, labels, annotations },
    spec: withClaims(spec, workload),
  };
}

/** A StatefulSet gives its pods the claims that its templates name. */
function withClaims(spec: Fields, owner: Fields): Fields {
  const templates = (fieldsAt(owner, 'spec')['volumeClaimTemplates'] ?? []) as readonly unknown[];
  const claims = templates.map((template) => {
    const name = textAt(template, 'metadata', 'name') ?? '';
    return { name, persistentVolumeClaim: { claimName: `${name}-test-0` } };
  });
  return claims.length === 0 ? spec : { ...spec, volumes: [...((spec['volumes'] ?? []) as readonly unknown[]), ...claims] };
}
