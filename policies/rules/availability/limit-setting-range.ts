import { numberAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { quantity } from '../../kubernetes/quantities.ts';
import { type Measure, objectRanges, podRanges, type Range } from '../../kubernetes/settings/ranges.ts';
import { type Found, secondsOf, valuesAt } from '../../kubernetes/settings/values.ts';
import type { Manifest, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { asWritten, shown } from '../../wording.ts';

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: sales-service, namespace: erp-prod }
spec:
  template:
    spec:
      terminationGracePeriodSeconds: 60
      containers:
        - name: sales-service
          resources: { requests: { cpu: 250m, memory: 256Mi } }
          livenessProbe: { httpGet: { path: /health/live, port: 8000 }, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 }
`;

const policy = `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: BackendTrafficPolicy
metadata: { name: sales-service, namespace: erp-prod }
spec:
  rateLimit: { type: Local, local: { rules: [{ limit: { requests: 100, unit: Second } }] } }
  requestBuffer: { limit: 16Mi }
  timeout: { tcp: { connectTimeout: 10s }, http: { requestTimeout: 60s } }
`;

const topic = `
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: { name: orders, namespace: erp-infra }
spec: { partitions: 6, config: { max.message.bytes: 1048576 } }
`;

const ranges = Map.groupBy(
  [...objectRanges, ...podRanges].flatMap((range) => range.kinds.map((kind) => ({ kind, range }))),
  ({ kind }) => kind,
);

export default defineRule({
  id: 'limit-setting-range',
  severity: 'error',
  manual: '2.4, 2.5, 2.7, 3.3, 5.1 (D32, D50, D98)',
  summary: 'Keep numbers, times and amounts within what is right in some environment.',
  rationale:
    'How much is right depends on load; a timeout of an hour, a limit of no request or a disk of a mebibyte is right nowhere. It is a slip of the hand or ' +
    'a wrong unit, which the API server takes and which stops something in the night.',
  remediation:
    'Write a number within the range that the finding names, in the file of the service, the platform or the environment that it comes from.',
  scope: 'object',
  kinds: [...ranges.keys()],

  check(manifest, world) {
    const pod = world.podOf(manifest);
    return (ranges.get(manifest.kind) ?? []).flatMap(({ range }) => {
      if (!podRanges.includes(range)) return valuesAt(manifest.fields, range.path).flatMap((found) => problemOf(manifest, range, found));
      return valuesAt(pod?.spec, range.path).flatMap(({ value, path }) =>
        problemOf(manifest, range, { value, path: `${pod?.path}.${path}` }),
      );
    });
  },

  examples: {
    pass: [
      { name: 'a Deployment of the manual', manifests: deployment },
      { name: 'limits of a route', manifests: policy },
      { name: 'a topic', manifests: topic },
      { name: 'streams, which nobody ends', manifests: policy.replace('requestTimeout: 60s', 'requestTimeout: 0s') },
    ],
    fail: [
      {
        name: 'a probe that ends a container at the first slow answer',
        from: 'a Deployment of the manual',
        change: { 'spec.template.spec.containers[0].livenessProbe.failureThreshold': 1 },
        problems: [
          {
            on: 'Deployment/sales-service',
            message:
              'Deployment "sales-service" sets failureThreshold to 1, below 2: one slow answer, of a busy node or a long collection, restarts the container.',
            path: 'spec.template.spec.containers[0].livenessProbe.failureThreshold',
          },
        ],
      },
      {
        name: 'a day to stop',
        from: 'a Deployment of the manual',
        change: { 'spec.template.spec.terminationGracePeriodSeconds': 86_400 },
        problems: [
          {
            on: 'Deployment/sales-service',
            message:
              'Deployment "sales-service" sets terminationGracePeriodSeconds to 86400, above 7200: a pod that hangs keeps its node, and every drain and rollout waits for it.',
            path: 'spec.template.spec.terminationGracePeriodSeconds',
          },
        ],
      },
      {
        name: 'a request of memory in the wrong unit',
        from: 'a Deployment of the manual',
        change: { 'spec.template.spec.containers[0].resources.requests.memory': '256Ki' },
        problems: [
          {
            on: 'Deployment/sales-service',
            message:
              'Deployment "sales-service" sets memory to "256Ki", below 4Mi: no program starts in it, and nodes are filled by requests until they run out of memory.',
            path: 'spec.template.spec.containers[0].resources.requests.memory',
          },
        ],
      },
      {
        name: 'a limit that lets nobody in',
        from: 'limits of a route',
        change: { 'spec.rateLimit.local.rules[0].limit.requests': 0 },
        problems: [
          {
            on: 'BackendTrafficPolicy/sales-service',
            message:
              'BackendTrafficPolicy "sales-service" sets limit to 0 a second, below 1 an hour: with less nobody is let in, and more is no limit.',
            path: 'spec.rateLimit.local.rules[0].limit.requests',
          },
        ],
      },
      {
        name: 'a connection that is waited for an hour',
        from: 'limits of a route',
        change: { 'spec.timeout.tcp.connectTimeout': '1h' },
        problems: [
          {
            on: 'BackendTrafficPolicy/sales-service',
            message:
              'BackendTrafficPolicy "sales-service" sets connectTimeout to "1h", above 5m: a connection to a pod takes milliseconds, and whoever waits for one that is gone is lost.',
            path: 'spec.timeout.tcp.connectTimeout',
          },
        ],
      },
      {
        name: 'partitions without end',
        from: 'a topic',
        change: { 'spec.partitions': 10_000 },
        problems: [
          {
            on: 'KafkaTopic/orders',
            message:
              'KafkaTopic "orders" sets partitions to 10000, above 1000: each is files and memory on every broker that holds it, and none can be taken back.',
            path: 'spec.partitions',
          },
        ],
      },
      {
        name: 'messages of one byte, in a field with dots in its name',
        from: 'a topic',
        change: { 'spec.config["max.message.bytes"]': 1 },
        problems: [
          {
            on: 'KafkaTopic/orders',
            message:
              'KafkaTopic "orders" sets max.message.bytes to 1, below 1024: a smaller one refuses every message, and a larger one no consumer fetches.',
            path: 'spec.config["max.message.bytes"]',
          },
        ],
      },
    ],
  },
});

function problemOf(
  manifest: Manifest,
  { path: pattern, measure, least, most, zero, because }: Range,
  { value, path }: Found,
): readonly Problem[] {
  const measured = measureOf(value, measure);
  // What is no number, the schema of the field refuses.
  if (measured === undefined || (zero === true && measured === 0)) return [];
  const isLess = least !== undefined && measured < least * (1 - 1e-9);
  const isMore = most !== undefined && measured > most * (1 + 1e-9);
  if (!isLess && !isMore) return [];
  const bound = isLess ? `below ${boundOf(least ?? 0, measure)}` : `above ${boundOf(most ?? 0, measure)}`;
  const field = /(?:\["([^"]+)"\]|([^.[\]]+))(?:\[\])?$/.exec(pattern);
  const told = measure === 'rate' ? `${numberAt(value, 'requests')} a ${(textAt(value, 'unit') ?? '').toLowerCase()}` : shown(value);
  const message = `${titleOf(manifest)} sets ${field?.[1] ?? field?.[2]} to ${told}, ${bound}: ${because}.`;
  return [{ message, path: measure === 'rate' ? `${path}.requests` : path }];
}

/** Envoy Gateway 1.8, `RateLimitUnit`. */
const rateUnits: Readonly<Record<string, number>> = { Second: 1, Minute: 60, Hour: 3600, Day: 86_400, Month: 2_592_000, Year: 31_536_000 };

function measureOf(value: unknown, measure: Measure): number | undefined {
  switch (measure) {
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(asWritten(value)) ? Number(value) : undefined;
    case 'time':
      return secondsOf(value);
    case 'amount':
      return quantity(value);
    case 'rate': {
      const [requests, unit] = [numberAt(value, 'requests'), rateUnits[textAt(value, 'unit') ?? '']];
      // A small number of requests a year is a limit, too.
      if (requests === undefined || unit === undefined) return undefined;
      return requests > 0 ? Math.max(1 / 3600, requests / unit) : requests;
    }
  }
}

function boundOf(bound: number, measure: Measure): string {
  if (measure === 'rate') return bound < 1 ? '1 an hour' : `${bound} a second`;
  const steps: readonly (readonly [number, string])[] =
    measure === 'time'
      ? [
          [86_400, 'd'],
          [3600, 'h'],
          [60, 'm'],
          [1, 's'],
          [0.001, 'ms'],
        ]
      : measure === 'amount'
        ? [
            [2 ** 30, 'Gi'],
            [2 ** 20, 'Mi'],
            [2 ** 10, 'Ki'],
            [1, ''],
            [0.001, 'm'],
          ]
        : [];
  const [factor, suffix] = steps.find(([size]) => bound >= size && Math.abs(bound / size - Math.round(bound / size)) < 1e-9) ?? [1, ''];
  return `${Number((bound / factor).toFixed(3))}${suffix}`;
}
