import { quietMetrics } from '../../cluster.ts';
import { textAt } from '../../kubernetes/fields.ts';
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

const annotated = (port: string, scrape = 'true') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: jaeger, namespace: erp-infra }
spec:
  template:
    metadata:
      labels: { app.kubernetes.io/name: jaeger }
      annotations: { prometheus.io/scrape: '${scrape}', prometheus.io/port: '${port}' }
    spec: { containers: [{ name: jaeger, ports: [{ containerPort: 8888 }] }] }
`;

const numberedMonitor = (port: number) => `---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: jaeger, namespace: erp-infra }
spec: { selector: { matchLabels: { app.kubernetes.io/name: jaeger } }, podMetricsEndpoints: [{ portNumber: ${port} }] }
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
      { name: 'a port without a name, by its number', manifests: annotated('8888') + numberedMonitor(8888) },
      { name: 'pods that ask not to be scraped', manifests: annotated('8888', 'false') },
      { name: 'the exporter beside a database', manifests: postgres + postgresMonitor('application: spilo') },
    ],
    fail: [
      {
        name: 'no monitor at all',
        from: 'a monitor selects the port',
        change: { 'PodMonitor/financial-service': undefined },
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
        from: 'a monitor selects the port',
        change: { 'Deployment/financial-service > spec.template.spec.containers[0].ports[0].name': 'tcp-prometheus' },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'The port "tcp-prometheus" of "financial-service" serves metrics (TCP 9091), which no monitor scrapes.',
            path: 'spec.template.spec.containers[0].ports[0]',
          },
        ],
      },
      {
        name: 'a port without a name, of which only an annotation tells',
        from: 'a port without a name, by its number',
        change: { 'PodMonitor/jaeger > spec.podMetricsEndpoints[0].portNumber': 8889 },
        problems: [
          {
            on: 'Deployment/jaeger',
            message: 'An annotation says that "jaeger" serves metrics at TCP 8888, which no monitor scrapes.',
            path: 'spec.template.metadata.annotations["prometheus.io/port"]',
          },
        ],
      },
      {
        name: 'only the primary of a database',
        from: 'the exporter beside a database',
        change: { 'PodMonitor/postgres > spec.selector.matchLabels': { 'spilo-role': 'master' } },
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
    const declared = pod.containers
      .filter(isServing)
      .flatMap(portsOf)
      .flatMap(({ name = '', number, protocol, path }) => {
        const serves = servesMetrics(name) || isQuiet(pod, name);
        if (!serves || protocol !== 'TCP' || number === undefined) return [];
        return [{ number, path, title: `The port "${name}" of ${endpoint.title} serves metrics (TCP ${number}), which` }];
      });
    const announced = announcedPort(pod);
    const ports =
      announced === undefined || declared.some(({ number }) => number === announced)
        ? declared
        : [
            ...declared,
            {
              number: announced,
              path: `${pod.metadataPath}.annotations["${annotations.port}"]`,
              title: `An annotation says that ${endpoint.title} serves metrics at TCP ${announced}, which`,
            },
          ];
    return ports
      .filter(({ number }) => scraped?.has(number) !== true)
      .map(({ title, path }) => ({ message: `${title} no monitor scrapes.`, path }));
  });
}

/** By which charts say where their pods serve metrics, whatever the port is called. */
const annotations = { scrape: 'prometheus.io/scrape', port: 'prometheus.io/port' } as const;

function announcedPort({ template }: Pod): number | undefined {
  if (textAt(template, 'metadata', 'annotations', annotations.scrape) !== 'true') return undefined;
  const port = Number(textAt(template, 'metadata', 'annotations', annotations.port));
  return Number.isInteger(port) && port > 0 ? port : undefined;
}

function isQuiet({ manifest, labels }: Pod, port: string): boolean {
  return (
    manifest.origin !== undefined &&
    quietMetrics.some((quiet) => quiet.ports.includes(port) && Object.entries(quiet.labels).every(([key, value]) => labels[key] === value))
  );
}
