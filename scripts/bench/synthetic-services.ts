import type { Adjustments } from '../../generators/model/adjustment.ts';
import type { KubernetesObject } from '../../generators/model/object.ts';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';

/** Of the exemptions: within the two years for which one may last, whenever it is measured. */
const lastDay = `${new Date().getUTCFullYear() + 1}-12-31`;

/**
 * Services of the shapes that companies have, in turn: one as the manual draws it, a web front, a server of gRPC, a consumer, a suite
 * with workers and jobs, one that keeps a disk. Together they use all of the model. The same number gives the same services.
 * @param databases how many of the first kind have a database: one cluster has memory for the connections of so many
 */
export function syntheticServices(count: number, databases: number): readonly ServiceDefinition[] {
  return Array.from({ length: count }, (_, index) => {
    const shape = shapes[index % shapes.length] ?? house;
    return shape(index, count, databases);
  });
}

/** What services of the second kind take in: a page and an icon, each of them beside all of them. */
const closedPage = './shared/closed.html';
const icon = './shared/icon.bin';

/** What those files hold, by their path from the folder of the services. */
export const syntheticContents: Readonly<Record<string, Buffer>> = {
  [closedPage.slice(2)]: Buffer.from('<p>Closed</p>\n'),
  [icon.slice(2)]: Buffer.from([0, 255, 1, 254]),
};

const fewerLookups = 'fewer-lookups';

/** Of the services that have one: what it does, and the same as the text of its file, which imports nothing, since no generators lie beside it. */
export const syntheticAdjustments: Adjustments = { [fewerLookups]: [{ kind: 'Deployment', change: withFewerLookups }] };
export const adjustmentText = `export default { '${fewerLookups}': [{ kind: 'Deployment', change: ${String(withFewerLookups)} }] };\n`;

function withFewerLookups(drawn: KubernetesObject): KubernetesObject {
  const { spec } = drawn as unknown as { readonly spec: { readonly template: { readonly spec: object } } };
  const template = { ...spec.template, spec: { ...spec.template.spec, dnsConfig: { options: [{ name: 'ndots', value: '2' }] } } };
  return { ...drawn, spec: { ...spec, template } } as KubernetesObject;
}

type Shape = (index: number, count: number, databases: number) => ServiceDefinition;

const build = (digit: string) => ({ version: '1.0.0', digest: `sha256:${digit.repeat(64)}` }) as const;

const house: Shape = (index, count, databases) => {
  const name = nameOf(index);
  const words = name.replaceAll('-', '_');
  const hasDatabase = index / shapes.length < databases;
  return {
    ...named(index),
    route: `/${name}`,
    ...(hasDatabase && { database: { name: `${words}_db`, user: `${words}_user` } }),
    uses: [...(hasDatabase ? (['postgres'] as const) : []), 'redis', 'kafka', 'tracing'],
    calls: callees(index, [houseAfter(index, count), index + 2 < count ? index + 2 : undefined]),
    topics: {
      CREATED: { name: `${name}.created`, deadLetter: true },
      CHANGED: { name: `${name}.changed`, partitions: 12, retentionHours: 48 },
    },
    settings: { config: { FEATURES: 'orders,prices' }, maxReplicas: 12 },
  };
};

const web: Shape = (index, count) => ({
  ...named(index),
  route: { path: `/${nameOf(index)}`, prefix: 'keep' },
  ports: { http: { number: 8080, protocol: 'http' }, images: { number: 8081, protocol: 'http', in: 'image-proxy' } },
  uses: ['redis', 'tracing'],
  calls: callees(index, [houseAfter(index, count)]),
  secrets: { SESSION_KEY: { base64Bytes: 32 }, PAYMENT_TOKEN: { atLeast: 20 } },
  files: {
    '/app/web/robots.txt': 'User-agent: *\nDisallow: /cart\n',
    '/app/web/closed.html': { from: closedPage },
    '/app/web/icon.bin': { from: icon },
  },
  volumes: { '/app/static': { image: `${nameOf(index)}-static`, build: build('a') }, '/var/cache/images': { scratch: '512Mi' } },
  companions: {
    'image-proxy': {
      image: 'image-proxy',
      build: build('b'),
      runs: 'beside',
      mounts: ['/var/cache/images'],
      resources: {
        requests: { cpu: '50m', memory: '64Mi', ephemeralStorage: '64Mi' },
        limits: { cpu: '500m', memory: '256Mi', ephemeralStorage: '600Mi' },
      },
    },
  },
  podVariables: { POD_NAME: 'name', POD_ZONE: 'zone' },
  objects: [
    {
      because: 'Old clients know it by this name',
      object: {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: `${nameOf(index)}-old` },
        spec: { selector: { app: nameOf(index) }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
      },
    },
  ],
  settings: {
    reaches: {
      PAYMENT_API: 'https://api.payments.example',
      SMTP_HOST: { host: 'smtp.mail.example', port: 587, cidrs: ['203.0.113.0/24'] },
    },
    shutdown: { preStopSeconds: 14 },
  },
  environments: { dev: { reaches: { PAYMENT_API: 'https://sandbox.payments.example' } } },
});

