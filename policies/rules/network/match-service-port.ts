import { at, listAt, textAt } from '../../kubernetes/fields.ts';
import { podsBehind, servingPorts } from '../../kubernetes/network/services.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Pod } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { shown } from '../../wording.ts';

const deployment = `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec:
  template:
    metadata: { labels: { app: financial-service } }
    spec: { containers: [{ name: financial-service, ports: [{ name: http, containerPort: 8000 }, { name: grpc, containerPort: 50051 }] }] }
`;

const service = (ports: string) => `
apiVersion: v1
kind: Service
metadata: { name: financial-service, namespace: erp-prod }
spec: { selector: { app: financial-service }, ports: [${ports}] }
`;

const haproxy = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: redis-ha-haproxy, namespace: erp-infra }
spec:
  template:
    metadata: { labels: { app: redis-ha-haproxy, release: redis-ha } }
    spec: { containers: [{ name: haproxy, ports: [{ name: redis, containerPort: 6379 }] }] }
`;

export default defineRule({
  id: 'match-service-port',
  severity: 'error',
  manual: '2.5',
  summary: 'Let every port of a Service lead to a port that the containers behind it declare.',
  rationale: 'A targetPort that no container declares gives a Service that accepts connections and loses them.',
  remediation: 'Set targetPort to the name of a containerPort of the pods that the Service selects, with the same protocol.',
  scope: 'object',
  kinds: ['Service'],
  foreign: true,

  check(manifest, world) {
    const pods = podsBehind(manifest, world).filter(({ serving }) => serving);
    return listAt(manifest.fields, 'spec', 'ports').flatMap((entry, index) => {
      const written = at(entry, 'targetPort') ?? undefined;
      const target = written ?? at(entry, 'port');
      const protocol = textAt(entry, 'protocol') ?? 'TCP';
      const deaf = pods.find((pod) => !listens(pod, target, protocol));
      const path = `spec.ports[${index}].${written === undefined ? 'port' : 'targetPort'}`;
      if (deaf === undefined) return [];
      const port = `port ${shown(target)} (${protocol})`;
      return [{ message: `${titleOf(manifest)} leads to ${port}, which no container of ${titleOf(deaf.manifest)} declares.`, path }];
    });
  },

  examples: {
    pass: [
      {
        name: 'by name',
        manifests: service('{ name: http, port: 80, targetPort: http }, { name: grpc, port: 50051, targetPort: grpc }') + deployment,
      },
      { name: 'by number', manifests: service('{ name: http, port: 80, targetPort: 8000 }') + deployment },
      { name: 'the same number on both sides', manifests: service('{ name: grpc, port: 50051 }') + deployment },
      {
        name: 'a port of pods that a chart makes',
        manifests: `
apiVersion: v1
kind: Service
metadata: { name: redis-master, namespace: erp-infra }
spec: { selector: { app: redis-ha-haproxy }, ports: [{ port: 6379, targetPort: redis }] }
`,
        charts: haproxy,
      },
    ],
    fail: [
      {
        name: 'a mistyped name',
        from: 'by number',
        change: { 'Service/financial-service > spec.ports[0].targetPort': 'web' },
        problems: [
          {
            on: 'Service/financial-service',
            message:
              'Service "financial-service" leads to port "web" (TCP), which no container of Deployment "financial-service" declares.',
            path: 'spec.ports[0].targetPort',
          },
        ],
      },
      {
        name: 'no targetPort, so the port itself',
        from: 'by number',
        change: { 'Service/financial-service > spec.ports[0].targetPort': undefined },
        problems: [
          {
            on: 'Service/financial-service',
            message: 'Service "financial-service" leads to port 80 (TCP), which no container of Deployment "financial-service" declares.',
            path: 'spec.ports[0].port',
          },
        ],
      },
      {
        name: 'the right number, the wrong protocol',
        from: 'by number',
        change: { 'Service/financial-service > spec.ports[0].protocol': 'UDP' },
        problems: [
          {
            on: 'Service/financial-service',
            message: 'Service "financial-service" leads to port 8000 (UDP), which no container of Deployment "financial-service" declares.',
            path: 'spec.ports[0].targetPort',
          },
        ],
      },
      {
        name: 'a number on which the pods of a chart do not listen',
        from: 'a port of pods that a chart makes',
        change: { 'spec.ports[0].targetPort': 6380 },
        problems: [
          {
            on: 'Service/redis-master',
            message: 'Service "redis-master" leads to port 6380 (TCP), which no container of Deployment "redis-ha-haproxy" declares.',
            path: 'spec.ports[0].targetPort',
          },
        ],
      },
    ],
  },
});

function listens(pod: Pod, target: unknown, protocol: string): boolean {
  return servingPorts(pod).some((port) => port.protocol === protocol && (port.number === target || port.name === target));
}
