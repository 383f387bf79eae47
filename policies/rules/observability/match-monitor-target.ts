import { below } from '../../kubernetes/fields.ts';
import { monitorKinds, monitorOf } from '../../kubernetes/observability/monitors.ts';
import { describeSelector } from '../../kubernetes/selectors.ts';
import { defineRule } from '../../model.ts';
import { shown } from '../../wording.ts';

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec:
  template:
    metadata: { labels: { app: financial-service } }
    spec: { containers: [{ name: financial-service, ports: [{ name: metrics, containerPort: 9091 }] }] }
`;

const podMonitor = (app: string, endpoint: string) => `---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: financial-service, namespace: erp-prod }
spec:
  selector: { matchLabels: { app: ${app} } }
  podMetricsEndpoints: [${endpoint}]
`;

const service = (name: string) => `---
apiVersion: v1
kind: Service
metadata: { name: financial-service, namespace: erp-prod, labels: { app: financial-service } }
spec:
  selector: { app: financial-service }
  ports: [{ name: ${name}, port: 9000, targetPort: metrics }]
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: services, namespace: erp-infra }
spec:
  namespaceSelector: { matchNames: [erp-prod] }
  selector: { matchLabels: { app: financial-service } }
  endpoints: [{ port: metrics }]
`;

export default defineRule({
  id: 'match-monitor-target',
  severity: 'error',
  manual: '5.1 (D90)',
  summary: 'Scrape ports that exist.',
  rationale:
    'A monitor that selects nothing, or names a port that its pods do not have, is accepted and gives no series. Alerts on them ' +
    'never fire, and dashboards look as if nothing happened.',
  remediation:
    'Write labels that the pods of the selected namespaces carry into spec.selector, and the name of one of their container ports ' +
    'into the endpoint. Scrape what a chart runs by a PodMonitor.',
  scope: 'object',
  kinds: monitorKinds,
  foreign: true,

  check(manifest, world) {
    const subject = `${manifest.kind} "${manifest.name}"`;
    const { selector, namespaces, selected, scrapes } = monitorOf(manifest, world);
    const what = manifest.kind === 'PodMonitor' ? 'pod' : 'Service';
    if (selected === 0) {
      const where = namespaces.length === 1 ? `namespace "${namespaces[0]}"` : `the namespaces ${namespaces.join(', ')}`;
      return [{ message: `${subject} selects "${describeSelector(selector)}", which no ${what} of ${where} has.`, path: 'spec.selector' }];
    }
    return scrapes.flatMap(({ path, port, named }) => {
      if (port === undefined) return [{ message: `${subject} has an endpoint that names no port.`, path }];
      // That nothing answers at a port of a Service, the rules about Services say.
      if (named) return [];
      return [
        { message: `${subject} scrapes the port ${shown(port.value)}, which none of its ${what}s has.`, path: below(path, port.field) },
      ];
    });
  },

  examples: {
    pass: [
      { name: 'pods by the name of their port', manifests: deployment + podMonitor('financial-service', '{ port: metrics }') },
      { name: 'pods by the number of their port', manifests: deployment + podMonitor('financial-service', '{ portNumber: 9091 }') },
      { name: 'a Service of another namespace', manifests: deployment + service('metrics') },
      {
        name: 'what charts and operators run',
        charts: `
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: redis-ha-server, namespace: erp-infra }
spec:
  template:
    metadata: { labels: { app: redis-ha } }
    spec: { containers: [{ name: redis-exporter, ports: [{ name: exporter-port, containerPort: 9121 }] }] }
`,
        manifests: `
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: redis, namespace: erp-infra }
spec: { selector: { matchLabels: { app: redis-ha } }, podMetricsEndpoints: [{ port: exporter-port }] }
---
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec: { sidecars: [{ name: exporter, ports: [{ name: exporter, containerPort: 9187 }] }] }
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: postgres, namespace: erp-infra }
spec: { selector: { matchLabels: { cluster-name: postgres } }, podMetricsEndpoints: [{ port: exporter }] }
`,
      },
    ],
    fail: [
      {
        name: 'labels that no pod has',
        from: 'pods by the name of their port',
        change: { 'PodMonitor/financial-service > spec.selector.matchLabels.app': 'finance' },
        problems: [
          {
            on: 'PodMonitor/financial-service',
            message: 'PodMonitor "financial-service" selects "app=finance", which no pod of namespace "erp-prod" has.',
            path: 'spec.selector',
          },
        ],
      },
      {
        name: 'a port that no container has',
        from: 'pods by the name of their port',
        change: { 'PodMonitor/financial-service > spec.podMetricsEndpoints[0].port': 'http-metrics' },
        problems: [
          {
            on: 'PodMonitor/financial-service',
            message: 'PodMonitor "financial-service" scrapes the port "http-metrics", which none of its pods has.',
            path: 'spec.podMetricsEndpoints[0].port',
          },
        ],
      },
      {
        name: 'no port at all',
        from: 'pods by the name of their port',
        change: { 'PodMonitor/financial-service > spec.podMetricsEndpoints[0]': { path: '/metrics' } },
        problems: [
          {
            on: 'PodMonitor/financial-service',
            message: 'PodMonitor "financial-service" has an endpoint that names no port.',
            path: 'spec.podMetricsEndpoints[0]',
          },
        ],
      },
      {
        name: 'a Service that names its port otherwise',
        from: 'a Service of another namespace',
        change: { 'Service/financial-service > spec.ports[0].name': 'http-metrics' },
        problems: [
          {
            on: 'ServiceMonitor/services',
            message: 'ServiceMonitor "services" scrapes the port "metrics", which none of its Services has.',
            path: 'spec.endpoints[0].port',
          },
        ],
      },
    ],
  },
});
