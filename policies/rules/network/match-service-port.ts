import { at, listAt, numberAt, textAt } from '../../kubernetes/fields.ts';
import { podsBehind, servingPorts } from '../../kubernetes/network/services.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Pod, Problem } from '../../model.ts';
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
  summary: 'Let every port of a Service lead to a port that the containers behind it declare, and say what is spoken there.',
  rationale: 'A targetPort that no container declares gives a Service that accepts connections and loses them.',
  remediation:
    'Set targetPort to the name of a containerPort of the pods that the Service selects, with the same protocol; the port of a headless Service is the same.',
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
      const place = `spec.ports[${index}]`;
      const strange = [...misnamed(manifest, entry, place), ...moved(manifest, entry, place, pods)];
      if (deaf === undefined) return strange;
      const port = `port ${shown(target)} (${protocol})`;
      return [
        ...strange,
        { message: `${titleOf(manifest)} leads to ${port}, which no container of ${titleOf(deaf.manifest)} declares.`, path },
      ];
    });
  },

  examples: {
    pass: [
      {
        name: 'by name',
        manifests: service('{ name: http, port: 80, targetPort: http }, { name: grpc, port: 50051, targetPort: grpc }') + deployment,
      },
      { name: 'by number', manifests: service('{ name: http, port: 80, targetPort: 8000 }') + deployment },
      {
        name: 'TCP, which is no other protocol',
        manifests: service('{ name: http, port: 80, targetPort: http, appProtocol: TCP }') + deployment,
      },
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
        name: 'a protocol that the name contradicts',
        from: 'by name',
        change: { 'Service/financial-service > spec.ports[1].appProtocol': 'http' },
        problems: [
          {
            on: 'Service/financial-service',
            message: 'Service "financial-service" says that its port "grpc" speaks "http".',
            path: 'spec.ports[1].appProtocol',
          },
        ],
      },
      {
        name: 'a headless Service with a number of its own',
        from: 'by name',
        change: {
          'Service/financial-service > spec.clusterIP': 'None',
          'Service/financial-service > spec.ports': [{ name: 'grpc', port: 50052, targetPort: 'grpc' }],
        },
        problems: [
          {
            on: 'Service/financial-service',
            message: 'Service "financial-service" has no address of its own, and its pods listen at 50051, not at 50052.',
            path: 'spec.ports[0].port',
          },
        ],
      },
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

/**
 * What the first part of a port's name says that is spoken there, with the protocols that say the same (Kubernetes 1.35, `appProtocol`; KEP-3726).
 * That it is TCP is no other protocol: nobody on the way shall look into it.
 */
const spoken: Readonly<Record<string, readonly string[]>> = {
  grpc: ['grpc', 'http2', 'h2c', 'kubernetes.io/h2c', 'grpcs', 'tls'],
  http: ['http', 'http2', 'h2c', 'kubernetes.io/h2c', 'kubernetes.io/ws', 'kubernetes.io/wss', 'ws', 'wss'],
  https: ['https', 'tls', 'kubernetes.io/wss', 'wss'],
};

/** A port whose name says another protocol than the port does. */
function misnamed(service: Manifest, entry: unknown, path: string): readonly Problem[] {
  const [name, protocol] = [textAt(entry, 'name') ?? '', textAt(entry, 'appProtocol')];
  const kind = /^[a-z0-9]+/.exec(name)?.[0] ?? '';
  const fitting = Object.hasOwn(spoken, kind) ? spoken[kind] : undefined;
  return protocol === undefined || fitting === undefined || [...fitting, 'tcp'].includes(protocol.toLowerCase())
    ? []
    : [{ message: `${titleOf(service)} says that its port "${name}" speaks "${protocol}".`, path: `${path}.appProtocol` }];
}

/** Clients of a headless Service come to the pods themselves, at the number that they were told. */
function moved(service: Manifest, entry: unknown, path: string, pods: readonly Pod[]): readonly Problem[] {
  const [port, target] = [numberAt(entry, 'port'), at(entry, 'targetPort') ?? undefined];
  if (at(service.fields, 'spec', 'clusterIP') !== 'None' || port === undefined || target === undefined || pods.length === 0) return [];
  const numbers = pods.flatMap(servingPorts).flatMap((own) => (own.name === target || own.number === target ? (own.number ?? []) : []));
  // A second number for a port that has its own one, too, is for those who ask for its name.
  const told = listAt(service.fields, 'spec', 'ports').flatMap((other) => numberAt(other, 'port') ?? []);
  if (numbers.length === 0 || numbers.some((number) => told.includes(number))) return [];
  return [
    {
      message: `${titleOf(service)} has no address of its own, and its pods listen at ${numbers[0]}, not at ${port}.`,
      path: `${path}.port`,
    },
  ];
}
