import type { INetworkPolicyEgressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule';
import type { INetworkPolicyPort } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPort';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import { clusterToolsOf, monitoringPods, monitoringPorts } from '../../model/environment/monitoring.ts';
import type { KubernetesObject } from '../../model/object.ts';
import {
  kafkaNames,
  kafkaOperatorPorts,
  kafkaPorts,
  operatorPods,
  postgresNames,
  postgresPorts,
  redisNames,
  redisPorts,
} from '../../model/platform/data-layer.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { dns, gateway, prometheus, proxyPods } from '../../model/service/backing-services.ts';
import { postgresClusters } from '../../model/stores/postgres-clusters.ts';
import { operatedStores, type Store } from '../../model/stores/stores.ts';
import { kubernetesApi, pods, tcp } from '../../resources/network-policy.ts';
import { dataPolicy, type Flow, type Flows, fromKubernetesApi, toNodes } from '../data/data-network.ts';
import { web } from '../flows.ts';

const ports = monitoringPorts;
const scraper = prometheus.podLabels;

/** Where Envoy's proxies serve their metrics. */
export const proxyMetricsPort = 19001;

/**
 * Who of the metrics stack may talk to whom, at both ends where both are ours (D137). Prometheus reaches the services by
 * `prometheus-scrape` of data-access; the policies of a component that it scrapes let it in.
 */
export function monitoringPolicies(environment: EnvironmentDefinition, platform: PlatformDefinition): readonly KubernetesObject[] {
  const { alertmanager, grafana, operator, kubeStateMetrics } = monitoringPods;
  const api = kubernetesApi(platform);
  const policy = (name: string, podLabels: Flow['peer'], flows: Flows) => dataPolicy(environment, name, podLabels, flows);
  return [
    prometheusPolicy(environment, platform),
    policy('alertmanager', alertmanager, {
      from: [
        { peer: scraper, ports: [ports.alertmanager, ports.reloader] },
        { peer: grafana, ports: [ports.alertmanager] },
      ],
      fromBeyond: [{ from: [pods(alertmanager)], ports: mesh }],
      beyond: [{ to: [pods(alertmanager)], ports: mesh }, web],
    }),
    policy('grafana', grafana, {
      from: [{ peer: scraper, ports: [ports.grafana] }],
      to: [
        { peer: scraper, ports: [ports.prometheus] },
        { peer: alertmanager, ports: [ports.alertmanager] },
      ],
      // Its sidecars watch ConfigMaps; it asks the identity provider for the keys of its visitors' tokens.
      beyond: [api, ...(environment.edge === 'gateway' ? [toIdentityProvider(platform)] : [])],
    }),
    policy('prometheus-operator', operator, {
      from: [{ peer: scraper, ports: [ports.operator] }],
      fromBeyond: [fromKubernetesApi(platform, ports.operator)],
      beyond: [api],
    }),
    policy('kube-state-metrics', kubeStateMetrics, {
      from: [{ peer: scraper, ports: [ports.kubeStateMetrics, ports.kubeStateMetricsTelemetry] }],
      beyond: [api],
    }),
  ];
}

/** What of the stores is scraped. */
function exporters(environment: EnvironmentDefinition, platform: PlatformDefinition): Readonly<Record<Store, readonly Flow[]>> {
  const { dataLayer } = platform;
  const redis = redisNames(dataLayer.redis);
  const kafka = kafkaNames(dataLayer.kafka);
  return {
    postgres: postgresClusters(environment, platform).map(({ name }) => ({
      peer: postgresNames(name).podLabels,
      ports: [postgresPorts.metrics],
    })),
    redis: [
      { peer: redis.podLabels, ports: [redisPorts.metrics] },
      { peer: redis.proxyLabels, ports: [redisPorts.proxyMetrics] },
    ],
    kafka: [
      { peer: kafka.podLabels, ports: [kafkaPorts.metrics] },
      { peer: kafka.exporterLabels, ports: [kafkaPorts.metrics] },
      { peer: kafka.entityOperatorLabels, ports: kafkaOperatorPorts.entity },
      { peer: operatorPods.kafka, ports: kafkaOperatorPorts.cluster },
    ],
  };
}

function prometheusPolicy(environment: EnvironmentDefinition, platform: PlatformDefinition) {
  const ofStores = exporters(environment, platform);
  const { alertmanager, grafana, operator, kubeStateMetrics, metricsServer, kedaOperator, kedaMetrics, kedaWebhooks } = monitoringPods;
  return dataPolicy(environment, 'prometheus', scraper, {
    from: [
      { peer: scraper, ports: [ports.prometheus, ports.reloader] },
      { peer: grafana, ports: [ports.prometheus] },
      { peer: kedaOperator, ports: [ports.prometheus] },
    ],
    to: [
      { peer: scraper, ports: [ports.prometheus, ports.reloader] },
      { peer: alertmanager, ports: [ports.alertmanager, ports.reloader] },
      { peer: grafana, ports: [ports.grafana] },
      { peer: operator, ports: [ports.operator] },
      { peer: kubeStateMetrics, ports: [ports.kubeStateMetrics, ports.kubeStateMetricsTelemetry] },
      { peer: metricsServer, ports: [ports.metricsServer] },
      { peer: kedaOperator, ports: [ports.keda.metrics] },
      { peer: kedaMetrics, ports: [ports.keda.metrics] },
      { peer: kedaWebhooks, ports: [ports.keda.metrics] },
      ...operatedStores(environment).flatMap((store) => ofStores[store]),
    ],
    beyond: [
      kubernetesApi(platform),
      // Kubelets, and the exporters that share the network of their node.
      toNodes(platform, ports.kubelet, ports.nodeExporter),
      { to: [pods(dns.podLabels, dns.namespace)], ports: [tcp(ports.dns)] },
      ...(environment.edge === 'gateway' ? [{ to: [pods(proxyPods, gateway.namespace)], ports: [tcp(proxyMetricsPort)] }] : []),
      ...clusterToolsOf(environment, platform).flatMap((tool) =>
        (tool.answering ?? [tool]).map(({ podLabels, ports: own }) => ({ to: [pods(podLabels, tool.namespace)], ports: own.map(tcp) })),
      ),
    ],
  });
}

const mesh: INetworkPolicyPort[] = [
  { protocol: 'TCP', port: ports.mesh },
  { protocol: 'UDP', port: ports.mesh },
];

function toIdentityProvider({ identity }: PlatformDefinition): INetworkPolicyEgressRule {
  return { to: identity.cidrs.map((cidr) => ({ ipBlock: { cidr } })), ports: [tcp(443)] };
}
