import { adjust } from '../../../generators/exceptions/adjust.ts';
import { adjustableKinds } from '../../../generators/exceptions/adjusted.ts';
import type { Adjustment, AdjustmentsEntry } from '../../../generators/model/adjustment.ts';
import type { KubernetesObject } from '../../../generators/model/object.ts';
import { type Content, namedContents } from '../../../generators/model/service/files/contents.ts';
import { portsOf } from '../../../generators/model/service/ports.ts';
import type { ServiceDefinition } from '../../../generators/model/service/service.ts';
import { declaredTopics } from '../../../generators/model/service/topics.ts';
import type { Exemption, OwnObject } from '../../../generators/model/service/way-out.ts';
import { contentIn } from '../../../scripts/catalog/contents.ts';
import fc from '../../support/random.ts';
import { some, text } from './parts.ts';

const environments = ['dev', 'test', 'staging', 'production'] as const;
const places = fc.option(fc.subarray([...environments], { minLength: 1 }), { nil: undefined });
/** A line of a reason: rules read annotations of exemptions by their words. */
const because = fc.constantFrom('Two licences are bought', '旧客户端只认得这个名字', 'It asks: forty names "a page" #5');

/** Teams that services may belong to. */
export const teams = {
  ledger: { codeOwner: '@example-erp/ledger', channel: '#erp-ledger' },
  stock: { codeOwner: '@example-erp/stock', channel: '#erp-stock' },
} as const;

/** What lies beside the service files, by its path from there. */
const beside: Readonly<Record<string, Buffer>> = {
  './pages/terms.html': Buffer.from('<p>条款 & terms</p>\n'),
  './pages/deep/er/empty': Buffer.from(''),
  './marks/logo.png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 255, 254]),
  './marks/no-newline.yaml': Buffer.from('a: {{ .Values.b }}\n---\n# $(c) ${d}'),
};

/** Of files that services of a company name, which may be broken: all that lies there. */
export function contentsOf(services: readonly ServiceDefinition[]): readonly Content[] {
  const sound = services.filter(({ files }) =>
    Object.values(inside(files)).every((said) => typeof said === 'string' || typeof inside(said)['from'] === 'string'),
  );
  const named = new Set(sound.flatMap((service) => namedContents(service).map(({ file }) => file)));
  return [...named].sort().flatMap((file) => {
    const bytes = beside[file.replace('generators/catalog/services/', './')];
    return bytes === undefined ? [] : [contentIn(file, bytes)];
  });
}

type Tree = Readonly<Record<string, unknown>>;
const inside = (value: unknown): Tree => (typeof value === 'object' && value !== null ? (value as Tree) : {});

function edited(value: unknown, [key, ...rest]: readonly string[], change: (inner: Tree) => Tree): Tree {
  const own = inside(value);
  return key === undefined ? change(own) : { ...own, [key]: edited(own[key], rest, change) };
}

function changing(kind: (typeof adjustableKinds)[number], keys: readonly string[], fields: Tree): Adjustment {
  return adjust(kind, ((drawn: KubernetesObject) => edited(drawn, keys, (own) => ({ ...own, ...fields }))) as never);
}

const template = ['spec', 'template', 'spec'];
const lookups = { dnsConfig: { options: [{ name: 'ndots', value: '1' }] } };

/** Adjustments by name, each with whether it changes anything of a service. */
const adjustments: Readonly<
  Record<string, { readonly changes: readonly Adjustment[]; readonly fits: (own: ServiceDefinition) => boolean }>
> = {
  'fewer-lookups': {
    changes: [
      changing('Deployment', template, lookups),
      changing('StatefulSet', template, lookups),
      changing('Job', template, lookups),
      changing('CronJob', ['spec', 'jobTemplate', ...template], lookups),
    ],
    fits: () => true,
  },
  'a-note': {
    changes: adjustableKinds.map((kind) => changing(kind, ['metadata', 'annotations'], { 'example.com/note': 'yes' })),
    fits: () => true,
  },
  'larger-messages': {
    changes: [changing('KafkaTopic', ['spec', 'config'], { 'max.message.bytes': 4_194_304 })],
    fits: (own) => declaredTopics(own).length > 0,
  },
  'a-share-of-brokers': {
    changes: [changing('KafkaUser', ['spec', 'quotas'], { requestPercentage: 40 })],
    fits: (own) => own.uses.includes('kafka'),
  },
};

/** The code of the adjustments that services of a company use. */
export function adjustmentsOf(services: readonly ServiceDefinition[]): readonly AdjustmentsEntry[] {
  return services.flatMap(({ name, adjust: uses }) => {
    const known = Object.keys(inside(uses)).flatMap((use) =>
      adjustments[use] === undefined ? [] : [[use, adjustments[use].changes] as const],
    );
    if (known.length === 0) return [];
    return [{ file: `generators/adjustments/${name}.ts`, service: name, value: Object.fromEntries(known) }];
  });
}

