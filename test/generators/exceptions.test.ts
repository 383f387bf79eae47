import { describe, expect, it } from 'vitest';
import { adjust } from '../../generators/exceptions/adjust.ts';
import { adjusted } from '../../generators/exceptions/adjusted.ts';
import { exceptionProblems } from '../../generators/exceptions/problems.ts';
import { generate } from '../../generators/generate.ts';
import type { Adjustments } from '../../generators/model/adjustment.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import type { KubernetesObject } from '../../generators/model/object.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';
import type { OwnObject } from '../../generators/model/service/way-out.ts';
import { catalog, fourEnvironments, service } from '../support/catalog.ts';

const drawn = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'orders', namespace: 'erp-prod', labels: { app: 'orders' } },
  spec: {
    selector: { matchLabels: { app: 'orders' } },
    template: { spec: { serviceAccountName: 'orders', containers: [{ name: 'orders', image: 'registry.example.com/erp/orders:1' }] } },
  },
};
type Drawn = typeof drawn;

function outcomeOf(change: (object: Drawn) => unknown) {
  return adjusted({ kind: 'Deployment', change: change as unknown as (object: KubernetesObject) => KubernetesObject }, drawn);
}

function withPod(object: Drawn, fields: object) {
  return { ...object, spec: { ...object.spec, template: { spec: { ...object.spec.template.spec, ...fields } } } };
}

describe('an adjustment', () => {
  it('gives the object with other fields, and says which', () => {
    expect(outcomeOf((object) => withPod(object, { nodeSelector: { 'kubernetes.io/arch': 'arm64' }, gone: undefined }))).toEqual({
      object: withPod(drawn, { nodeSelector: { 'kubernetes.io/arch': 'arm64' } }),
      changed: ['spec.template.spec.nodeSelector'],
    });
  });

  let calls = 0;
  it.each<[what: string, change: (object: Drawn) => unknown, fault: string]>([
    ['is another thing', (object) => ({ ...object, kind: 'DaemonSet' }), 'changes kind, which no adjustment may'],
    ['has another name', (object) => ({ ...object, metadata: { ...object.metadata, name: 'x' } }), 'changes metadata.name, which'],
    ['goes elsewhere', (object) => ({ ...object, metadata: { ...object.metadata, namespace: 'x' } }), 'changes metadata.namespace, which'],
    [
      'belongs to another',
      (object) => ({ ...object, metadata: { ...object.metadata, labels: { app: 'x' } } }),
      'changes metadata.labels.app',
    ],
    ['selects others', (object) => ({ ...object, spec: { ...object.spec, selector: {} } }), 'changes spec.selector.matchLabels, which'],
    ['runs as another', (object) => withPod(object, { serviceAccountName: 'x' }), 'changes spec.template.spec.serviceAccountName, which'],
    [
      'is exempted',
      (object) => ({ ...object, metadata: { ...object.metadata, annotations: { 'policies.erp.example.com/exempt.x': '2099-01-01 y' } } }),
      'changes metadata.annotations["policies.erp.example.com/exempt.x"], which',
    ],
    [
      'runs another image',
      (object) => withPod(object, { containers: [{ name: 'orders', image: 'x' }] }),
      'changes which images run, which releases decide',
    ],
    [
      'runs a further image',
      (object) => withPod(object, { containers: [...object.spec.template.spec.containers, { name: 'x', image: 'x' }] }),
      'changes which images run, which releases decide',
    ],
    ['is gone', () => undefined, 'gives no object'],
    ['comes later', (object) => Promise.resolve(object), 'gives no object'],
    ['holds what is no data', (object) => withPod(object, { x: () => 1 }), 'gives what YAML cannot hold: spec.template.spec.x is function'],
    ['holds null', (object) => withPod(object, { x: null }), 'gives what YAML cannot hold: spec.template.spec.x is null'],
    [
      'is another each time',
      (object) => {
        calls += 1;
        return withPod(object, { x: calls });
      },
      'gives another object each time: spec.template.spec.x',
    ],
    ['was changed in place', (object) => Object.assign(object.spec, { x: 1 }), 'changes the object that it gets; it has to make another'],
    [
      'fails',
      () => {
        throw new Error('no such container');
      },
      'fails: no such container',
    ],
  ])('may not make an object that %s', (_, change, fault) => {
    const outcome = outcomeOf(change);
    expect('fault' in outcome ? outcome.fault : outcome).toContain(fault);
  });
});

const quiet = adjust('Deployment', ({ spec, ...object }) => ({ ...object, ...(spec && { spec: { ...spec, revisionHistoryLimit: 2 } }) }));

