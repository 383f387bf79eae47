import { quietMetrics } from '../../cluster.ts';
import { networkOf } from '../../kubernetes/network/network.ts';
import { scrapedPorts } from '../../kubernetes/observability/monitors.ts';
import { portsOf, servesMetrics } from '../../kubernetes/pods/container-ports.ts';
import { isServing, podsOf, workloadKindNames } from '../../kubernetes/pods/workloads.ts';
import type { Manifest, Pod, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const deployment = (port: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec:
  template:
    metadata: { labels: { app: financial-service } }
    spec: { containers: [{ name: financial-service, ports: [{ name: ${port}, containerPort: 9091 }] }] }
`;

const monitor = `---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: financial-service, namespace: erp-prod }
spec: { selector: { matchLabels: { app: financial-service } }, podMetricsEndpoints: [{ port: metrics }] }
`;

const postgres = `
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-data }
spec: { sidecars: [{ name: exporter, ports: [{ name: exporter, containerPort: 9187 }] }] }
`;

const postgresMonitor = (role: string) => `---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: postgres, namespace: erp-data }
spec: { selector: { matchLabels: { ${role} } }, podMetricsEndpoints: [{ port: exporter }] }
`;

export default defineRule({
  id: 'require-metrics-scrape',
  severity: 'error',
  manual: '2.4, 5.1',
  summary: 'Scrape whatever serves metrics.',
  rationale:
    'Metrics that nobody collects cost their pods work and give no alert and no graph. That they are missing is seen when they are ' +
    'needed.',
  remediation:
    'Add a PodMonitor that selects the pods and the port (what a service has gets it from generators/resources/pod-monitor.ts, the ' +
    'platform from generators/platform/monitoring/monitors.ts), or take the port away.',
  scope: 'object',
  kinds: workloadKindNames,
  foreign: true,
  made: true,

  check: unscraped,

  examples: {
    pass: [
      { name: 'a monitor selects the port', manifests: deployment('metrics') + monitor },
      { name: 'a port that serves something else', manifests: deployment('http') },
      { name: 'the exporter beside a database', manifests: postgres + postgresMonitor('application: spilo') },
    ],
    fail: [
      {
        name: 'no monitor at all',
        manifests: deployment('metrics'),
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'The port "metrics" of "financial-service" serves metrics (TCP 9091), which no monitor scrapes.',
            path: 'spec.template.spec.containers[0].ports[0]',
          },
        ],
      },
      {
        name: 'a monitor of another port',
        manifests: deployment('tcp-prometheus') + monitor,
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'The port "tcp-prometheus" of "financial-service" serves metrics (TCP 9091), which no monitor scrapes.',
            path: 'spec.template.spec.containers[0].ports[0]',
          },
        ],
      },
      {
        name: 'only the primary of a database',
        manifests: postgres + postgresMonitor('spilo-role: master'),
        problems: [
          {
            on: 'postgresql/postgres',
            message:
              'postgres-operator makes StatefulSet "postgres" of it: the port "exporter" of "postgres" (spilo-role=replica) of namespace "erp-data" serves metrics (TCP 9187), which no monitor scrapes.',
            path: '',
          },
        ],
      },
    ],
  },
});

/** Of pods that play several roles each must be scraped: a monitor may select only some. */
function unscraped(manifest: Manifest, world: World): readonly Problem[] {
  const network = networkOf(world);
  return podsOf(world, manifest).flatMap((pod) => {
    const endpoint = network.endpointOf(pod);
    const scraped = scrapedPorts(world).get(endpoint);
    return pod.containers
      .filter(isServing)
      .flatMap(portsOf)
      .flatMap(({ name = '', number, protocol, path }) => {
        const serves = servesMetrics(name) || isQuiet(pod, name);
        if (!serves || protocol !== 'TCP' || number === undefined || scraped?.has(number) === true) return [];
        return [{ message: `The port "${name}" of ${endpoint.title} serves metrics (TCP ${number}), which no monitor scrapes.`, path }];
      });
  });
}

function isQuiet({ manifest, labels }: Pod, port: string): boolean {
  return (
    manifest.origin !== undefined &&
    quietMetrics.some((quiet) => quiet.ports.includes(port) && Object.entries(quiet.labels).every(([key, value]) => labels[key] === value))
  );
}
