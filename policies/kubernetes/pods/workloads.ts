import type { Container, ContainerRole, Fields, Manifest, Pod, World } from '../../model.ts';
import { asFields, at, fieldsAt, listAt, texts } from '../fields.ts';

interface WorkloadKind {
  /** Keys from the object to its pod template. */
  readonly template: readonly (string | number)[];
  readonly serving: boolean;
}

/** Where each kind keeps its pod template (Kubernetes API reference, workload resources). A Pod is its own template. */
const workloadKinds: Readonly<Record<string, WorkloadKind>> = {
  Pod: { template: [], serving: true },
  PodTemplate: { template: ['template'], serving: true },
  Deployment: { template: ['spec', 'template'], serving: true },
  ReplicaSet: { template: ['spec', 'template'], serving: true },
  ReplicationController: { template: ['spec', 'template'], serving: true },
  StatefulSet: { template: ['spec', 'template'], serving: true },
  DaemonSet: { template: ['spec', 'template'], serving: true },
  // Strimzi's: a list of pods that are alike but for their names.
  StrimziPodSet: { template: ['spec', 'pods', 0], serving: true },
  Job: { template: ['spec', 'template'], serving: false },
  CronJob: { template: ['spec', 'jobTemplate', 'spec', 'template'], serving: false },
  // KEDA's (2.20): what it makes Jobs of.
  ScaledJob: { template: ['spec', 'jobTargetRef', 'template'], serving: false },
};

const containerLists: readonly { readonly key: string; readonly role: ContainerRole }[] = [
  { key: 'containers', role: 'main' },
  { key: 'initContainers', role: 'init' },
  { key: 'ephemeralContainers', role: 'ephemeral' },
];

/** Kinds whose pods serve for as long as they live, in a number that somebody chose; of a Pod that is one. */
export const replicatedKinds: readonly string[] = ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController', 'Pod'];

/** Whether an object of these kinds is meant by itself: not made by a controller, and no Pod that ends. */
export function isReplicated({ kind, fields }: Manifest): boolean {
  if (listAt(fields, 'metadata', 'ownerReferences').some((owner) => at(owner, 'controller') === true)) return false;
  const restart = at(fields, 'spec', 'restartPolicy');
  return !(kind === 'Pod' && (restart === 'Never' || restart === 'OnFailure'));
}

/** Kinds that hold a pod template. */
export const workloadKindNames: readonly string[] = Object.keys(workloadKinds);

/** Whether a kind holds a pod template. */
export function isWorkload(kind: string): boolean {
  return Object.hasOwn(workloadKinds, kind);
}

/** The pod of a workload object; undefined for every other kind, and for a workload whose template is no mapping. */
export function podOf(manifest: Manifest): Pod | undefined {
  if (!isWorkload(manifest.kind)) return undefined;
  const { template: keys, serving } = workloadKinds[manifest.kind] as WorkloadKind;
  const template = asFields(keys.length === 0 ? manifest.fields : at(manifest.fields, ...keys));
  if (template === undefined) return undefined;
  const prefix = keys
    .map((key) => `${key}.`)
    .join('')
    .replace('.0.', '[0].');
  const containers: Container[] = [];
  const pod: Pod = {
    manifest,
    serving,
    namespace: manifest.namespace,
    labels: texts(at(template, 'metadata', 'labels')),
    template,
    spec: fieldsAt(template, 'spec'),
    path: `${prefix}spec`,
    metadataPath: `${prefix}metadata`,
    containers,
  };
  for (const { key, role } of containerLists) {
    listAt(pod.spec, key).forEach((value, index) => {
      const fields = asFields(value) ?? {};
      containers.push({
        pod,
        role: role === 'init' && fields['restartPolicy'] === 'Always' ? 'sidecar' : role,
        name: nameOf(fields),
        fields,
        path: `${pod.path}.${key}[${index}]`,
      });
    });
  }
  return pod;
}

/** The pods of a workload object: one entry, or one for each role that they play. */
export function podsOf(world: World, manifest: Manifest): readonly Pod[] {
  const first = world.podOf(manifest);
  return first?.count === undefined ? (first === undefined ? [] : [first]) : world.pods.filter((pod) => pod.manifest === manifest);
}

/** Whether a container answers requests while its pod lives: main containers and sidecars of serving pods. */
export function isServing(container: Container): boolean {
  return container.pod.serving && (container.role === 'main' || container.role === 'sidecar');
}

function nameOf(fields: Fields): string {
  return typeof fields['name'] === 'string' ? fields['name'] : '';
}
