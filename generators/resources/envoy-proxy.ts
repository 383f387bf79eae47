import { cloudOf } from '../clouds/clouds.ts';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { proxyReadiness, proxyShutdown } from '../model/environment/load-balancer.ts';
import type { CustomResource } from '../model/object.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { priorities } from '../model/priorities.ts';
import type { Amounts } from '../model/service/quantity.ts';

/** The proxies of one Gateway, and how they stand behind a load balancer that keeps the client's address (R50, D7, D40). */
export interface ProxyFleet {
  /** Of the Gateway. */
  readonly name: string;
  /** Pods where the environment is not a small one. */
  readonly replicas: number;
  readonly scheme: 'internet-facing' | 'internal';
  /** Labels of the pods. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** Address ranges that may connect. */
  readonly clients: readonly string[];
}

/** What the sidecar that drains a proxy needs. */
const shutdownManager: Amounts = { requests: { cpu: '10m', memory: '32Mi' }, limits: { cpu: '100m', memory: '128Mi' } };

/** Pods of a fleet, and CPU and memory of each: Envoy Gateway asks for 512Mi and sets no limit where nothing is said. */
export function proxySize({ replicas }: EnvironmentDefinition, fleet: Pick<ProxyFleet, 'replicas'>) {
  const small = 'fixed' in replicas;
  const proxy: Amounts = small
    ? { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '1000m', memory: '512Mi' } }
    : { requests: { cpu: '500m', memory: '512Mi' }, limits: { cpu: '2000m', memory: '1Gi' } };
  return { replicas: small ? 1 : fleet.replicas, containers: { proxy, shutdownManager } };
}

/** The proxies that Envoy Gateway runs for a Gateway. */
export function envoyProxy(environment: EnvironmentDefinition, platform: PlatformDefinition, fleet: ProxyFleet): CustomResource {
  const { replicas, containers } = proxySize(environment, fleet);
  return {
    apiVersion: 'gateway.envoyproxy.io/v1alpha1',
    kind: 'EnvoyProxy',
    metadata: { name: fleet.name, namespace: environment.namespaces.infra },
    spec: {
      shutdown: { ...proxyShutdown },
      provider: {
        type: 'Kubernetes',
        kubernetes: {
          envoyDeployment: {
            replicas,
            container: { resources: containers.proxy },
            pod: { priorityClassName: priorities.platform.name, ...placement(environment, fleet.podLabels) },
            // Envoy Gateway has no field for the container beside the proxy.
            patch: {
              type: 'StrategicMerge',
              value: {
                spec: { template: { spec: { containers: [{ name: 'shutdown-manager', resources: containers.shutdownManager }] } } },
              },
            },
          },
          envoyPDB: { maxUnavailable: 1 },
          envoyService: {
            type: 'LoadBalancer',
            externalTrafficPolicy: 'Local',
            // Nobody asks at a port of a node: the targets are pods, or packets come to nodes for the address of the Service.
            allocateLoadBalancerNodePorts: false,
            loadBalancerSourceRanges: [...fleet.clients],
            annotations: cloudOf(platform).loadBalancers.annotations(fleet.scheme, proxyReadiness),
          },
        },
      },
    },
  };
}

/** In the zones that have a load balancer, as many in each, on different nodes. */
function placement({ clusters }: EnvironmentDefinition, matchLabels: Readonly<Record<string, string>>) {
  const zone = 'topology.kubernetes.io/zone';
  const host = 'kubernetes.io/hostname';
  return {
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: zone, operator: 'In', values: [...new Set(clusters.flatMap(({ zones }) => zones))] }] },
          ],
        },
      },
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 100, podAffinityTerm: { labelSelector: { matchLabels: { ...matchLabels } }, topologyKey: host } },
        ],
      },
    },
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: zone,
        whenUnsatisfiable: 'DoNotSchedule',
        // The nodes of a zone that is lost are no place to keep pods for.
        nodeTaintsPolicy: 'Honor',
        labelSelector: { matchLabels: { ...matchLabels } },
        matchLabelKeys: ['pod-template-hash'],
      },
    ],
  };
}
