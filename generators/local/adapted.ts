import { createHash } from 'node:crypto';
import type { KubernetesObject } from '../model/object.ts';
import { zoneKey } from '../model/platform/data-layer.ts';
import { ownKey } from '../model/platform/own-keys.ts';

type Fields = Record<string, unknown>;

/** Of what a pod reads when it starts: another one starts it again. */
export const inputsAnnotation = ownKey('local-inputs');

/** Kinds that every cluster serves: what others say is for operators, which a laptop has none of. */
const served = new Set([
  ...['ConfigMap', 'Lease', 'PersistentVolumeClaim', 'Service', 'ServiceAccount', 'Role', 'RoleBinding', 'NetworkPolicy'],
  ...['Deployment', 'StatefulSet', 'CronJob', 'Job', 'PodDisruptionBudget'],
]);

export function isServed({ kind }: KubernetesObject): boolean {
  return served.has(kind);
}

/** The pod template of a workload, wherever its kind keeps it, changed. */
export function withPodTemplate(object: KubernetesObject, change: (template: Fields) => Fields): KubernetesObject {
  const { spec } = object as KubernetesObject & { readonly spec?: Fields };
  if (spec === undefined) return object;
  if (object.kind === 'CronJob') {
    const job = spec['jobTemplate'] as { readonly spec: Fields };
    const own = { ...job.spec, template: change(job.spec['template'] as Fields) };
    return { ...object, spec: { ...spec, jobTemplate: { ...job, spec: own } } } as KubernetesObject;
  }
  return spec['template'] === undefined
    ? object
    : ({ ...object, spec: { ...spec, template: change(spec['template'] as Fields) } } as KubernetesObject);
}

/**
 * A workload of a service as one node can run it: the nodes of a laptop are in no zone, and its disks are of the class that it has by
 * default.
 * @param images by what the drawing names them
 */
export function adapted(object: KubernetesObject, images: ReadonlyMap<string, string>): KubernetesObject {
  const own = withPodTemplate(object, (template) => ({ ...template, spec: podOf(template['spec'] as Fields, images) }));
  const { spec } = own as KubernetesObject & { readonly spec?: Fields };
  if (object.kind === 'PersistentVolumeClaim') return { ...own, spec: without(spec ?? {}, 'storageClassName') } as KubernetesObject;
  const claims = spec?.['volumeClaimTemplates'] as readonly { readonly spec: Fields }[] | undefined;
  if (claims === undefined) return own;
  const volumeClaimTemplates = claims.map((claim) => ({ ...claim, spec: without(claim.spec, 'storageClassName') }));
  return { ...own, spec: { ...spec, volumeClaimTemplates } } as KubernetesObject;
}

function podOf(spec: Fields, images: ReadonlyMap<string, string>): Fields {
  const { affinity, topologySpreadConstraints, ...pod } = spec;
  const spread = ((topologySpreadConstraints ?? []) as readonly Fields[]).filter((constraint) => constraint['topologyKey'] !== zoneKey);
  const near = without((affinity ?? {}) as Fields, 'nodeAffinity');
  const containers = (key: string) =>
    pod[key] === undefined ? {} : { [key]: (pod[key] as readonly Fields[]).map((container) => withImage(container, images)) };
  return {
    ...pod,
    ...(Object.keys(near).length > 0 && { affinity: near }),
    ...(spread.length > 0 && { topologySpreadConstraints: spread }),
    ...containers('initContainers'),
    ...containers('containers'),
  };
}

function withImage(container: Fields, images: ReadonlyMap<string, string>): Fields {
  const image = container['image'] as string;
  return { ...container, image: images.get(image) ?? image };
}

function without(fields: Fields, key: string): Fields {
  const { [key]: _, ...rest } = fields;
  return rest;
}

/** Workloads that say of what they are started: of ConfigMaps and Secrets that stay under their name pods notice nothing. */
export function withInputs(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const inputs = new Map(
    objects.filter(({ kind }) => kind === 'ConfigMap' || kind === 'Secret').map((object) => [object.metadata.name, JSON.stringify(object)]),
  );
  return objects.map((object) => {
    if (object.kind === 'Job' || object.kind === 'CronJob') return object;
    return withPodTemplate(object, (template) => {
      const text = JSON.stringify(template);
      const read = [...inputs].filter(([name]) => text.includes(`"${name}"`)).map(([, input]) => input);
      if (read.length === 0) return template;
      const metadata = (template['metadata'] ?? {}) as { readonly annotations?: Fields };
      const hash = createHash('sha256').update(read.join('\n')).digest('hex').slice(0, 16);
      return { ...template, metadata: { ...metadata, annotations: { ...metadata.annotations, [inputsAnnotation]: hash } } };
    });
  });
}
