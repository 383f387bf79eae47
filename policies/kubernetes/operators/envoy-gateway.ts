import { createHash } from 'node:crypto';
import type { Fields, Manifest } from '../../model.ts';
import { asFields, at, fieldsAt, listAt, numberAt, textAt } from '../fields.ts';
import { strategicMerge } from '../kustomize/strategic-merge.ts';
import {
  budget,
  configMap,
  containerPorts,
  countAt,
  given,
  type Known,
  type Made,
  metadata,
  nameAt,
  type Operator,
  secret,
  secretVolume,
  service,
  serviceAccount,
} from './operator.ts';

/** A fleet of proxies, its Service and its budget for each Gateway of its class. */
export const envoyGateway: Operator = {
  name: 'Envoy Gateway',
  readIn: '1.9.0',
  chart: 'gateway-helm',
  chartVersion: 'v1.9.0',
  make: (known) => [
    ...known.ofKind('Gateway').flatMap((gateway) => (isOurs(gateway, known) ? ofGateway(gateway, known) : [])),
    ...known
      .ofKind('Job')
      .filter(isCertgen)
      .flatMap((job) => certificates.map((name) => secret(job, name, ['ca.crt', 'tls.crt', 'tls.key']))),
  ],
};

/** Where the proxies of all Gateways run, unless the operator is told to put them beside their Gateways. */
const namespace = 'envoy-gateway-system';
const controller = 'gateway.envoyproxy.io/gatewayclass-controller';

/** What the chart's certgen makes before each sync (internal/provider/kubernetes/secrets.go). */
const certificates = ['envoy-gateway', 'envoy', 'envoy-rate-limit'];

function isCertgen({ origin, name }: Manifest): boolean {
  return origin?.by === 'chart' && origin.chart === 'gateway-helm' && name.endsWith('-certgen');
}

function isOurs({ fields }: Manifest, known: Known): boolean {
  const name = textAt(fields, 'spec', 'gatewayClassName') ?? '';
  const found = known.find('GatewayClass', '', name);
  return found !== undefined && textAt(found.fields, 'spec', 'controllerName') === controller;
}

/** The EnvoyProxy that a Gateway names, else the one of its class. */
function settingsOf(gateway: Manifest, known: Known): Fields {
  const own = at(gateway.fields, 'spec', 'infrastructure', 'parametersRef');
  const named = known.find('EnvoyProxy', gateway.namespace, textAt(own, 'kind') === 'EnvoyProxy' ? (textAt(own, 'name') ?? '') : '');
  const shared = at(
    known.find('GatewayClass', '', textAt(gateway.fields, 'spec', 'gatewayClassName') ?? '')?.fields,
    'spec',
    'parametersRef',
  );
  const found = named ?? known.find('EnvoyProxy', textAt(shared, 'namespace') ?? '', textAt(shared, 'name') ?? '');
  return fieldsAt(found?.fields, 'spec');
}

function ofGateway(gateway: Manifest, known: Known): readonly Made[] {
  const settings = settingsOf(gateway, known);
  const kubernetes = fieldsAt(settings, 'provider', 'kubernetes');
  const name = hashedName(`${gateway.namespace}/${gateway.name}`);
  const labels = {
    'app.kubernetes.io/name': 'envoy',
    'app.kubernetes.io/component': 'proxy',
    'app.kubernetes.io/managed-by': 'envoy-gateway',
    'gateway.envoyproxy.io/owning-gateway-name': gateway.name,
    'gateway.envoyproxy.io/owning-gateway-namespace': gateway.namespace,
  };
  const ports = portsOf(gateway);
  const pdb = fieldsAt(kubernetes, 'envoyPDB');
  const { minAvailable, maxUnavailable } = pdb;
  const autoscaler = asFields(kubernetes['envoyHpa']);
  const proxies = deployment(gateway, kubernetes, settings, name, labels, ports);
  return [
    proxies,
    fleetService(gateway, kubernetes, name, labels, ports),
    serviceAccount(gateway, name, namespace),
    {
      ...configMap(gateway, name),
      fields: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: metadata(namespace, name),
        data: { 'xds-trusted-ca.json': '', 'xds-certificate.json': '' },
      },
    },
    ...(minAvailable === undefined && maxUnavailable === undefined
      ? []
      : [budget(gateway, nameAt(pdb, 'name') ?? name, labels, given({ minAvailable, maxUnavailable }), namespace)]),
    ...(autoscaler === undefined ? [] : [autoscaling(gateway, autoscaler, nameAt(proxies.fields, 'metadata', 'name') ?? name, name)]),
  ];
}

function autoscaling(of: Manifest, { minReplicas, maxReplicas, metrics, behavior, ...more }: Fields, target: string, name: string): Made {
  return {
    of,
    fields: {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: metadata(namespace, nameAt(more, 'name') ?? name),
      spec: given({
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target },
        minReplicas,
        maxReplicas: maxReplicas ?? 1,
        metrics,
        behavior,
      }),
    },
  };
}

interface ListenerPort {
  readonly name: string;
  readonly port: number;
  readonly target: number;
  readonly protocol: string;
}

/** One port for each port of the listeners; the proxies listen above 10000 where it is a privileged one. */
function portsOf({ fields }: Manifest): readonly ListenerPort[] {
  const ports = new Map<string, ListenerPort>();
  for (const listener of listAt(fields, 'spec', 'listeners')) {
    const port = numberAt(listener, 'port');
    const kind = textAt(listener, 'protocol') ?? '';
    if (port === undefined) continue;
    const protocol = kind === 'UDP' ? 'UDP' : 'TCP';
    const target = port < 1024 ? port + 10_000 : port;
    ports.set(`${protocol} ${port}`, { name: `${kind.toLowerCase()}-${port}`, port, target, protocol });
  }
  return [...ports.values()];
}

