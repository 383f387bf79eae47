import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { IService } from 'kubernetes-models/v1/Service';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import type { Instance } from '../../model/instance.ts';
import type { KubernetesObject } from '../../model/object.ts';
import { postgresNames } from '../../model/platform/data-layer.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { type Endpoint, endpoints, prometheus, servingPods } from '../../model/service/backing-services.ts';
import { metricsPort } from '../../model/service/defaults.ts';
import { needsSession } from '../../model/service/secret.ts';
import type { BackingService } from '../../model/service/service.ts';
import { isBeyond, placeOf } from '../../model/stores/places.ts';
import { isIn, type PostgresCluster, postgresClusters, usedClusters } from '../../model/stores/postgres-clusters.ts';
import { pods, tcp } from '../../resources/network-policy.ts';

/**
 * The infra namespace's end of every flow between services and the platform: alias Services with the manual's names, and
 * policies that let in whoever carries the client label. What no service of the environment uses stays closed; what somebody else runs
 * has its end elsewhere.
 */
export function dataAccessObjects(
  environment: EnvironmentDefinition,
  platform: PlatformDefinition,
  instances: readonly Instance[],
): readonly KubernetesObject[] {
  const { dataLayer } = platform;
  const { app, infra } = environment.namespaces;
  const used: ReadonlySet<string> = new Set(instances.flatMap(({ service }) => service.uses));
  const backing = (Object.entries(endpoints) as [BackingService, Endpoint][])
    .filter(([name]) => used.has(name) && !isBeyond(placeOf(name, environment, platform)))
    .flatMap(([name, endpoint]): readonly Backing[] =>
      name === 'postgres'
        ? databases(environment, platform, instances)
        : [{ ...endpoint, policy: `${name}-clients`, podLabels: servingPods(name, dataLayer) }],
    );
  return [
    ...backing.flatMap(({ service, ...behind }) => (service === undefined ? [] : [alias(service, behind, infra)])),
    ...backing.map((end) => clients(end, app, infra)),
    ...postgresClusters(environment, platform)
      .filter((cluster) => instances.some(({ service }) => needsSession(service) && isIn(cluster, service, environment, platform)))
      .map((cluster) => sessions(cluster, app, infra)),
    ...(instances.length > 0 ? [scrape(app, infra)] : []),
  ];
}

/** What stands behind the end of a flow, and the name of the policy that opens it. */
interface Backing extends Endpoint, Behind {
  readonly policy: string;
}

/** The ends of the clusters of PostgreSQL that services use. */
function databases(environment: EnvironmentDefinition, platform: PlatformDefinition, instances: readonly Instance[]): readonly Backing[] {
  return usedClusters(
    instances.map(({ service }) => service),
    environment,
    platform,
  ).map(({ stem, name, service, clientLabel }) => ({
    ...endpoints.postgres,
    service,
    clientLabel,
    policy: `${stem}-clients`,
    podLabels: postgresNames(name).poolerLabels,
  }));
}

interface Behind {
  readonly podLabels: Readonly<Record<string, string>>;
}

function alias(service: string, { portName, port, podLabels }: Pick<Endpoint, 'portName' | 'port'> & Behind, namespace: string) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: service, namespace, labels: { app: service, 'app.kubernetes.io/name': service, 'app.kubernetes.io/part-of': 'erp' } },
    spec: { type: 'ClusterIP', selector: { ...podLabels }, ports: [{ name: portName, port, targetPort: port, protocol: 'TCP' }] },
  } satisfies IService;
}

function clients({ policy, podLabels, port, clientLabel }: Backing, app: string, infra: string) {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: policy, namespace: infra },
    spec: {
      podSelector: { matchLabels: { ...podLabels } },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': app } },
              podSelector: { matchLabels: { [clientLabel]: 'true' } },
            },
          ],
          ports: [tcp(port)],
        },
      ],
    },
  } satisfies INetworkPolicy;
}

/** Runs around a rollout reach the database itself: nobody else has that label. */
function sessions({ stem, name, sessionLabel }: PostgresCluster, app: string, infra: string) {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `${stem}-sessions`, namespace: infra },
    spec: {
      podSelector: { matchLabels: { ...postgresNames(name).podLabels } },
      policyTypes: ['Ingress'],
      ingress: [{ from: [pods({ [sessionLabel]: 'true' }, app)], ports: [tcp(endpoints.postgres.port)] }],
    },
  } satisfies INetworkPolicy;
}

/** Prometheus may reach the metrics port of every service. */
function scrape(app: string, infra: string) {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'prometheus-scrape', namespace: infra },
    spec: {
      podSelector: { matchLabels: { ...prometheus.podLabels } },
      policyTypes: ['Egress'],
      egress: [
        {
          to: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': app } },
              podSelector: { matchLabels: { 'app.kubernetes.io/part-of': 'erp' } },
            },
          ],
          ports: [tcp(metricsPort.number)],
        },
      ],
    },
  } satisfies INetworkPolicy;
}