const grpc: Shape = (index) => ({
  ...named(index),
  ports: { grpc: { number: 7070, protocol: 'grpc' } },
  uses: ['redis', 'tracing'],
  secrets: {},
  adjust: { [fewerLookups]: { because: 'It looks up names of other networks, each in all domains of the cluster' } },
  exempt: [
    {
      rule: 'require-production-replicas',
      in: ['production'],
      because: 'Its licence counts pods, and two are bought',
      owner: '@example-erp/ops',
      until: lastDay,
    },
  ],
  settings: { scale: { pods: 2 } },
});

const consumer: Shape = (index) => ({
  ...named(index),
  ports: {},
  uses: ['kafka', 'tracing'],
  calls: callees(index, [index - 1]),
  consumes: { CREATED: `${nameOf(index - 3)}.created` },
  settings: { scale: { on: [{ lag: 500, topic: 'CREATED' }], max: 8 } },
});

const suite: Shape = (index) => ({
  ...named(index),
  owner: 'suites',
  route: [
    { path: `/${nameOf(index)}`, prefix: 'strip' },
    { path: `/${nameOf(index)}/events`, worker: 'events', streams: true },
  ],
  ports: { http: { number: 8000, protocol: 'http' } },
  uses: ['redis', 'tracing'],
  calls: [...callees(index, [index - 4]), `${nameOf(index)}.events:http`],
  secrets: { ENCRYPTION_KEY: { base64Bytes: 32 } },
  workers: {
    default: { args: ['worker', '--queue', 'default'], settings: { maxReplicas: 8 } },
    events: { args: ['events'], ports: { http: { number: 9000, protocol: 'http' } } },
    scheduler: { args: ['schedule'], settings: { scale: { single: 'Two schedulers would run each job twice.' } } },
  },
  jobs: {
    migrate: { at: 'before-rollout', args: ['migrate'], minutes: 15 },
    'close-day': { schedule: '30 1 * * *', timeZone: 'Asia/Shanghai', args: ['close-day'], minutes: 120, retries: 2 },
  },
});

const stateful: Shape = (index) => ({
  ...named(index),
  formerly: [`spooler-${index + 1}`],
  ports: { http: { number: 8000, protocol: 'http' }, lpd: { number: 5150, protocol: 'tcp' } },
  uses: ['tracing'],
  secrets: {},
  volumes: { '/var/spool/print': { disk: '20Gi', saved: { none: 'What waits there is sent again' } } },
  identity: { leaderElection: true },
  settings: { scale: { single: 'One writer on one spool directory.' } },
});

const shapes: readonly Shape[] = [house, web, grpc, consumer, suite, stateful];

function named(index: number): Pick<ServiceDefinition, 'name' | 'title'> {
  return { name: nameOf(index), title: { en: `Synthetic service ${index + 1}`, zh: `合成服务 ${index + 1}` } };
}

/** The next service that is drawn as the manual's, the first again after the last. */
function houseAfter(index: number, count: number): number {
  const houses = Math.ceil(count / shapes.length);
  return ((Math.floor(index / shapes.length) + 1) % houses) * shapes.length;
}

function callees(caller: number, wanted: readonly (number | undefined)[]): readonly string[] {
  return [...new Set(wanted)].flatMap((index) => (index === undefined || index === caller ? [] : nameOf(index)));
}

function nameOf(index: number): string {
  return `service-${String(index + 1).padStart(4, '0')}`;
}
