import type { KubernetesObject } from '../model/object.ts';

/** Annotation by which KEDA (2.20.2, apis/keda/v1alpha1) holds what it scales at so many pods, and takes its HPA away meanwhile. */
export const pausedReplicas = 'autoscaling.keda.sh/paused-replicas';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Objects of a service where another place serves: nothing runs, and all else is there, so that it wakes by a change of these fields alone.
 * What runs once and ends, such as a migration, is left out: the database of a standby takes no change but those of whom it follows.
 */
export function asleep(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  return objects.filter(({ kind }) => kind !== 'Job').map(still);
}

function still(object: KubernetesObject): KubernetesObject {
  const { spec, metadata } = object as KubernetesObject & { readonly spec?: Fields };
  switch (object.kind) {
    case 'Deployment':
    case 'StatefulSet':
      // Said although KEDA says it, too: without it there would be a pod until KEDA comes by.
      return { ...object, spec: { ...spec, replicas: 0 } } as KubernetesObject;
    case 'ScaledObject':
      return { ...object, metadata: { ...metadata, annotations: { ...metadata.annotations, [pausedReplicas]: '0' } } };
    default:
      return suspended(object);
  }
}

/** A CronJob that starts nothing; anything else as it is. */
export function suspended(object: KubernetesObject): KubernetesObject {
  if (object.kind !== 'CronJob') return object;
  const { spec } = object as KubernetesObject & { readonly spec?: Fields };
  return { ...object, spec: { ...spec, suspend: true } } as KubernetesObject;
}