/** What a service says beyond what is drawn of it, before one knows what it is. */
export const wayOut = fc.record({
  owner: fc.constantFrom(undefined, undefined, 'ledger', 'stock'),
  folder: fc.constantFrom(undefined, undefined, 'purchasing', 'shop-floor'),
  formerly: fc.integer({ min: 0, max: 2 }),
  from: fc.array(fc.constantFrom(...Object.keys(beside)), { maxLength: 2 }),
  adjust: some(fc.constantFrom(...Object.keys(adjustments)), fc.record({ because, in: places }), 2),
  alias: fc.option(fc.record({ because, in: places }), { nil: undefined, freq: 2 }),
  words: fc.option(fc.record({ because, in: places, data: some(fc.constantFrom('a', 'b.c', '_d'), text, 3) }), { nil: undefined, freq: 2 }),
  few: fc.option(fc.record({ because, named: fc.boolean() }), { nil: undefined, freq: 2 }),
});
export type WayOut = typeof wayOut extends fc.Arbitrary<infer T> ? T : never;

/** The same service, with as much of it as fits. */
export function withWayOut(service: ServiceDefinition, wish: WayOut, index: number): ServiceDefinition {
  const { name, main, workers = {}, jobs = {}, volumes = {}, files = {} } = service;
  const rooms = [volumes, ...Object.values({ ...workers, ...jobs }).map((process) => process.volumes ?? {})];
  const uses = Object.entries(wish.adjust).flatMap(([key, use]) =>
    adjustments[key]?.fits(service) === true ? [[key, placed(use)] as const] : [],
  );
  const named = Object.fromEntries(wish.from.map((from, at) => [`/srv/beside/${at}`, { from: from as `./${string}` }]));
  const objects = objectsOf(service, wish);
  const isFew = wish.few !== undefined && (main !== 'none' || Object.keys(workers).length > 0) && withoutScale(service);
  const kind = Object.values(volumes).some((volume) => 'disk' in volume) ? 'StatefulSet' : 'Deployment';
  const exemption: Exemption = {
    rule: 'require-production-replicas',
    ...(wish.few?.named === true && Object.keys(workers).length === 0 && { on: `${kind}/${name}` as const }),
    in: ['production'],
    because: wish.few?.because ?? '',
    owner: '@example-erp/ops',
    until: '2027-03-31',
  };
  return {
    ...service,
    ...(wish.owner !== undefined && { owner: wish.owner }),
    ...(wish.folder !== undefined && { folder: wish.folder }),
    ...(wish.formerly > 0 && { formerly: Array.from({ length: wish.formerly }, (_, at) => `was-${index}-${at}`) }),
    ...(wish.from.length > 0 && !isTaken([files, ...rooms].flatMap(Object.keys)) && { files: { ...files, ...named } }),
    ...(uses.length > 0 && { adjust: Object.fromEntries(uses) }),
    ...(objects.length > 0 && { objects }),
    ...(isFew && {
      exempt: [exemption],
      environments: { ...service.environments, ...few(service, 'staging'), ...few(service, 'production') },
    }),
  };
}

/** As few pods in the rehearsal as where customers are served. */
function few({ environments: own }: ServiceDefinition, environment: string): NonNullable<ServiceDefinition['environments']> {
  return { [environment]: { ...own?.[environment], scale: { pods: 2 } } };
}

function placed<T extends { readonly in: readonly string[] | undefined }>({
  in: own,
  ...rest
}: T): Omit<T, 'in'> & { in?: readonly string[] } {
  return { ...rest, ...(own !== undefined && { in: own }) };
}

/** Whether each of its processes takes the number of pods that the service has in an environment. */
function withoutScale({ workers = {} }: ServiceDefinition): boolean {
  return Object.values(workers).every(({ settings }) => settings?.scale === undefined);
}

function isTaken(paths: readonly string[]): boolean {
  return paths.some((path) => /^\/srv(?:\/|$)/i.test(path));
}

function objectsOf(service: ServiceDefinition, { alias, words }: WayOut): readonly OwnObject[] {
  const port = portsOf(service).find(({ in: companion, protocol }) => companion === undefined && protocol === 'http');
  return [
    ...(alias === undefined || port === undefined
      ? []
      : [
          {
            ...placed(alias),
            object: {
              apiVersion: 'v1',
              kind: 'Service',
              metadata: { name: `${service.name}-zz-alias` },
              spec: { selector: { app: service.name }, ports: [{ name: port.name, port: 80, targetPort: port.name }] },
            },
          } satisfies OwnObject,
        ]),
    ...(words === undefined || Object.keys(words.data).length === 0
      ? []
      : [
          {
            ...(({ data: _, ...rest }) => placed(rest))(words),
            object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `${service.name}-zz-words` }, data: words.data },
          } satisfies OwnObject,
        ]),
  ];
}
