import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import { agentsNamespace, monitoringPods, monitoringPorts } from '../../model/environment/monitoring.ts';
import type { KubernetesObject } from '../../model/object.ts';
import { kafkaNames, kafkaOperatorPorts, kafkaPorts, operatorPods, postgresNames, postgresPorts } from '../../model/platform/data-layer.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { prometheus } from '../../model/service/backing-services.ts';
import { postgresClusters } from '../../model/stores/postgres-clusters.ts';
import { operatedStores } from '../../model/stores/stores.ts';
import { dnsEgress, kubernetesApi } from '../../resources/network-policy.ts';
import { dataPolicy, fromKubernetesApi, toNodes } from '../data/data-network.ts';

const ports = monitoringPorts;
const scraper = prometheus.podLabels;

/**
 * The flows of the operators that run in the infra namespace, before their charts: the namespace is closed from its first moment,
 * and an operator that cannot reach the API server never becomes healthy, which would hold up the wave that opened its way.
 */
export function infraOperatorPolicies(environment: EnvironmentDefinition, platform: PlatformDefinition): readonly KubernetesObject[] {
  const api = kubernetesApi(platform);
  const own = operatedStores(environment);
  const { metricsServer } = monitoringPods;
  const kafka = kafkaNames(platform.dataLayer.kafka).podLabels;
  return [
    ...[environment.namespaces.infra, agentsNamespace].map(names),
    dataPolicy(environment, 'metrics-server', metricsServer, {
      from: [{ peer: scraper, ports: [ports.metricsServer] }],
      fromBeyond: [fromKubernetesApi(platform, ports.metricsServer)],
      beyond: [api, toNodes(platform, ports.kubelet)],
    }),
    ...kedaPolicies(environment, platform),
    ...(own.includes('postgres')
      ? [
          dataPolicy(environment, 'postgres-operator', operatorPods.postgres, {
            to: postgresClusters(environment, platform).map(({ name }) => ({
              peer: postgresNames(name).podLabels,
              ports: [postgresPorts.sql, postgresPorts.patroni],
            })),
            beyond: [api],
          }),
        ]
      : []),
    ...(own.includes('kafka')
      ? [
          dataPolicy(environment, 'kafka-operator', operatorPods.kafka, {
            from: [{ peer: scraper, ports: kafkaOperatorPorts.cluster }],
            to: [{ peer: kafka, ports: [kafkaPorts.controller, kafkaPorts.replication, kafkaPorts.agent] }],
            beyond: [api],
          }),
        ]
      : []),
  ];
}

function kedaPolicies(environment: EnvironmentDefinition, platform: PlatformDefinition): readonly KubernetesObject[] {
  const { kedaOperator, kedaMetrics, kedaWebhooks } = monitoringPods;
  const { metrics, service, api, webhooks } = ports.keda;
  const scraped = { peer: scraper, ports: [metrics] };
  const toApi = kubernetesApi(platform);
  return [
    dataPolicy(environment, 'keda-operator', kedaOperator, {
      from: [scraped, { peer: kedaMetrics, ports: [service] }],
      to: [{ peer: scraper, ports: [ports.prometheus] }],
      beyond: [toApi],
    }),
    dataPolicy(environment, 'keda-metrics-apiserver', kedaMetrics, {
      from: [scraped],
      fromBeyond: [fromKubernetesApi(platform, api)],
      to: [{ peer: kedaOperator, ports: [service] }],
      beyond: [toApi],
    }),
    dataPolicy(environment, 'keda-admission-webhooks', kedaWebhooks, {
      from: [scraped],
      fromBeyond: [fromKubernetesApi(platform, webhooks)],
      beyond: [toApi],
    }),
  ];
}

/** Every pod of the namespace may look up names. */
function names(namespace: string) {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'allow-dns', namespace },
    spec: { podSelector: {}, policyTypes: ['Egress'], egress: [dnsEgress()] },
  } satisfies INetworkPolicy;
}
