import { diskClassName } from '../clouds/clouds.ts';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { agentResources, agentsNamespace, monitoringPorts, scrapeInterval, stackName } from '../model/environment/monitoring.ts';
import type { Cluster } from '../model/environment/place.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { priorities } from '../model/priorities.ts';
import { prometheus } from '../model/service/backing-services.ts';
import { type Amounts, mebibytes, scaleAmounts } from '../model/service/quantity.ts';
import { alertmanagerValues } from './alertmanager.ts';
import type { ChartDraft } from './chart.ts';
import { grafanaValues } from './grafana.ts';
import { claim, spreadOverZones } from './stateful.ts';

/** Full size of Prometheus (about two million series), of its operator and of the exporters. */
const sizes: Readonly<Record<'prometheus' | 'operator' | 'reloader' | 'kubeStateMetrics', Amounts>> = {
  prometheus: { requests: { cpu: '500m', memory: '2Gi' }, limits: { cpu: '2000m', memory: '6Gi' } },
  operator: { requests: { cpu: '50m', memory: '128Mi' }, limits: { cpu: '500m', memory: '512Mi' } },
  reloader: { requests: { cpu: '10m', memory: '32Mi' }, limits: { cpu: '100m', memory: '64Mi' } },
  kubeStateMetrics: { requests: { cpu: '20m', memory: '128Mi' }, limits: { cpu: '200m', memory: '512Mi' } },
};

/** Kinds that kube-state-metrics watches: not Secrets, of which it would have to read every one. */
const collectors = [
  'certificatesigningrequests',
  'configmaps',
  'cronjobs',
  'daemonsets',
  'deployments',
  'endpointslices',
  'horizontalpodautoscalers',
  'jobs',
  'limitranges',
  'namespaces',
  'networkpolicies',
  'nodes',
  'persistentvolumeclaims',
  'persistentvolumes',
  'poddisruptionbudgets',
  'pods',
  'replicasets',
  'resourcequotas',
  'services',
  'statefulsets',
  'storageclasses',
];

/** Prometheus, Alertmanager, Grafana and the exporters of the cluster (manual 1.2, 5.1, R90-R93, D90-D96). */
export function kubePrometheusStack(environment: EnvironmentDefinition, platform: PlatformDefinition, cluster: Cluster): ChartDraft {
  return {
    name: stackName,
    source: 'generators/charts/kube-prometheus-stack.ts',
    repository: 'ghcr.io/prometheus-community/charts',
    chart: 'kube-prometheus-stack',
    // After the charts whose kinds it needs itself: the certificate of its webhook, the password of Grafana.
    syncWave: -8,
    // The Service of CoreDNS' metrics, and node-exporter.
    values: {
      fullnameOverride: stackName,
      crds: { enabled: true },
      // Every alert of ours has a test, a runbook and a receiver; those of the chart would have none of them.
      defaultRules: { create: false },
      prometheus: prometheusValues(environment, platform, cluster),
      alertmanager: alertmanagerValues(environment, platform),
      grafana: grafanaValues(environment, platform),
      prometheusOperator: operatorValues,
      kubelet: { serviceMonitor: { cAdvisorInterval: scrapeInterval } },
      // The provider of the cluster runs these, and shows no metrics of them.
      kubeControllerManager: { enabled: false },
      kubeScheduler: { enabled: false },
      kubeEtcd: { enabled: false },
      kubeProxy: { enabled: false },
      'kube-state-metrics': {
        collectors,
        metricLabelsAllowlist: ['pods=[app]', 'deployments=[app]'],
        priorityClassName: priorities.monitoring.name,
        resources: sizes.kubeStateMetrics,
      },
      'prometheus-node-exporter': {
        namespaceOverride: agentsNamespace,
        // A pod without the network of the host would count its own packets.
        hostNetwork: true,
        hostPID: true,
        service: { port: monitoringPorts.nodeExporter, targetPort: monitoringPorts.nodeExporter },
        priorityClassName: priorities.monitoring.name,
        resources: agentResources('node-exporter'),
      },
    },
  };
}

function prometheusValues(
  { name, namespaces, observability: { metrics }, sizing }: EnvironmentDefinition,
  platform: PlatformDefinition,
  cluster: Cluster,
) {
  // Monitors and rules of the environment; a namespace of somebody else cannot make Prometheus ask for anything.
  const ours = {
    matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: [namespaces.app, namespaces.infra, agentsNamespace] }],
  };
  return {
    ...(metrics.replicas > 1 && { podDisruptionBudget: { enabled: true, minAvailable: metrics.replicas - 1 } }),
    prometheusSpec: {
      replicas: metrics.replicas,
      priorityClassName: priorities.monitoring.name,
      scrapeInterval,
      scrapeTimeout: '10s',
      evaluationInterval: scrapeInterval,
      externalLabels: { cluster: cluster.name, environment: name },
      retention: `${metrics.retentionDays}d`,
      // A full disk stops Prometheus: the write-ahead log and the block being written need the rest.
      retentionSize: `${mebibytes(metrics.storage, 0.8)}MiB`,
      podMetadata: { labels: { ...prometheus.podLabels } },
      ...(metrics.replicas > 1 && { podAntiAffinity: 'hard', topologySpreadConstraints: spreadOverZones(prometheus.podLabels) }),
      resources: scaleAmounts(sizes.prometheus, sizing),
      storageSpec: claim(diskClassName(platform), metrics.storage),
      podMonitorSelectorNilUsesHelmValues: false,
      podMonitorNamespaceSelector: ours,
      serviceMonitorSelectorNilUsesHelmValues: false,
      serviceMonitorNamespaceSelector: ours,
      ruleSelectorNilUsesHelmValues: false,
      ruleNamespaceSelector: ours,
      probeSelectorNilUsesHelmValues: false,
      probeNamespaceSelector: ours,
      scrapeConfigSelectorNilUsesHelmValues: false,
      scrapeConfigNamespaceSelector: ours,
    },
  };
}

const operatorValues = {
  priorityClassName: priorities.monitoring.name,
  resources: sizes.operator,
  prometheusConfigReloader: { resources: sizes.reloader },
  admissionWebhooks: {
    // Rules are checked before they are merged: an operator that is down must not stop a sync.
    failurePolicy: 'Ignore',
    certManager: { enabled: true },
    patch: { enabled: false },
  },
};
