import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import { diskClassName } from '../clouds/clouds.ts';
import type { Instance, Process } from '../model/instance.ts';
import { confirmed } from '../model/names.ts';
import { ownKey } from '../model/platform/own-keys.ts';
import { priorityClassName } from '../model/priorities.ts';
import { metricsPort } from '../model/service/defaults.ts';
import type { ProbeTiming } from '../model/service/service.ts';
import { companionsOf } from './companions.ts';
import { operatedAnnotations, podLabels, selector, serviceLabels, versionLabels } from './labels.ts';
import { electsLeader } from './leader-election.ts';
import { disksOf } from './mounts.ts';
import { container, podSpec } from './pod.ts';
import { containerPorts, probesOf } from './probes.ts';
import { podsServiceName } from './service.ts';
import { ownVariables, portVariables } from './variables.ts';

/** On a workload that may never have two pods: why. */
export const singleAnnotation = ownKey('single');

/** On a workload with disks, before the name of each claim: `job export`, `outside ...` or `none ...`. */
const savedPrefix = `saved.${ownKey('')}`;

/** On pods that have a token: what for. */
const usesApiAnnotation = `policies.${ownKey('uses-kubernetes-api')}`;

/** What runs the pods of a process: a Deployment, or a StatefulSet where each has a disk of its own. */
export function workloadKind({ service }: Instance, { kind }: Process): 'Deployment' | 'StatefulSet' {
  return kind === 'main' && disksOf(service).length > 0 ? 'StatefulSet' : 'Deployment';
}

/** The Deployment of the manual (2.4, R30-R46). It sets no `replicas` where an autoscaler owns them (D33). */
export function deployment(instance: Instance, process: Process) {
  const { name, replicas } = process;
  const single = replicas.kind === 'fixed' && replicas.single !== undefined;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(instance, process),
    spec: {
      ...(replicas.kind === 'fixed' && { replicas: replicas.count }),
      revisionHistoryLimit: 5,
      minReadySeconds: steadySeconds,
      progressDeadlineSeconds: progressDeadline(instance, process),
      strategy: single ? { type: 'Recreate' } : { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      selector: { matchLabels: selector(name) },
      template: template(instance, process),
    },
  } satisfies IDeployment;
}

/** The same with a disk for each pod, which outlives pod and StatefulSet: nobody loses it by a mistake. */
export function statefulSet(instance: Instance, process: Process) {
  const { service } = instance;
  const { name, replicas } = process;
  const { annotations, ...own } = metadata(instance, process);
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { ...own, annotations: { ...confirmed, ...annotations, ...savedAnnotations(instance) } },
    spec: {
      ...(replicas.kind === 'fixed' && { replicas: replicas.count }),
      serviceName: podsServiceName(service.name),
      revisionHistoryLimit: 5,
      minReadySeconds: steadySeconds,
      podManagementPolicy: 'OrderedReady',
      updateStrategy: { type: 'RollingUpdate' },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      selector: { matchLabels: selector(name) },
      template: template(instance, process),
      volumeClaimTemplates: disksOf(service).map((disk) => ({
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: disk.name },
        spec: {
          accessModes: ['ReadWriteOnce'],
          storageClassName: diskClassName(instance.platform),
          resources: { requests: { storage: disk.size } },
        },
      })),
    },
  } satisfies IStatefulSet;
}

/** Of each disk, by the name of its claim: how its data outlives it. */
function savedAnnotations({ service }: Instance): Readonly<Record<string, string>> {
  return Object.fromEntries(
    disksOf(service).map(({ name, saved }) => {
      const [[how, text] = ['none', '']] = Object.entries(saved) as [string, string][];
      return [`${savedPrefix}${name}`, `${how} ${text}`];
    }),
  );
}

/** Seconds that a pod must stay ready before it counts. */
const steadySeconds = 10;

