import { createHash } from 'node:crypto';
import { at, listAt, numberAt, textAt, texts } from '../../policies/kubernetes/fields.ts';
import type { Fields, Manifest, World } from '../../policies/model.ts';

/** An object as the API server would return it. */
export interface LiveObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

const created = '2026-11-20T02:00:00Z';
const managedFields = [{ manager: 'argocd-controller', operation: 'Apply' }];

/**
 * What a cluster holds on which an environment was synced: the rendered objects, and what controllers, operators and charts
 * make of them. The names of operators and charts are those of their own templates.
 */
export function liveCluster(world: World, argocd: World): readonly LiveObject[] {
  const infra = 'erp-infra';
  const rendered = world.manifests.map(({ fields }) => live(fields));
  return [
    ...rendered.map((object) => (object.kind === 'Deployment' ? withDeploymentStatus(object) : object)),
    ...world.ofKind('Deployment').flatMap(ofDeployment),
    ...world.ofKind('Service').map(endpointsOf),
    ...world.ofKind('ScaledObject').flatMap(ofScaledObject),
    ...[...world.ofKind('ExternalSecret'), ...world.ofKind('Certificate')].map(secretOf),
    ...world.ofKind('CronJob').flatMap(ofCronJob),
    ...world.ofKind('postgresql').flatMap(ofPostgres),
    ...world.ofKind('Kafka').flatMap((kafka) => ofKafka(kafka, world)),
    ...argocd
      .ofKind('Application')
      .filter(({ name, fields }) => name.endsWith(`-${world.environment}`) && at(fields, 'spec', 'source', 'helm') !== undefined)
      .flatMap((application) => ofChart(application, infra)),
    ...world.ofKind('Gateway').flatMap(ofGateway),
    ...monitoring(infra),
    ...['us-east-1a', 'us-east-1b', 'us-east-1c'].map(node),
    ...['default-backend-event'].map((name) => event(name, infra)),
    event('service-event', world.manifests.find(({ kind }) => kind === 'Deployment')?.namespace ?? infra),
  ];
}

/** Gives an object what only a cluster knows. */
export function live(fields: Fields): LiveObject {
  const kind = textAt(fields, 'kind') ?? '';
  const name = textAt(fields, 'metadata', 'name') ?? '';
  const namespace = textAt(fields, 'metadata', 'namespace') ?? '';
  const digest = createHash('sha1').update(`${kind}/${namespace}/${name}`).digest('hex');
  const uid = [digest.slice(0, 8), digest.slice(8, 12), digest.slice(12, 16), digest.slice(16, 20), digest.slice(20, 32)].join('-');
  const metadata = {
    ...(at(fields, 'metadata') as Fields),
    name,
    uid,
    creationTimestamp: created,
    generation: 1,
    resourceVersion: '1',
    managedFields,
  };
  return { status: readyStatus(kind), ...fields, apiVersion: textAt(fields, 'apiVersion') ?? '', kind, metadata };
}

/** Conditions of objects that have them: what people and `kubectl wait` look at. */
function readyStatus(kind: string): Fields {
  const condition = (type: string) => ({ type, status: 'True', reason: 'Ready', message: 'all well', lastTransitionTime: created });
  switch (kind) {
    case 'ExternalSecret':
      return { conditions: [condition('Ready')], refreshTime: created };
    case 'Certificate':
      return { conditions: [condition('Ready')], notAfter: '2027-02-01T00:00:00Z', renewalTime: '2027-01-01T00:00:00Z' };
    case 'postgresql':
      return { PostgresClusterStatus: 'Running' };
    default:
      return { conditions: [condition('Ready'), condition('Available')] };
  }
}

function pod(namespace: string, name: string, labels: Readonly<Record<string, string>>, containers: readonly unknown[], spec: Fields = {}) {
  const statuses = containers.map((container) => ({
    name: textAt(container, 'name') ?? '',
    ready: true,
    restartCount: 1,
    image: textAt(container, 'image') ?? 'image',
    imageID: 'sha256:0',
    state: { running: { startedAt: created } },
    lastState: { terminated: { reason: 'OOMKilled', exitCode: 137, startedAt: created, finishedAt: created } },
  }));
  return live({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: { nodeName: 'node-us-east-1a', securityContext: {}, ...spec, containers },
    status: {
      phase: 'Running',
      podIP: '10.1.0.7',
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: statuses,
    },
  });
}

const container = (name: string, port = 8080) => ({ name, image: `image/${name}`, ports: [{ containerPort: port, protocol: 'TCP' }] });

function deployment(
  namespace: string,
  name: string,
  labels: Readonly<Record<string, string>>,
  containers: readonly unknown[],
  replicas: number,
) {
  const template = { metadata: { labels }, spec: { containers } };
  const object = live({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels },
    spec: { replicas, selector: { matchLabels: labels }, template },
  });
  return [withDeploymentStatus(object), ...replicasOf(object)];
}