function withOrders(own: Partial<ServiceDefinition>, code?: Adjustments, platform: Partial<Catalog['platform']['value']> = {}): Catalog {
  const plain = catalog([service('orders', own), service('orders-archive')], fourEnvironments);
  return {
    ...plain,
    platform: { ...plain.platform, value: { ...plain.platform.value, ownKinds: ['Service', 'batch/CronJob', 'ConfigMap'], ...platform } },
    adjustments: code === undefined ? [] : [{ file: 'generators/adjustments/orders.ts', service: 'orders', value: code }],
  };
}

function told(source: Catalog): readonly string[] {
  const own = problemsIn(source);
  return (own.length > 0 ? own : exceptionProblems(source)).map(
    ({ file, path, message, fix }) => `${file}${path === undefined ? '' : ` ${path.join('.')}`}: ${message} ${fix}`,
  );
}

const because = 'It must be';
const long = adjust('KafkaTopic', (object) => {
  const { spec } = object as unknown as { readonly spec: { readonly config: object } };
  return { ...object, spec: { ...spec, config: { ...spec.config, 'max.message.bytes': 4_194_304 } } } as typeof object;
});
const kafkaSpec = (kind: 'KafkaTopic' | 'KafkaUser', fields: object) =>
  adjust(kind, (object) => {
    const { spec } = object as unknown as { readonly spec: object };
    return { ...object, spec: { ...spec, ...fields } } as typeof object;
  });
const ownService = (name: string, more: object = {}): OwnObject => ({
  because,
  object: { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { ports: [{ name: 'http', port: 80 }] }, ...more },
});
const exemption = { rule: 'require-team', because, owner: '@shop/ops', until: '2027-03-31' } as const;