/** Seconds after which a rollout that gets no further has failed: more than one pod may take by its probes, and time to fetch its images (D80). */
function progressDeadline({ service: { companions = {} } }: Instance, { kind, settings: { probes } }: Process): number {
  const patience = ({ initialDelaySeconds, periodSeconds, failureThreshold }: ProbeTiming) =>
    initialDelaySeconds + periodSeconds * failureThreshold;
  // Companions start one after the other, and the container that answers after them.
  const beside = kind === 'main' ? Object.values(companions).filter(({ runs }) => runs === 'beside').length : 0;
  const start = patience(probes.startup) * (1 + beside) + patience(probes.readiness) + steadySeconds;
  return Math.max(600, start + 300);
}

function metadata(instance: Instance, { name, replicas }: Process) {
  const { environment, release } = instance;
  const annotations = {
    ...(replicas.kind === 'fixed' && operatedAnnotations(instance).annotations),
    ...(replicas.kind === 'fixed' && replicas.single !== undefined && { [singleAnnotation]: replicas.single }),
  };
  return {
    name,
    namespace: environment.namespaces.app,
    labels: { ...serviceLabels(name), ...versionLabels(release.version) },
    ...(Object.keys(annotations).length > 0 && { annotations }),
  };
}

function template(instance: Instance, process: Process): IPodTemplateSpec {
  return {
    metadata: {
      labels: podLabels(instance, process),
      annotations: {
        'prometheus.io/scrape': 'true',
        'prometheus.io/port': String(metricsPort.number),
        'prometheus.io/path': '/metrics',
        ...(process.kind === 'main' && electsLeader(instance.service) && { [usesApiAnnotation]: 'Its pods elect a leader by one Lease.' }),
      },
    },
    spec: pod(instance, process),
  };
}

function pod(instance: Instance, process: Process): IPodSpec {
  const isMain = process.kind === 'main';
  const { imagePullSecrets, securityContext, affinity, volumes, ...identity } = podSpec(instance, process, isMain);
  const companions = isMain ? companionsOf(instance, process) : [];
  return {
    ...identity,
    priorityClassName,
    terminationGracePeriodSeconds: process.settings.shutdown.graceSeconds,
    imagePullSecrets,
    securityContext,
    affinity: { ...affinity, podAntiAffinity: otherHosts(process.name) },
    topologySpreadConstraints: [
      spread('topology.kubernetes.io/zone', 'DoNotSchedule', process.name),
      spread('kubernetes.io/hostname', 'ScheduleAnyway', process.name),
    ],
    ...(companions.length > 0 && { initContainers: companions }),
    containers: [mainContainer(instance, process)],
    volumes,
  };
}

function mainContainer(instance: Instance, process: Process) {
  const isMain = process.kind === 'main';
  const { name, args, settings, resources, volumes } = process;
  const own = process.ports.filter((port) => port.in === undefined);
  const variables = [...portVariables(instance.service, process), ...(isMain ? [] : ownVariables(instance, process))];
  const serving = {
    ports: containerPorts([...own, metricsPort]),
    ...probesOf(settings, own),
    // Endpoints go away while the pod still answers (D32).
    lifecycle: { preStop: { sleep: { seconds: settings.shutdown.preStopSeconds } } },
  };
  return container(instance, { name, args, resources, volumes, variables, serving });
}

function otherHosts(name: string): NonNullable<NonNullable<IPodSpec['affinity']>['podAntiAffinity']> {
  return {
    preferredDuringSchedulingIgnoredDuringExecution: [
      {
        weight: 100,
        podAffinityTerm: {
          labelSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: [name] }] },
          topologyKey: 'kubernetes.io/hostname',
        },
      },
    ],
  };
}

function spread(topologyKey: string, whenUnsatisfiable: 'DoNotSchedule' | 'ScheduleAnyway', name: string) {
  return {
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable,
    // The nodes of a zone that is lost stay for a while, tainted: counted, they would keep every new pod from the others.
    nodeTaintsPolicy: 'Honor' as const,
    labelSelector: { matchLabels: selector(name) },
    matchLabelKeys: ['pod-template-hash'],
  };
}