function withDeploymentStatus(object: LiveObject): LiveObject {
  const count = numberAt(object, 'spec', 'replicas') ?? 2;
  const status = {
    observedGeneration: 1,
    replicas: count,
    updatedReplicas: count,
    readyReplicas: count,
    availableReplicas: count,
    conditions: [
      { type: 'Available', status: 'True' },
      { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' },
    ],
  };
  const annotations = { ...texts(at(object, 'metadata', 'annotations')), 'deployment.kubernetes.io/revision': '3' };
  return { ...object, metadata: { ...object.metadata, annotations }, spec: { replicas: count, ...(at(object, 'spec') as Fields) }, status };
}

function ofDeployment({ fields }: Manifest): readonly LiveObject[] {
  return replicasOf(live(fields));
}

/** Two ReplicaSets, as after a rollout, and the pods of the newer one. */
function replicasOf(object: LiveObject): readonly LiveObject[] {
  const { name, namespace = '', uid } = object.metadata;
  const template = at(object, 'spec', 'template');
  const labels = texts(at(template, 'metadata', 'labels'));
  const owner = [{ apiVersion: 'apps/v1', kind: 'Deployment', name, uid, controller: true }];
  const set = (hash: string, revision: number, replicas: number) =>
    live({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `${name}-${hash}`,
        namespace,
        labels: { ...labels, 'pod-template-hash': hash },
        annotations: { 'deployment.kubernetes.io/revision': String(revision) },
        ownerReferences: owner,
      },
      spec: { replicas, selector: at(object, 'spec', 'selector'), template },
      status: { replicas, readyReplicas: replicas },
    });
  return [
    set('5c7d4f6b9d', 2, 0),
    set('6f8b7c9d4f', 3, 2),
    ...['x2k4p', 'q7w9z'].map((end) =>
      pod(
        namespace,
        `${name}-6f8b7c9d4f-${end}`,
        { ...labels, 'pod-template-hash': '6f8b7c9d4f' },
        listAt(template, 'spec', 'containers'),
        {
          ...(at(template, 'spec') as Fields),
          nodeName: 'node-us-east-1a',
        },
      ),
    ),
  ];
}

