import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import type { Instance } from '../model/instance.ts';
import { kafkaNames } from '../model/platform/data-layer.ts';
import { priorityClassName } from '../model/priorities.ts';
import { ports, runAs, termination } from '../model/service/defaults.ts';
import { secretKeys, secretName } from '../model/service/secret.ts';
import type { ProbeTiming, ServiceDefinition } from '../model/service/service.ts';
import { configMapName } from './config-map.ts';
import { kafkaPasswordKey } from './kafka-secret.ts';
import { operatedAnnotations, podLabels, selector, serviceLabels, versionLabels } from './labels.ts';
import { quantities } from './quantities.ts';

const secretsPath = '/app/secrets';
const caPath = '/app/ca';
const kafkaPath = '/app/kafka';

/** The Deployment of the manual (2.4, R30-R46). It sets no `replicas` where an autoscaler owns them (D33). */
export function deployment(instance: Instance) {
  const { service, environment, release, replicas } = instance;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: service.name,
      namespace: environment.namespaces.app,
      labels: { ...serviceLabels(service.name), ...versionLabels(release.version) },
      ...(replicas.kind === 'fixed' && operatedAnnotations(instance)),
    },
    spec: {
      ...(replicas.kind === 'fixed' && { replicas: replicas.count }),
      revisionHistoryLimit: 5,
      minReadySeconds: 10,
      // Longer than one pod may take: 150 s of startup, 10 s to be ready, 10 s to stay so (D80).
      progressDeadlineSeconds: 600,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      selector: { matchLabels: selector(service.name) },
      template: {
        metadata: {
          labels: podLabels(instance),
          annotations: {
            'prometheus.io/scrape': 'true',
            'prometheus.io/port': String(ports.metrics),
            'prometheus.io/path': '/metrics',
          },
        },
        spec: podSpec(instance),
      },
    },
  } satisfies IDeployment;
}

function podSpec(instance: Instance): IPodSpec {
  const { service, platform } = instance;
  const { name, uses } = service;
  return {
    serviceAccountName: name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    priorityClassName,
    terminationGracePeriodSeconds: termination.graceSeconds,
    imagePullSecrets: [{ name: 'registry-credentials' }],
    securityContext: {
      runAsNonRoot: true,
      runAsUser: runAs,
      runAsGroup: runAs,
      fsGroup: runAs,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
    affinity: { nodeAffinity: zones(instance), podAntiAffinity: otherHosts(name) },
    topologySpreadConstraints: [
      spread('topology.kubernetes.io/zone', 'DoNotSchedule', name),
      spread('kubernetes.io/hostname', 'ScheduleAnyway', name),
    ],
    containers: [container(instance)],
    volumes: [
      { name: 'tmp', emptyDir: { sizeLimit: '256Mi' } },
      { name: 'config', configMap: { name: configMapName(name) } },
      { name: 'secrets', secret: { secretName: secretName(name), defaultMode: 0o400 } },
      ...(needsAuthority(service) ? [{ name: 'ca', secret: { secretName: 'data-ca', defaultMode: 0o444 } }] : []),
      ...(uses.includes('kafka')
        ? [{ name: 'kafka', secret: { secretName: kafkaNames(platform.dataLayer.kafka).credentials(name), defaultMode: 0o400 } }]
        : []),
    ],
  };
}

function container({ service, settings, resources, imageName, release }: Instance): IContainer {
  return {
    name: service.name,
    image: `${imageName}:${release.version}@${release.digest}`,
    imagePullPolicy: 'IfNotPresent',
    ports: [
      { name: 'http', containerPort: ports.http, protocol: 'TCP' },
      { name: 'grpc', containerPort: ports.grpc, protocol: 'TCP' },
      { name: 'metrics', containerPort: ports.metrics, protocol: 'TCP' },
    ],
    env: [
      { name: 'APP_HOST', value: '0.0.0.0' },
      { name: 'APP_PORT', value: String(ports.http) },
      // Secrets are files, which children and crash dumps do not inherit and which rotate without a restart (D26).
      ...secretKeys(service).map((key) => ({ name: `${key}_FILE`, value: `${secretsPath}/${key}` })),
      ...(service.uses.includes('kafka') ? [{ name: 'KAFKA_SASL_PASSWORD_FILE', value: `${kafkaPath}/${kafkaPasswordKey}` }] : []),
    ],
    envFrom: [{ configMapRef: { name: configMapName(service.name) } }],
    resources: { requests: quantities(resources.requests), limits: quantities(resources.limits) },
    startupProbe: probe(settings.probes.startup),
    livenessProbe: probe(settings.probes.liveness),
    readinessProbe: { ...probe(settings.probes.readiness), successThreshold: 1 },
    // Endpoints go away while the pod still answers (D32).
    lifecycle: { preStop: { sleep: { seconds: termination.preStopSeconds } } },
    securityContext: {
      runAsNonRoot: true,
      runAsUser: runAs,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [
      { name: 'tmp', mountPath: '/tmp' },
      { name: 'config', mountPath: '/app/config', readOnly: true },
      { name: 'secrets', mountPath: secretsPath, readOnly: true },
      ...(needsAuthority(service) ? [{ name: 'ca', mountPath: caPath, readOnly: true }] : []),
      ...(service.uses.includes('kafka') ? [{ name: 'kafka', mountPath: kafkaPath, readOnly: true }] : []),
    ],
  };
}

/** Whether the service checks certificates of the data layer. */
function needsAuthority({ uses }: ServiceDefinition): boolean {
  return uses.includes('postgres') || uses.includes('kafka');
}

function probe({ path, ...timing }: ProbeTiming): IProbe {
  return { httpGet: { path, port: 'http' }, ...timing };
}

/** Services run in the environment's zones only; further zones hold the data layer's voters (D6). */
function zones({ environment }: Instance): NonNullable<NonNullable<IPodSpec['affinity']>['nodeAffinity']> {
  const values = [...new Set(environment.clusters.flatMap((cluster) => cluster.zones))];
  return {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values }] }],
    },
  };
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
