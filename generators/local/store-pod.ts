import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IService } from 'kubernetes-models/v1/Service';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { KubernetesObject } from '../model/object.ts';
import { priorities } from '../model/priorities.ts';
import type { Amounts } from '../model/service/quantity.ts';
import { versionLabels } from '../resources/labels.ts';

/** One pod of a store or of the edge. */
export interface StorePod {
  readonly name: string;
  readonly namespace: string;
  /** By which Services and policies of the environment find it. */
  readonly labels: Readonly<Record<string, string>>;
  readonly user: number;
  readonly group: number;
  readonly priority?: 'data' | 'platform' | 'monitoring';
  readonly setup?: PodContainer;
  readonly main: PodContainer;
  readonly volumes: readonly IVolume[];
}

export interface StorePort {
  readonly name: string;
  readonly number: number;
}

/** What is particular to a container; the rest is the same for all. */
export interface PodContainer {
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The first is asked whether it answers. */
  readonly ports?: readonly StorePort[];
  readonly resources: Amounts;
  /** Where each volume is found. */
  readonly mounts: Readonly<Record<string, string>>;
}

function template({ name, labels, user, group, priority = 'data', setup, main, volumes }: StorePod) {
  return {
    metadata: { labels: { ...own(name), ...versionLabels(versionOf(main)), ...labels } },
    spec: {
      serviceAccountName: name,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      priorityClassName: priorities[priority].name,
      terminationGracePeriodSeconds: 30,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: user,
        runAsGroup: group,
        fsGroup: group,
        fsGroupChangePolicy: 'OnRootMismatch' as const,
        seccompProfile: { type: 'RuntimeDefault' as const },
      },
      ...(setup !== undefined && { initContainers: [container('setup', setup)] }),
      containers: [container(name, main)],
      volumes: [...volumes, { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }],
    },
  };
}

function own(name: string) {
  return { app: name, 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'erp' };
}

function container(name: string, { image, command, args, env = {}, ports = [], resources, mounts }: PodContainer) {
  const [port] = ports;
  const probe = port === undefined ? undefined : { tcpSocket: { port: port.name }, periodSeconds: 5, timeoutSeconds: 3 };
  return {
    name,
    image,
    imagePullPolicy: 'IfNotPresent',
    ...(command !== undefined && { command: [...command] }),
    ...(args !== undefined && { args: [...args] }),
    ...(Object.keys(env).length > 0 && { env: Object.entries(env).map(([key, value]) => ({ name: key, value })) }),
    ...(ports.length > 0 && {
      ports: ports.map((own) => ({ name: own.name, containerPort: own.number, protocol: 'TCP' as const })),
    }),
    ...(probe !== undefined && {
      startupProbe: { ...probe, failureThreshold: 60 },
      readinessProbe: { ...probe, failureThreshold: 3 },
      livenessProbe: { ...probe, failureThreshold: 6 },
    }),
    resources: {
      requests: { ...resources.requests, 'ephemeral-storage': '64Mi' },
      limits: { ...resources.limits, 'ephemeral-storage': '256Mi' },
    },
    securityContext: {
      runAsNonRoot: true,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: Object.entries({ ...mounts, tmp: '/tmp' }).map(([volume, mountPath]) => ({ name: volume, mountPath })),
  } satisfies IContainer;
}

/** Of an image that is named by its tag. */
function versionOf({ image }: PodContainer): string {
  return image.slice(image.lastIndexOf(':') + 1);
}

function workload(pod: StorePod) {
  return { name: pod.name, namespace: pod.namespace, labels: { ...own(pod.name), ...versionLabels(versionOf(pod.main)) } };
}

/** Its account, and that it asks nobody: stores answer, and what the edge asks is said beside. */
function beside({ name, namespace }: StorePod) {
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace, labels: own(name) }, automountServiceAccountToken: false },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: `${name}-asks-nobody`, namespace },
      spec: { podSelector: { matchLabels: { app: name } }, policyTypes: ['Egress'] },
    },
  ] satisfies [IServiceAccount, INetworkPolicy];
}

/** A store that keeps what it holds on a disk of the node. */
export function storeSet(pod: StorePod, serviceName: string, storage: string): readonly KubernetesObject[] {
  const set = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: workload(pod),
    spec: {
      replicas: 1,
      revisionHistoryLimit: 5,
      serviceName,
      selector: { matchLabels: { app: pod.name } },
      template: template(pod),
      volumeClaimTemplates: [
        { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } } },
      ],
    },
  } satisfies IStatefulSet;
  return [...beside(pod), set];
}

/** What keeps nothing. */
export function plainDeployment(pod: StorePod): readonly KubernetesObject[] {
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: workload(pod),
    spec: {
      replicas: 1,
      revisionHistoryLimit: 5,
      progressDeadlineSeconds: 600,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      selector: { matchLabels: { app: pod.name } },
      template: template(pod),
    },
  } satisfies IDeployment;
  return [...beside(pod), deployment];
}

/** A Service in front of one port of a pod. */
export function storeService(
  metadata: { readonly name: string; readonly namespace: string },
  labels: Readonly<Record<string, string>>,
  port: StorePort,
  headless = false,
) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...metadata, labels: own(metadata.name) },
    spec: {
      type: 'ClusterIP',
      ...(headless && { clusterIP: 'None' }),
      selector: { ...labels },
      ports: [{ name: port.name, port: port.number, targetPort: port.number, protocol: 'TCP' }],
    },
  } satisfies IService;
}

/** A ConfigMap whose keys are files. */
export function texts(metadata: { readonly name: string; readonly namespace: string }, data: Readonly<Record<string, string>>) {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...metadata, labels: own(metadata.name) },
    data: { ...data },
  } satisfies IConfigMap;
}