function fleetService(gateway: Manifest, kubernetes: Fields, name: string, labels: Fields, ports: readonly ListenerPort[]): Made {
  const own = fieldsAt(kubernetes, 'envoyService');
  const made = service(gateway, nameAt(own, 'name') ?? name, labels, ports, {
    namespace,
    labels: { ...labels, ...fieldsAt(own, 'labels') },
    type: own['type'] ?? 'LoadBalancer',
    externalTrafficPolicy: own['externalTrafficPolicy'] ?? 'Local',
    allocateLoadBalancerNodePorts: own['allocateLoadBalancerNodePorts'],
    loadBalancerSourceRanges: own['loadBalancerSourceRanges'],
    loadBalancerClass: own['loadBalancerClass'],
  });
  const annotations = asFields(own['annotations']);
  const fields =
    annotations === undefined ? made.fields : { ...made.fields, metadata: { ...fieldsAt(made.fields, 'metadata'), annotations } };
  return { of: gateway, fields: patched(fields, own, 'v1') };
}

/** The containers' defaults: 100m and 512Mi of request, no limit (api/v1alpha1/shared_types.go, DefaultResourceRequirements). */
function deployment(
  gateway: Manifest,
  kubernetes: Fields,
  settings: Fields,
  name: string,
  labels: Fields,
  ports: readonly ListenerPort[],
): Made {
  const own = fieldsAt(kubernetes, 'envoyDeployment');
  const container = fieldsAt(own, 'container');
  const pod = fieldsAt(own, 'pod');
  const securityContext = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    privileged: false,
    runAsGroup: 65_532,
    runAsNonRoot: true,
    runAsUser: 65_532,
    seccompProfile: { type: 'RuntimeDefault' },
  };
  const ready = { httpGet: { path: '/ready', port: 19_003 } };
  const healthy = { httpGet: { path: '/healthz', port: 19_002 } };
  const shutdown = /^(\d+)s$/.exec(textAt(settings, 'shutdown', 'drainTimeout') ?? '')?.[1];
  const fields = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(namespace, nameAt(own, 'name') ?? name, labels),
    spec: given({
      // Without a number the autoscaler decides, else the API server says 1.
      replicas: own['replicas'] === undefined ? undefined : countAt(own, 1, 'replicas'),
      strategy: own['strategy'] ?? { type: 'RollingUpdate' },
      selector: { matchLabels: labels },
      progressDeadlineSeconds: 600,
      revisionHistoryLimit: 10,
      template: {
        metadata: given({ labels: { ...labels, ...fieldsAt(pod, 'labels') }, annotations: pod['annotations'] }),
        spec: given({
          automountServiceAccountToken: false,
          serviceAccountName: name,
          terminationGracePeriodSeconds: shutdown === undefined ? 360 : Number(shutdown) + 300,
          securityContext: pod['securityContext'],
          affinity: pod['affinity'],
          tolerations: pod['tolerations'],
          nodeSelector: pod['nodeSelector'],
          topologySpreadConstraints: pod['topologySpreadConstraints'],
          priorityClassName: pod['priorityClassName'],
          initContainers: own['initContainers'],
          containers: [
            {
              name: 'envoy',
              image: nameAt(container, 'image') ?? 'docker.io/envoyproxy/envoy:distroless-v1.39.0',
              resources: container['resources'] ?? { requests: { cpu: '100m', memory: '512Mi' } },
              // Those of the listeners are open without being declared.
              ports: containerPorts([
                { name: 'metrics', port: 19_001 },
                { name: 'readiness', port: 19_003 },
                ...ports.map((port) => ({ name: port.name, port: port.target, protocol: port.protocol })),
              ]),
              startupProbe: ready,
              readinessProbe: ready,
              livenessProbe: ready,
              lifecycle: { preStop: { httpGet: { path: '/shutdown/ready', port: 19_002 } } },
              securityContext: container['securityContext'] ?? securityContext,
            },
            {
              name: 'shutdown-manager',
              image: '',
              resources: { requests: { cpu: '10m', memory: '32Mi' } },
              ports: containerPorts([{ name: 'shutdown', port: 19_002 }]),
              startupProbe: healthy,
              readinessProbe: healthy,
              livenessProbe: healthy,
              lifecycle: { preStop: { exec: { command: ['envoy-gateway', 'envoy', 'shutdown'] } } },
              securityContext,
            },
          ],
          // The chart's certgen makes it before each sync.
          volumes: [secretVolume('certs', 'envoy'), { name: 'sds', configMap: { name, optional: false } }],
        }),
      },
    }),
  };
  return { of: gateway, fields: patched(fields, own, 'apps/v1') };
}

/** The object after the `patch` of its settings, which is merged as kubectl does unless it asks for a plain JSON merge. */
function patched(fields: Fields, settings: Fields, apiVersion: string): Fields {
  const patch = asFields(at(settings, 'patch', 'value'));
  if (patch === undefined) return fields;
  return asFields(strategicMerge(fields, patch, textAt(settings, 'patch', 'type') === 'JSONMerge' ? 'custom/v1' : apiVersion)) ?? fields;
}

/** `envoy-<namespace>-<gateway>-<hash>` (internal/utils/misc.go, GetHashedName with 48 letters). */
function hashedName(name: string): string {
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 8);
  const plain = name.replaceAll('/', '-');
  return `envoy-${plain.length > 48 ? plain.slice(0, 48).replace(/-$/, '') : plain}-${digest}`;
}