function endpointsOf({ namespace, name }: Manifest): LiveObject {
  const labels = { 'kubernetes.io/service-name': name };
  const endpoints = [{ addresses: ['10.1.0.7'], conditions: { ready: true } }];
  return live({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-abc12`, namespace, labels },
    endpoints,
  });
}

/** KEDA makes the HorizontalPodAutoscaler. */
function ofScaledObject({ fields, namespace, name }: Manifest): readonly LiveObject[] {
  return [
    live({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: {
        name: textAt(fields, 'spec', 'advanced', 'horizontalPodAutoscalerConfig', 'name') ?? `keda-hpa-${name}`,
        namespace,
      },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: textAt(fields, 'spec', 'scaleTargetRef', 'name') },
        minReplicas: numberAt(fields, 'spec', 'minReplicaCount'),
        maxReplicas: numberAt(fields, 'spec', 'maxReplicaCount'),
        metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }],
      },
      status: { currentReplicas: 6, desiredReplicas: 6, conditions: [{ type: 'ScalingActive', status: 'True' }] },
    }),
  ];
}

function secretOf({ kind, fields, namespace, name }: Manifest): LiveObject {
  const target = kind === 'Certificate' ? textAt(fields, 'spec', 'secretName') : textAt(fields, 'spec', 'target', 'name');
  const keys =
    kind === 'Certificate' ? ['ca.crt', 'tls.crt', 'tls.key'] : Object.keys(texts(at(fields, 'spec', 'target', 'template', 'data')));
  return live({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: target ?? name, namespace },
    type: 'Opaque',
    data: Object.fromEntries(keys.map((key) => [key, 'eA=='])),
  });
}

/** A run that ended well, where the CronJob runs at all. */
function ofCronJob({ fields, namespace, name }: Manifest): readonly LiveObject[] {
  if (at(fields, 'spec', 'suspend') === true) return [];
  const template = at(fields, 'spec', 'jobTemplate', 'spec', 'template');
  const labels = {
    ...texts(at(template, 'metadata', 'labels')),
    'batch.kubernetes.io/job-name': `${name}-29384720`,
    'job-name': `${name}-29384720`,
  };
  const job = live({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: `${name}-29384720`,
      namespace,
      labels,
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name, uid: name }],
    },
    spec: { template, selector: { matchLabels: { 'job-name': `${name}-29384720` } } },
    status: { succeeded: 1, completionTime: created, conditions: [{ type: 'Complete', status: 'True' }] },
  });
  return [job, pod(namespace, `${name}-29384720-abcde`, labels, listAt(template, 'spec', 'containers'))];
}

/** Zalando postgres-operator 2. */
function ofPostgres({ fields, namespace, name }: Manifest): readonly LiveObject[] {
  const labels = { application: 'spilo', 'cluster-name': name };
  const sidecars = listAt(fields, 'spec', 'sidecars');
  const count = numberAt(fields, 'spec', 'numberOfInstances') ?? 1;
  const pooler = { 'connection-pooler': `${name}-pooler`, application: 'db-connection-pooler', 'cluster-name': name };
  const service = (serviceName: string) =>
    live({ apiVersion: 'v1', kind: 'Service', metadata: { name: serviceName, namespace, labels }, spec: { ports: [{ port: 5432 }] } });
  return [
    live({
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name, namespace, labels },
      spec: { replicas: count, selector: { matchLabels: labels } },
      status: { replicas: count, readyReplicas: count },
    }),
    ...range(0, count).map((index) =>
      pod(namespace, `${name}-${index}`, { ...labels, 'spilo-role': index === 0 ? 'master' : 'replica' }, [
        container('postgres', 5432),
        ...sidecars,
      ]),
    ),
    ...range(0, count).map((index) => claim(namespace, `pgdata-${name}-${index}`, labels)),
    ...deployment(
      namespace,
      `${name}-pooler`,
      pooler,
      [container('connection-pooler', 5432)],
      numberAt(fields, 'spec', 'connectionPooler', 'numberOfInstances') ?? 1,
    ),
    ...[name, `${name}-repl`, `${name}-pooler`].map(service),
  ];
}

/** Strimzi 1. */
function ofKafka({ fields, namespace, name }: Manifest, world: World): readonly LiveObject[] {
  const cluster = { 'strimzi.io/cluster': name };
  const component = (part: string) => ({ ...cluster, 'strimzi.io/name': `${name}-${part}`, 'strimzi.io/kind': 'Kafka' });
  const pools = world.ofKind('KafkaNodePool').filter((pool) => pool.labels['strimzi.io/cluster'] === name);
  const ids = (pool: Manifest) => {
    const first = Number(/^\[(\d+)/.exec(textAt(pool.fields, 'metadata', 'annotations', 'strimzi.io/next-node-ids') ?? '')?.[1] ?? 0);
    return range(first, numberAt(pool.fields, 'spec', 'replicas') ?? 0);
  };
  return [
    ...pools.flatMap((pool) => {
      const labels = { ...component('kafka'), 'strimzi.io/pool-name': pool.name };
      const set = live({
        apiVersion: 'core.strimzi.io/v1',
        kind: 'StrimziPodSet',
        metadata: { name: `${name}-${pool.name}`, namespace, labels },
        status: { pods: 3, readyPods: 3 },
      });
      return [
        set,
        ...ids(pool).flatMap((id) => [
          pod(namespace, `${name}-${pool.name}-${id}`, labels, [container('kafka', 9092)]),
          claim(namespace, `data-0-${name}-${pool.name}-${id}`, labels),
        ]),
      ];
    }),
    ...(at(fields, 'spec', 'entityOperator') === undefined
      ? []
      : deployment(
          namespace,
          `${name}-entity-operator`,
          component('entity-operator'),
          [container('topic-operator'), container('user-operator')],
          1,
        )),
    ...(at(fields, 'spec', 'kafkaExporter') === undefined
      ? []
      : deployment(namespace, `${name}-kafka-exporter`, component('kafka-exporter'), [container(`${name}-kafka-exporter`, 9404)], 1)),
  ];
}

/** What the charts make that the handbook speaks of: operators, Redis, monitoring. */
function ofChart({ fields }: Manifest, infra: string): readonly LiveObject[] {
  const release = textAt(fields, 'spec', 'source', 'helm', 'releaseName') ?? '';
  const values = at(fields, 'spec', 'source', 'helm', 'valuesObject');
  switch (textAt(fields, 'spec', 'source', 'chart')) {
    case 'postgres-operator':
      return deployment(
        infra,
        release,
        { 'app.kubernetes.io/name': 'postgres-operator', 'app.kubernetes.io/instance': release },
        [container('postgres-operator')],
        1,
      );
    case 'strimzi-kafka-operator':
      return deployment(
        infra,
        'strimzi-cluster-operator',
        { name: 'strimzi-cluster-operator', 'strimzi.io/kind': 'cluster-operator' },
        [container('strimzi-cluster-operator')],
        1,
      );
    case 'redis-ha': {
      const labels = { app: 'redis-ha', release, 'redis-ha': 'replica', ...texts(at(values, 'labels')) };
      const count = numberAt(values, 'replicas') ?? 1;
      return [
        live({
          apiVersion: 'apps/v1',
          kind: 'StatefulSet',
          metadata: { name: `${release}-server`, namespace: infra, labels },
          spec: { replicas: count, selector: { matchLabels: { app: 'redis-ha', release } } },
          status: { replicas: count, readyReplicas: count },
        }),
        ...range(0, count).flatMap((index) => [
          pod(infra, `${release}-server-${index}`, labels, [
            container('redis', 6379),
            container('sentinel', 26379),
            container('redis-exporter', 9121),
          ]),
          claim(infra, `data-${release}-server-${index}`, labels),
        ]),
        ...deployment(
          infra,
          `${release}-haproxy`,
          { app: 'redis-ha-haproxy', release, ...texts(at(values, 'haproxy', 'labels')) },
          [container('haproxy', 6379)],
          count,
        ),
      ];
    }
    default:
      return [];
  }
}

/** Envoy Gateway makes a fleet of proxies for each Gateway. */
function ofGateway({ fields, namespace, name }: Manifest): readonly LiveObject[] {
  const certificates = listAt(fields, 'spec', 'listeners').flatMap((listener) =>
    listAt(listener, 'tls', 'certificateRefs').flatMap((reference) => textAt(reference, 'name') ?? []),
  );
  const labels = {
    'app.kubernetes.io/name': 'envoy',
    'app.kubernetes.io/component': 'proxy',
    'gateway.envoyproxy.io/owning-gateway-name': name,
    'gateway.envoyproxy.io/owning-gateway-namespace': namespace,
  };
  return [
    ...deployment('envoy-gateway-system', `envoy-${namespace}-${name}`, labels, [container('envoy', 10443)], 2),
    // cert-manager makes a Certificate of each name that a listener refers to.
    ...certificates.flatMap((certificate) => [
      live({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: certificate, namespace },
        type: 'kubernetes.io/tls',
        data: { 'tls.crt': 'eA==' },
      }),
      live({
        apiVersion: 'cert-manager.io/v1',
        kind: 'Certificate',
        metadata: { name: certificate, namespace },
        spec: { secretName: certificate },
      }),
      live({ apiVersion: 'cert-manager.io/v1', kind: 'CertificateRequest', metadata: { name: `${certificate}-1`, namespace } }),
      live({ apiVersion: 'acme.cert-manager.io/v1', kind: 'Order', metadata: { name: `${certificate}-1-1`, namespace } }),
      live({ apiVersion: 'acme.cert-manager.io/v1', kind: 'Challenge', metadata: { name: `${certificate}-1-1-1`, namespace } }),
    ]),
    live({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'envoy-gateway-system' } }),
  ];
}

/** The pods of the monitoring charts, by the labels of their templates (kube-prometheus-stack, loki, alloy, keda). */
function monitoring(infra: string): readonly LiveObject[] {
  const agents = 'erp-agents';
  const member = (namespace: string, name: string, app: string, containerName: string) =>
    pod(namespace, name, { 'app.kubernetes.io/name': app }, [container(containerName)]);
  return [
    member(infra, 'prometheus-kube-prometheus-stack-prometheus-0', 'prometheus', 'prometheus'),
    member(infra, 'alertmanager-kube-prometheus-stack-alertmanager-0', 'alertmanager', 'alertmanager'),
    member(infra, 'loki-0', 'loki', 'loki'),
    ...deployment(infra, 'keda-operator', { 'app.kubernetes.io/name': 'keda-operator' }, [container('keda-operator')], 1),
    member(agents, 'alloy-x2k4p', 'alloy', 'alloy'),
    live({ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'alloy', namespace: agents } }),
    live({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: agents } }),
  ];
}

function claim(namespace: string, name: string, labels: Readonly<Record<string, string>>): LiveObject {
  return live({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace, labels },
    spec: { storageClassName: 'gp3', resources: { requests: { storage: '10Gi' } }, volumeName: `pvc-${name}` },
    status: { phase: 'Bound', capacity: { storage: '10Gi' } },
  });
}

function node(zone: string): LiveObject {
  return live({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: `node-${zone}`, labels: { 'topology.kubernetes.io/zone': zone } },
    status: {
      conditions: [
        { type: 'DiskPressure', status: 'False' },
        { type: 'Ready', status: 'True' },
      ],
      allocatable: { cpu: '8', memory: '32Gi' },
      capacity: { cpu: '8', memory: '32Gi' },
    },
  });
}

function event(name: string, namespace: string): LiveObject {
  return live({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace },
    involvedObject: { kind: 'Pod', name: 'some-pod', namespace },
    type: 'Warning',
    reason: 'BackOff',
    message: 'Back-off restarting failed container',
    lastTimestamp: created,
  });
}

function range(first: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}
