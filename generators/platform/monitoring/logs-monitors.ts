import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import { agentsNamespace } from '../../model/environment/monitoring.ts';
import type { CustomResource } from '../../model/object.ts';
import { alloy, jaeger, loki } from '../../model/platform/tools.ts';

const nameLabel = 'app.kubernetes.io/name';

/** How Prometheus finds what keeps the logs and traces: the value of `job` is the name of the tool. */
export function logsMonitors({ namespaces: { infra } }: EnvironmentDefinition): readonly CustomResource[] {
  const monitor = (name: string, podLabels: Readonly<Record<string, string>>, endpoint: object, namespace = infra): CustomResource => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name, namespace: infra },
    spec: {
      jobLabel: nameLabel,
      namespaceSelector: { matchNames: [namespace] },
      selector: { matchLabels: { ...podLabels } },
      podMetricsEndpoints: [{ ...endpoint, path: '/metrics', interval: '15s' }],
    },
  });
  return [
    monitor('loki', loki.podLabels, { port: 'http-metrics' }),
    monitor('alloy', alloy.podLabels, { port: 'http-metrics' }, agentsNamespace),
    // The chart gives this port no name.
    monitor('jaeger', jaeger.podLabels, { portNumber: jaeger.ports.metrics }),
  ];
}
