import { describeEndpointPort, type Endpoint, type Network, networkOf } from '../../kubernetes/network/network.ts';
import { monitorKinds, monitorOf, prometheusOf, type Target } from '../../kubernetes/observability/monitors.ts';
import type { Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';

const scraped = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec:
  template:
    metadata: { labels: { app: financial-service } }
    spec: { containers: [{ name: financial-service, ports: [{ name: metrics, containerPort: 9091 }] }] }
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: financial-service, namespace: erp-prod }
spec: { selector: { matchLabels: { app: financial-service } }, podMetricsEndpoints: [{ port: metrics }] }
`;

const denied = ['erp-prod', 'erp-infra']
  .map(
    (namespace) => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny, namespace: ${namespace} }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
`,
  )
  .join('');

const egress = `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: prometheus-scrape, namespace: erp-infra }
spec:
  podSelector: { matchLabels: { app: prometheus } }
  policyTypes: [Egress]
  egress:
    - to:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: erp-prod } }
          podSelector: { matchLabels: { app: financial-service } }
      ports: [{ port: 9091 }]
`;

const ingress = (port: number) => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: financial-service-netpol, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: financial-service } }
  policyTypes: [Ingress]
  ingress:
    - from:
        - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: erp-infra } }
          podSelector: { matchLabels: { app: prometheus } }
      ports: [{ port: ${port} }]
`;

const prometheus = `
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: main, namespace: erp-infra }
spec: { podMetadata: { labels: { app: prometheus } } }
`;

const nodes = `---
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: node-exporter, namespace: erp-agents }
spec:
  template:
    metadata: { labels: { app: node-exporter } }
    spec: { hostNetwork: true, containers: [{ name: node-exporter, ports: [{ name: http-metrics, containerPort: 9100 }] }] }
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: node-exporter, namespace: erp-agents }
spec: { selector: { matchLabels: { app: node-exporter } }, podMetricsEndpoints: [{ port: http-metrics }] }
`;

const throughout = (rules: string) => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: prometheus, namespace: erp-infra }
spec: { podSelector: { matchLabels: { app: prometheus } }, policyTypes: [Egress], egress: [${rules}] }
`;

const inPods = '{ to: [{ namespaceSelector: {} }] }';
const onHosts = '{ to: [{ ipBlock: { cidr: 10.0.0.0/16 } }], ports: [{ port: 9100 }] }';

export default defineRule({
  id: 'match-scrape-flow',
  severity: 'error',
  manual: '5.1, 9.1 (D137)',
  summary: 'Let Prometheus reach what it scrapes.',
  rationale:
    'A scrape is a connection that the policies of both ends must allow. Otherwise the target is down for Prometheus while it serves ' +
    'everybody else, and every alert on its series is blind.',
  remediation:
    'Allow the port in the egress of Prometheus and in the ingress of the pods that it scrapes. What answers at the address of a node ' +
    'is reached by an ipBlock.',
  scope: 'object',
  kinds: monitorKinds,
  foreign: true,

  check(manifest, world) {
    const network = networkOf(world);
    const subject = `${manifest.kind} "${manifest.name}"`;
    const { scrapes } = monitorOf(manifest, world);
    const found = prometheusOf(world).map((prometheus) =>
      scrapes.flatMap(({ path, targets }) => problemsOf(network, prometheus, subject, path, targets)),
    );
    // Of several, the one that reaches it scrapes it.
    return found.toSorted((a, b) => a.length - b.length)[0] ?? [];
  },

  examples: {
    pass: [
      { name: 'both ends allow it', manifests: scraped + denied + egress + ingress(9091), charts: prometheus },
      { name: 'no policy selects either', manifests: scraped, charts: prometheus },
      { name: 'what answers at the address of a node', manifests: throughout(`${inPods}, ${onHosts}`), charts: prometheus + nodes },
    ],
    fail: [
      {
        name: 'Prometheus may not ask',
        from: 'both ends allow it',
        change: { 'NetworkPolicy/prometheus-scrape': undefined },
        problems: [
          {
            on: 'PodMonitor/financial-service',
            message: 'PodMonitor "financial-service" scrapes "financial-service" on TCP 9091, to which no egress rule of Prometheus leads.',
            path: 'spec.podMetricsEndpoints[0]',
          },
        ],
      },
      {
        name: 'the pods admit it on another port',
        from: 'both ends allow it',
        change: { 'NetworkPolicy/financial-service-netpol > spec.ingress[0].ports[0].port': 8000 },
        problems: [
          {
            on: 'PodMonitor/financial-service',
            message:
              'PodMonitor "financial-service" scrapes "financial-service" on TCP 9091, where no ingress rule of the pods admits Prometheus.',
            path: 'spec.podMetricsEndpoints[0]',
          },
        ],
      },
      {
        name: 'a monitor of a chart, whose hosts are out of reach',
        from: 'what answers at the address of a node',
        change: { 'spec.egress[1]': undefined },
        problems: [
          {
            on: 'PodMonitor/node-exporter',
            message:
              'PodMonitor "node-exporter" scrapes "node-exporter" of namespace "erp-agents" on TCP 9100, to which no egress rule of Prometheus leads.',
            path: 'spec.podMetricsEndpoints[0]',
          },
        ],
      },
    ],
  },
});

/** One problem for each pods and port, however many monitors of a chart select them. */
function problemsOf(network: Network, prometheus: Endpoint, subject: string, path: string, targets: readonly Target[]): readonly Problem[] {
  const messages = targets.flatMap(({ endpoint, port }) => {
    const scrape = `${subject} scrapes ${endpoint.title} on ${describeEndpointPort(port)}`;
    return [
      ...(network.permits('Egress', prometheus, endpoint, port) ? [] : [`${scrape}, to which no egress rule of Prometheus leads.`]),
      ...(network.permits('Ingress', prometheus, endpoint, port)
        ? []
        : [`${scrape}, where no ingress rule of the pods admits Prometheus.`]),
    ];
  });
  return [...new Set(messages)].map((message) => ({ message, path }));
}
