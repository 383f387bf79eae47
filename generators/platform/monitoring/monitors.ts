import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import { clusterToolsOf, monitoringPods, scrapeInterval } from '../../model/environment/monitoring.ts';
import type { CustomResource } from '../../model/object.ts';
import { kafkaNames, operatorPods, postgresNames, redisNames } from '../../model/platform/data-layer.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { gateway, proxyPods } from '../../model/service/backing-services.ts';
import { postgresClusters } from '../../model/stores/postgres-clusters.ts';
import { operatedStores, type Store } from '../../model/stores/stores.ts';

type Labels = Readonly<Record<string, string>>;

/** Pods that are scraped alike, and the value of `job` of their series. */
interface Scrape {
  readonly name: string;
  /** Absent: the infra namespace. */
  readonly namespace?: string;
  readonly selector: { readonly matchLabels: Labels } | { readonly matchExpressions: readonly Expression[] };
  readonly endpoints: readonly ScrapeEndpoint[];
  /** Labels of the pods that their series carry too. */
  readonly podTargetLabels?: readonly string[];
}

interface ScrapeEndpoint {
  readonly port: string;
  readonly path?: string;
  readonly scheme?: 'https';
}

interface Expression {
  readonly key: string;
  readonly operator: 'In';
  readonly values: readonly string[];
}

/**
 * What Prometheus scrapes beside the services and its own stack, each pod by itself (manual 5.1, R92, D89, D90). The chart
 * kube-prometheus-stack brings the monitors of its own components, of the API server, kubelets and DNS.
 */
export function monitors(environment: EnvironmentDefinition, platform: PlatformDefinition): readonly CustomResource[] {
  return [...dataScrapes(environment, platform), ...platformScrapes(environment, platform)].map((scrape) =>
    podMonitor(environment, scrape),
  );
}

function dataScrapes(environment: EnvironmentDefinition, platform: PlatformDefinition): readonly Scrape[] {
  const { dataLayer } = platform;
  const redis = redisNames(dataLayer.redis);
  const kafka = kafkaNames(dataLayer.kafka);
  const scrapes: Readonly<Record<Store, readonly Scrape[]>> = {
    postgres: postgresClusters(environment, platform).map(({ stem, name }) => ({
      name: stem,
      selector: { matchLabels: postgresNames(name).podLabels },
      endpoints: [{ port: 'exporter' }],
    })),
    redis: [
      { name: 'redis', selector: { matchLabels: redis.podLabels }, endpoints: [{ port: 'exporter-port' }] },
      { name: 'redis-proxy', selector: { matchLabels: redis.proxyLabels }, endpoints: [{ port: 'metrics-port' }] },
    ],
    kafka: [
      { name: 'kafka', selector: { matchLabels: kafka.podLabels }, endpoints: [{ port: 'tcp-prometheus' }] },
      { name: 'kafka-exporter', selector: { matchLabels: kafka.exporterLabels }, endpoints: [{ port: 'tcp-prometheus' }] },
      {
        name: 'kafka-entity-operator',
        selector: { matchLabels: kafka.entityOperatorLabels },
        endpoints: [{ port: 'healthcheck-to' }, { port: 'healthcheck-uo' }],
      },
      { name: 'kafka-operator', selector: { matchLabels: operatorPods.kafka }, endpoints: [{ port: 'http' }] },
    ],
  };
  return operatedStores(environment).flatMap((store) => scrapes[store]);
}

function platformScrapes(environment: EnvironmentDefinition, platform: PlatformDefinition): readonly Scrape[] {
  const keda = [monitoringPods.kedaOperator, monitoringPods.kedaMetrics, monitoringPods.kedaWebhooks].map(({ app }) => app);
  return [
    { name: 'keda', selector: { matchExpressions: [{ key: 'app', operator: 'In', values: keda }] }, endpoints: [{ port: 'metrics' }] },
    // What it tells of the cluster, the monitor of its chart scrapes.
    { name: 'kube-state-metrics-telemetry', selector: { matchLabels: monitoringPods.kubeStateMetrics }, endpoints: [{ port: 'metrics' }] },
    { name: 'metrics-server', selector: { matchLabels: monitoringPods.metricsServer }, endpoints: [{ port: 'https', scheme: 'https' }] },
    ...(environment.edge === 'gateway'
      ? [
          {
            name: 'envoy',
            namespace: gateway.namespace,
            selector: { matchLabels: proxyPods },
            endpoints: [{ port: 'metrics', path: '/stats/prometheus' }],
            // Two Gateways have proxies here, and only one of them is the API's.
            podTargetLabels: Object.keys(gateway.podLabels),
          },
        ]
      : []),
    ...clusterToolsOf(environment, platform).map(({ name, namespace, podLabels, portName, path }) => ({
      name,
      namespace,
      selector: { matchLabels: podLabels },
      endpoints: [{ port: portName, path }],
    })),
  ];
}

/** Applied after the policies and secrets beside it, and only once the chart has brought the kind. */
const afterTheChart = {
  'argocd.argoproj.io/sync-wave': '1',
  'argocd.argoproj.io/sync-options': 'SkipDryRunOnMissingResource=true',
} as const;

function podMonitor(
  { namespaces }: EnvironmentDefinition,
  { name, namespace, selector, endpoints, podTargetLabels }: Scrape,
): CustomResource {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name, namespace: namespaces.infra, annotations: afterTheChart },
    spec: {
      ...(namespace !== undefined && { namespaceSelector: { matchNames: [namespace] } }),
      selector,
      ...(podTargetLabels !== undefined && { podTargetLabels: [...podTargetLabels] }),
      podMetricsEndpoints: endpoints.map(({ port, path = '/metrics', scheme }) => ({
        port,
        path,
        interval: scrapeInterval,
        // The certificate is one that the pod made for itself.
        ...(scheme === 'https' && { scheme: 'https', tlsConfig: { insecureSkipVerify: true } }),
        relabelings: [{ action: 'replace', targetLabel: 'job', replacement: name }],
      })),
    },
  };
}
