import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { INetworkPolicyEgressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule';
import type { INetworkPolicyIngressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyIngressRule';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import { agentsNamespace } from '../../model/environment/monitoring.ts';
import type { KubernetesObject } from '../../model/object.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { alloy, grafana, jaeger, loki, toolGateway } from '../../model/platform/tools.ts';
import { gateway, prometheus } from '../../model/service/backing-services.ts';
import { dnsEgress, kubernetesApi, pods, tcp } from '../../resources/network-policy.ts';
import { dataPolicy } from '../data/data-network.ts';
import { objectStore } from '../data/postgres-archive.ts';

/** Both ends of every flow of logs and traces, but for those of the services, which are in the application data-access. */
export function logsPolicies(environment: EnvironmentDefinition, platform: PlatformDefinition): readonly KubernetesObject[] {
  const { infra } = environment.namespaces;
  return [
    ...lokiPolicies(environment, platform),
    agentPolicy(infra, platform),
    dataPolicy(environment, 'jaeger', jaeger.podLabels, {
      from: [
        { peer: grafana.podLabels, ports: [jaeger.ports.query] },
        { peer: prometheus.podLabels, ports: [jaeger.ports.metrics] },
      ],
    }),
    dataPolicy(environment, 'grafana-data-sources', grafana.podLabels, {
      to: [
        { peer: loki.podLabels, ports: [loki.ports.http] },
        { peer: jaeger.podLabels, ports: [jaeger.ports.query] },
      ],
    }),
    dataPolicy(environment, 'prometheus-scrape-logs', prometheus.podLabels, {
      to: [
        { peer: loki.podLabels, ports: [loki.ports.http] },
        { peer: jaeger.podLabels, ports: [jaeger.ports.metrics] },
      ],
      beyond: [{ to: [pods(alloy.podLabels, agentsNamespace)], ports: [tcp(alloy.ports.http)] }],
    }),
    ...(environment.edge === 'gateway' ? visitors(infra) : []),
  ];
}

/** Loki and its members: clients, each other, and the bucket. */
function lokiPolicies(environment: EnvironmentDefinition, platform: PlatformDefinition) {
  const { http, grpc, gossip } = loki.ports;
  const { infra } = environment.namespaces;
  return [
    dataPolicy(environment, 'loki', loki.podLabels, {
      from: [
        { peer: grafana.podLabels, ports: [http] },
        { peer: prometheus.podLabels, ports: [http] },
        { peer: loki.podLabels, ports: [http, grpc, gossip] },
      ],
      to: [{ peer: loki.podLabels, ports: [http, grpc, gossip] }],
      beyond: objectStore(environment.observability.logs, platform),
    }),
    policy(infra, 'loki-agents', loki.podLabels, [{ from: [pods(alloy.podLabels, agentsNamespace)], ports: [tcp(http)] }]),
  ];
}

function agentPolicy(infra: string, platform: PlatformDefinition) {
  return policy(
    agentsNamespace,
    'alloy',
    alloy.podLabels,
    [{ from: [pods(prometheus.podLabels, infra)], ports: [tcp(alloy.ports.http)] }],
    [{ to: [pods(loki.podLabels, infra)], ports: [tcp(loki.ports.http)] }, kubernetesApi(platform), dnsEgress()],
  );
}

/** People reach the tools through the proxies only. */
function visitors(infra: string) {
  const proxies = pods(toolGateway.podLabels, gateway.namespace);
  return [
    policy(infra, 'grafana-visitors', grafana.podLabels, [{ from: [proxies], ports: [tcp(grafana.ports.http)] }]),
    policy(infra, 'jaeger-visitors', jaeger.podLabels, [{ from: [proxies], ports: [tcp(jaeger.ports.query)] }]),
  ];
}

function policy(
  namespace: string,
  name: string,
  podLabels: Readonly<Record<string, string>>,
  ingress: INetworkPolicyIngressRule[],
  egress?: INetworkPolicyEgressRule[],
) {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace },
    spec: {
      podSelector: { matchLabels: { ...podLabels } },
      policyTypes: ['Ingress', ...(egress === undefined ? [] : (['Egress'] as const))],
      ingress,
      ...(egress !== undefined && { egress }),
    },
  } satisfies INetworkPolicy;
}