describe('what a service has beyond what is drawn', () => {
  it.each<[what: string, source: Catalog]>([
    ['an adjustment', withOrders({ adjust: { quiet: { because } } }, { quiet: [quiet] })],
    ['one of an environment', withOrders({ adjust: { quiet: { because, in: ['dev'] } } }, { quiet: [quiet] })],
    ['an object', withOrders({ objects: [ownService('orders-old')] })],
    [
      'other objects of one name in other environments',
      withOrders({ objects: ['dev', 'test'].map((env) => ({ ...ownService('orders-old'), in: [env] })) }),
    ],
    ['an adjustment of its topics', withOrders({ adjust: { long: { because } } }, { long: [long] })],
    [
      'an adjustment of the quotas of its Kafka user',
      withOrders({ adjust: { quota: { because } } }, { quota: [kafkaSpec('KafkaUser', { quotas: { producerByteRate: 1_048_576 } })] }),
    ],
    ['an exemption of a topic', withOrders({ exempt: [{ ...exemption, on: 'KafkaTopic/orders.done' }] })],
    ['exemptions', withOrders({ exempt: [exemption, { ...exemption, on: 'Deployment/orders' }] })],
  ])('may be %s', (_, source) => {
    expect(told(source)).toEqual([]);
  });

  const file = 'generators/catalog/services/orders.ts';
  const code = 'generators/adjustments/orders.ts';
  it.each<[what: string, source: Catalog, told: string]>([
    [
      'an adjustment without code',
      withOrders({ adjust: { quiet: { because } } }),
      `${file} adjust: There is no code of these adjustments. Write ${code}, which exports "quiet".`,
    ],
    [
      'one of another name',
      withOrders({ adjust: { quiet: { because } } }, { quite: [quiet] }),
      `${code}: Nothing uses the adjustment "quite".`,
    ],
    [
      'code that is none',
      withOrders({ adjust: { quiet: { because } } }, [] as unknown as Adjustments),
      `${code}: It exports no adjustments.`,
    ],
    [
      'code of another kind',
      withOrders({ adjust: { quiet: { because } } }, { quiet: [{ kind: 'Secret', change: (object) => object }] }),
      `${code}: The adjustment "quiet" is no list of changes of`,
    ],
    [
      'code that breaks its bounds',
      withOrders(
        { adjust: { quiet: { because } } },
        { quiet: [adjust('Deployment', (object) => ({ ...object, metadata: { name: 'x' } }))] },
      ),
      `${code}: On Deployment "orders" the adjustment "quiet" changes metadata`,
    ],
    [
      'an adjustment of what others count on of a topic',
      withOrders({ adjust: { quiet: { because } } }, { quiet: [kafkaSpec('KafkaTopic', { partitions: 64 })] }),
      `${code}: On KafkaTopic "orders.done" the adjustment "quiet" changes spec.partitions, which no adjustment may.`,
    ],
    [
      'an adjustment of rights on topics',
      withOrders({ adjust: { quiet: { because } } }, { quiet: [kafkaSpec('KafkaUser', { authorization: { type: 'opa' } })] }),
      `${code}: On KafkaUser "orders" the adjustment "quiet" changes spec.authorization.`,
    ],
    [
      'an adjustment of the Secret of its Kafka user',
      withOrders({ adjust: { quiet: { because } } }, { quiet: [{ kind: 'ExternalSecret', change: (object) => object }] }),
      `${code}: The adjustment "quiet" is no list of changes of`,
    ],
    [
      'an adjustment that changes nothing',
      withOrders({ adjust: { quiet: { because } } }, { quiet: [adjust('Deployment', (object) => object)] }),
      `${file} adjust.quiet: The adjustment "quiet" changes nothing.`,
    ],
    [
      'one that changes nothing where it is asked for',
      withOrders({ adjust: { quiet: { because, in: ['dev'] } } }, { quiet: [adjust('StatefulSet', (object) => ({ ...object }))] }),
      `${file} adjust.quiet: The adjustment "quiet" changes nothing in dev.`,
    ],
    [
      'an environment that is none',
      withOrders({ adjust: { quiet: { because, in: ['prodction'] } } }, { quiet: [quiet] }),
      `${file} adjust.quiet.in.0: There is no environment "prodction". Did you mean "production"?`,
    ],
    [
      'an object of a kind that is not listed',
      withOrders({ objects: [ownService('orders-old', { apiVersion: 'apps/v1', kind: 'DaemonSet' })] }),
      `${file} objects.0.object.kind: No service may bring a apps/DaemonSet. Use one of Service, batch/CronJob, ConfigMap,`,
    ],
    [
      'a right',
      withOrders({ objects: [ownService('orders-old', { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role' })] }),
      `${file} objects.0.object.kind: No service may bring a rbac.authorization.k8s.io/Role.`,
    ],
    [
      'a right that the platform lists',
      withOrders({}, undefined, { ownKinds: ['rbac.authorization.k8s.io/ClusterRole'] }),
      'generators/catalog/platform.ts ownKinds.0: A rbac.authorization.k8s.io/ClusterRole of a service would give rights beyond it',
    ],
    [
      'a secret that the platform lists',
      withOrders({}, undefined, { ownKinds: ['Secret'] }),
      'generators/catalog/platform.ts ownKinds.0: A Secret of',
    ],
    [
      'an object of nobody',
      withOrders({ objects: [ownService('legacy')] }),
      `${file} objects.0.object.metadata.name: "legacy" does not say whose object it is. Call it orders-legacy.`,
    ],
    [
      'an object that is drawn',
      withOrders({ objects: [ownService('orders')] }),
      `${file} objects.0.object.metadata.name: The Service "orders" is drawn already, of orders.`,
    ],
    [
      'an object that is drawn of another service',
      withOrders({ objects: [ownService('orders-archive')] }),
      `${file} objects.0.object.metadata.name: The Service "orders-archive" is drawn already, of orders-archive.`,
    ],
    [
      'an object twice',
      withOrders({ objects: [ownService('orders-old'), { ...ownService('orders-old'), in: ['dev'] }] }),
      `${file} objects.1: The Service "orders-old" is there twice in dev.`,
    ],
    [
      'an exemption by the way',
      withOrders({
        objects: [
          ownService('orders-old', { metadata: { name: 'orders-old', annotations: { 'policies.erp.example.com/exempt.x': 'y' } } }),
        ],
      }),
      `${file} objects.0.object.metadata.annotations.policies.erp.example.com/exempt.x: The annotation`,
    ],
    [
      'a namespace of its own',
      withOrders({ objects: [ownService('orders-old', { metadata: { name: 'orders-old', namespace: 'kube-system' } })] }),
      `${file} objects.0.object.metadata.namespace: "objects.0.object.metadata" has a field "namespace" that nothing reads.`,
    ],
    [
      'a ConfigMap of bytes',
      withOrders({ objects: [ownService('orders-old', { kind: 'ConfigMap', spec: undefined, binaryData: {} })] }),
      `${file} objects.0.object.kind: The ConfigMap "orders-old" has more than texts under "data", or none.`,
    ],
    [
      'a day that is none',
      withOrders({ exempt: [{ ...exemption, until: '2027-02-30' }] }),
      `${file} exempt.0.until: There is no day 2027-02-30.`,
    ],
    [
      'an exemption of what is not there',
      withOrders({ exempt: [{ ...exemption, on: 'Deployment/order' }] }),
      `${file} exempt.0.on: The service has no Deployment/order. Did you mean "Deployment/orders"?`,
    ],
    [
      'an exemption twice',
      withOrders({ exempt: [exemption, exemption] }),
      `${file} exempt.1: The exemption from "require-team" of all is there twice`,
    ],
    ['an exemption without a reason', withOrders({ exempt: [{ ...exemption, because: '' }] }), `${file} exempt.0.because: `],
  ])('may not be %s', (_, source, expected) => {
    expect(told(source).find((line) => line.startsWith(expected)) ?? told(source)).toContain(expected);
  });

  it('in one environment changes files of that environment only', () => {
    const files = (own: Partial<ServiceDefinition>) =>
      new Map(generate(withOrders(own, { quiet: [quiet] })).files.map(({ path, text }) => [path, text]));
    const before = files({});
    const after = files({
      adjust: { quiet: { because, in: ['dev'] } },
      objects: [{ ...ownService('orders-old'), in: ['dev'] }],
      exempt: [{ ...exemption, in: ['dev'] }],
    });
    const changed = [...after].filter(([path, text]) => before.get(path) !== text).map(([path]) => path);
    expect(changed.length).toBeGreaterThan(3);
    expect(changed.filter((path) => !path.startsWith('overlays/dev/') && !path.startsWith('argocd/dev/'))).toEqual([]);
    expect([...before.keys()].filter((path) => !after.has(path))).toEqual([]);
  });

  it('says on the object what was done, and why', () => {
    const objects = generate(
      withOrders({ adjust: { quiet: { because } }, objects: [ownService('orders-old')], exempt: [exemption] }, { quiet: [quiet] }),
    ).applications.flatMap(({ name, variants }) => (name === 'orders' ? (variants[0]?.objects ?? []) : []));
    const annotations = (kind: string, name: string) =>
      objects.find((object) => object.kind === kind && object.metadata.name === name)?.metadata.annotations;
    const exempt = { 'policies.erp.example.com/exempt.require-team': '2027-03-31 It must be (all of orders; @shop/ops)' };
    expect(annotations('Deployment', 'orders')).toEqual({
      ...exempt,
      'erp.example.com/adjusted.quiet': 'spec.revisionHistoryLimit: It must be',
    });
    expect(annotations('Service', 'orders-old')).toEqual({ ...exempt, 'erp.example.com/own-object': 'It must be' });
    expect(objects.every(({ metadata }) => metadata.annotations?.[Object.keys(exempt)[0] ?? ''] !== undefined)).toBe(true);
  });

  it('says the same on what it has in the data layer', () => {
    const objects = generate(withOrders({ adjust: { long: { because } }, exempt: [exemption] }, { long: [long] })).applications.flatMap(
      ({ name, variants }) => (name === 'orders-data' ? (variants[0]?.objects ?? []) : []),
    );
    const exempt = { 'policies.erp.example.com/exempt.require-team': '2027-03-31 It must be (all of orders; @shop/ops)' };
    const topic = objects.find(({ kind }) => kind === 'KafkaTopic');
    expect(topic?.metadata.annotations).toMatchObject({
      ...exempt,
      'erp.example.com/adjusted.long': 'spec.config["max.message.bytes"]: It must be',
    });
    expect(topic).toMatchObject({ spec: { config: { 'max.message.bytes': 4_194_304 } } });
    expect(objects.every(({ metadata }) => metadata.annotations?.[Object.keys(exempt)[0] ?? ''] !== undefined)).toBe(true);
  });

  it('counts in the quota', () => {
    const hard = (objects: readonly OwnObject[]) =>
      generate(withOrders({ objects }))
        .applications.flatMap(({ name, variants }) => (name === 'namespaces' ? (variants.at(-1)?.objects ?? []) : []))
        .find(({ kind, metadata }) => kind === 'ResourceQuota' && metadata.namespace === 'erp-prod') as unknown as {
        readonly spec: { readonly hard: Readonly<Record<string, string>> };
      };
    const containers = [{ name: 'x', resources: { requests: { cpu: '9', memory: '9Gi' }, limits: { cpu: '9', memory: '9Gi' } } }];
    const nightly: OwnObject = {
      because,
      object: {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { name: 'orders-nightly' },
        spec: { jobTemplate: { spec: { parallelism: 4, template: { spec: { containers } } } } },
      },
    };
    const [without, with4] = [hard([]), hard([nightly])].map(({ spec }) => Number.parseInt(spec.hard['requests.cpu'] ?? '', 10) / 1000);
    expect((with4 ?? 0) - (without ?? 0)).toBeGreaterThanOrEqual(36);
  });
});
