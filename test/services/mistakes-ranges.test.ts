import { describe, expect, it } from 'vitest';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';
import { credentialProblems } from '../../scripts/catalog/judged/credentials.ts';
import { catalog, environment, service } from '../support/catalog.ts';
import { build, companion, type Mistake, mistakesWith } from './mistakes.ts';

describe('a number that is right nowhere', () => {
  it.each<Mistake>([
    [
      'a probe that waits for ever',
      { settings: { probes: { startup: { timeoutSeconds: 31 } } } },
      ['settings', 'probes', 'startup', 'timeoutSeconds'],
      'probes.startup.timeoutSeconds is 31, above 30: a process that hangs is asked once in as many seconds.',
      'Write at most 30.',
    ],
    [
      'a probe of a worker that is asked twice an hour',
      { workers: { mail: { args: ['m'], settings: { probes: { liveness: { periodSeconds: 1800 } } } } } },
      ['workers', 'mail', 'settings', 'probes', 'liveness', 'periodSeconds'],
      'probes.liveness.periodSeconds is 1800, above 600: a process that hangs is seen after as long.',
      'Write at most 600.',
    ],
    [
      'a pod that nobody asks whether it can answer',
      { environments: { dev: { probes: { readiness: { periodSeconds: 301, failureThreshold: 1 }, liveness: { periodSeconds: 600 } } } } },
      ['environments', 'dev', 'probes', 'readiness', 'periodSeconds'],
      'probes.readiness.periodSeconds is 301, above 300: a pod that cannot answer gets requests for as long.',
      'Write at most 300.',
    ],
    [
      'a rollout that waits a day for each pod',
      { settings: { probes: { readiness: { initialDelaySeconds: 86_400 } } } },
      ['settings', 'probes', 'readiness', 'initialDelaySeconds'],
      'probes.readiness.initialDelaySeconds is 86400, above 3600: no pod of a rollout is ready before.',
      'Write at most 3600.',
    ],
    [
      'a page that no edge can hide',
      { settings: { probes: { liveness: { path: '/a page' } } } },
      ['settings', 'probes', 'liveness', 'path'],
      'probes.liveness.path "/a page" is no path of a page.',
      'Write it as /health/live or /up?deep=1, in characters that need no encoding.',
    ],
    [
      'half a day to end',
      { settings: { shutdown: { graceSeconds: 43_200 } } },
      ['settings', 'shutdown', 'graceSeconds'],
      'shutdown.graceSeconds is 43200, above 7200: a pod that hangs keeps its node, and every drain and rollout waits for it.',
      'Write at most 7200; work that takes longer belongs to a job, or is taken up again after a restart.',
    ],
    [
      'a body that fills the proxy',
      { settings: { maxBodySize: '9Gi' } },
      ['settings', 'maxBodySize'],
      'maxBodySize is 9Gi: below 1Ki every request with a body is refused, and above 8Gi one of them fills the memory of the proxy.',
      'Write an amount from 1Ki to 8Gi; larger files go to a bucket, to which the service gives an address.',
    ],
    [
      'a request that is nothing in a small environment',
      { settings: { resources: { requests: { cpu: '4m' } } } },
      ['settings', 'resources', 'requests', 'cpu'],
      'resources.requests.cpu is 4m, 1m at the size of dev, below 2m: so many of these go on one node that none of them runs.',
      'Write at least 8m.',
    ],
    [
      'a companion that no program is small enough for',
      {
        ports: { http: { number: 8000, protocol: 'http' }, admin: { number: 9000, protocol: 'http', in: 'proxy' } },
        companions: {
          proxy: { ...companion, resources: { ...companion.resources, requests: { ...companion.resources.requests, memory: '8Mi' } } },
        },
      },
      ['companions', 'proxy', 'resources', 'requests', 'memory'],
      'resources.requests.memory is 8Mi, 2Mi at the size of dev, below 4Mi: no program starts in it.',
      'Write at least 16Mi.',
    ],
    [
      'a run that is started while many of it run',
      { jobs: { poll: { schedule: '*/1 * * * *', timeZone: 'UTC', args: ['poll'], minutes: 60 } } },
      ['jobs', 'poll', 'minutes'],
      'The job "poll" starts one minute after the other, and may run for 60.',
      'Write at most 20 minutes, or a schedule with more between two runs, such as */5 * * * *.',
    ],
    [
      'a range of all addresses of the sixth version',
      { settings: { reaches: { X: { host: 'a.example', port: 22, cidrs: ['::/0'] } } } },
      ['settings', 'reaches', 'X'],
      '"::/0" of X is more than any network that somebody means.',
      'Leave cidrs out where the Internet is meant.',
    ],
    [
      'a range with the credentials of the machine',
      { settings: { reaches: { X: { host: 'a.example', port: 80, cidrs: ['169.254.0.0/16'] } } } },
      ['settings', 'reaches', 'X'],
      '"169.254.0.0/16" of X holds the address at which a cloud tells a machine its credentials.',
      'Name a range without it: what a service may do in the cloud its identity.cloudRole says.',
    ],
    [
      'a password in an address',
      { settings: { reaches: { PARTNER: 'https://shop:hunter2@api.partner.example' } } },
      ['settings', 'reaches', 'PARTNER'],
      'The address of PARTNER has a name or a password before its host, which everybody reads.',
      'Write the host alone, and the password into secrets: the program reads it from a file.',
    ],
    [
      'a file in place of one that Kubernetes writes',
      { files: { '/etc/resolv.conf': 'nameserver 9.9.9.9' } },
      ['files', '/etc/resolv.conf'],
      '"/etc/resolv.conf" is a path that Kubernetes fills itself: the process would find no names, no kernel or no account of its own.',
      'Choose another path, and tell the program by an argument or a variable.',
    ],
    [
      'a volume over the programs of the image',
      { volumes: { '/usr/bin': { scratch: '32Mi' } } },
      ['volumes', '/usr/bin'],
      'A volume at "/usr/bin" hides all that the image has there, and without it no program of it runs.',
      'Mount it at a folder of its own, such as /var/lib/name.',
    ],
    [
      'code before that of the image',
      { settings: { config: { LD_PRELOAD: '/usr/lib/libjemalloc.so.2:/tmp/x.so' } } },
      ['settings', 'config', 'LD_PRELOAD'],
      'The variable "LD_PRELOAD" loads "/usr/lib/libjemalloc.so.2:/tmp/x.so" into every program before its own code.',
      'Put into the image what it is to run; only an allocator such as /usr/lib/libjemalloc.so.2 may be loaded so.',
    ],
    [
      'a variable of Kubernetes',
      { podVariables: { KUBERNETES_SERVICE_HOST: 'zone' } },
      ['podVariables', 'KUBERNETES_SERVICE_HOST'],
      'The variable "KUBERNETES_SERVICE_HOST" is set by the platform.',
      'Choose another name, or change what it follows from: uses, calls, topics, pools, ports, secrets or the environment.',
    ],
    ...(
      [
        ['api', 'api.dev.example.com in dev, which is the API of dev'],
        ['grafana', 'grafana.dev.example.com in dev, which is Grafana of dev'],
        ['jaeger', 'jaeger.dev.example.com in dev, which is Jaeger of dev'],
      ] as const
    ).map(
      ([host, where]): Mistake => [
        `the host ${host}`,
        { route: { host, path: '/' } },
        ['route', 'host'],
        `The host "${host}" would be ${where}.`,
        'Choose another first label, or leave host out: then the route is a path of the API.',
      ],
    ),
    [
      'a worker that an exemption of the main process does not reach',
      {
        settings: { scale: { pods: 2 } },
        workers: { mail: { args: ['m'] } },
        exempt: [
          {
            rule: 'require-production-replicas',
            on: 'Deployment/orders',
            because: 'Two licences',
            owner: '@shop/ops',
            until: '2027-03-31',
          },
        ],
      },
      ['settings', 'scale'],
      'scale.pods 2 is fewer than the 3 pods that a service has in production.',
      'Raise it (in environments: { production: ... } where others need fewer), or write scale: { single: why } where there may never be two.',
    ],
  ])('is told with its place and its remedy: %s', (_title, change, path, message, fix) => {
    expect(mistakesWith(change)).toEqual([{ path, message, fix }]);
  });
});

describe('a host of a service', () => {
  it('is not the domain of another environment', () => {
    const [live, trial] = [environment('production', { host: 'api.shop.example' }), environment('dev', { host: 'api.dev.shop.example' })];
    const known = catalog([service('orders', { route: [{ path: '/orders' }, { host: 'dev', path: '/' }] })], [trial, live]);
    expect(problemsIn(known).map(({ path, message }) => ({ path, message }))).toEqual([
      { path: ['route', 1, 'host'], message: 'The host "dev" would be dev.shop.example in production, which is the domain of dev.' },
    ]);
  });
});

describe('a liveness probe that gives up as soon as the readiness probe', () => {
  const soon = 'and gives up after 15 s, no later than that (15 s): when a store is slow, all pods are restarted at once.';
  const byPath =
    'Let probes.liveness ask at a path that depends on the process alone, or raise periodSeconds or failureThreshold of probes.liveness, until their product is above 15.';
  const impatient = { periodSeconds: 5, failureThreshold: 3 };
  const samePage = { probes: { liveness: { path: '/health/ready', ...impatient } } } as const;

  it.each<Mistake>([
    [
      'of one page',
      { settings: samePage },
      ['settings', 'probes', 'liveness'],
      `The liveness probe asks what the readiness probe asks, the port "http" at /health/ready, ${soon}`,
      byPath,
    ],
    [
      'by gRPC, which has no pages',
      {
        route: undefined,
        ports: { grpc: { number: 7070, protocol: 'grpc' } },
        environments: { production: { probes: { liveness: impatient } } },
      },
      ['environments', 'production', 'probes', 'liveness'],
      `The liveness probe asks what the readiness probe asks, the port "grpc" by gRPC, ${soon}`,
      'Raise periodSeconds or failureThreshold of probes.liveness, until their product is above 15.',
    ],
    [
      'because the readiness probe is patient',
      {
        route: undefined,
        ports: { grpc: { number: 7070, protocol: 'grpc' } },
        settings: { probes: { readiness: { failureThreshold: 6 } } },
      },
      ['settings', 'probes', 'readiness'],
      'The liveness probe asks what the readiness probe asks, the port "grpc" by gRPC, and gives up after 30 s, no later than that (30 s): when a store is slow, all pods are restarted at once.',
      'Raise periodSeconds or failureThreshold of probes.liveness, until their product is above 30.',
    ],
    [
      'of a worker that is asked where its metrics are',
      { workers: { mail: { args: ['m'], settings: samePage } } },
      ['workers', 'mail', 'settings', 'probes', 'liveness'],
      `The liveness probe asks what the readiness probe asks, the port "metrics" at /health/ready, ${soon}`,
      byPath,
    ],
    [
      'of a companion, beside a process that is only connected to',
      {
        route: undefined,
        ports: { lpd: { number: 5150, protocol: 'tcp' }, admin: { number: 9000, protocol: 'http', in: 'proxy' } },
        companions: { proxy: companion },
        settings: samePage,
      },
      ['settings', 'probes', 'liveness'],
      `The liveness probe asks what the readiness probe asks, the port "admin" at /health/ready, ${soon}`,
      byPath,
    ],
  ])('is told: %s', (_title, change, path, message, fix) => {
    expect(mistakesWith(change)).toEqual([{ path, message, fix }]);
  });

  it('is none where both only connect', () => {
    expect(mistakesWith({ route: undefined, ports: { lpd: { number: 5150, protocol: 'tcp' } }, settings: samePage })).toEqual([]);
  });
});

describe('what a service has less of where customers are served', () => {
  const environments = [
    environment('staging', { tier: 'rehearsal' }),
    environment('production', { delivery: { from: 'staging', soakHours: 0, freezes: [] } }),
  ];
  const told = (over: Partial<ServiceDefinition>) =>
    problemsIn(catalog([service('orders', over)], environments)).map(({ path, message }) => [path?.join('.'), message]);

  it.each<readonly [string, Partial<ServiceDefinition>, string, string]>([
    [
      'time to end',
      { environments: { staging: { shutdown: { graceSeconds: 90 } } } },
      'environments.staging.shutdown.graceSeconds',
      'The service has 60 s to end in production and 90 s in staging.',
    ],
    [
      'pods',
      { environments: { production: { scale: { pods: 3 } }, staging: { scale: { pods: 4 } } } },
      'environments.production.scale',
      'The service has as many pods as 3 in production and 4 in staging.',
    ],
    [
      'pods of a worker that is single there',
      {
        workers: {
          mail: {
            args: ['m'],
            environments: { production: { scale: { single: 'It numbers what it sends' } }, staging: { scale: { pods: 3 } } },
          },
        },
      },
      'workers.mail.environments.production.scale',
      'The worker "mail" has as many pods as 1 in production and 3 in staging.',
    ],
    [
      'pods at most',
      { environments: { staging: { maxReplicas: 30 } } },
      'environments.staging.maxReplicas',
      'The service has at most 20 in production and 30 in staging.',
    ],
    [
      'pods at least',
      { environments: { production: { scale: { on: [{ cpu: 70 }], min: 3, max: 20 } } } },
      'environments.production.scale',
      'The service has at least 3 in production and 6 in staging.',
    ],
  ])('is told: %s', (_title, over, path, message) => {
    expect(told(over)).toEqual([[path, message]]);
  });

  it('is none where it has more there, or the same in both', () => {
    expect(told({ settings: { scale: { pods: 4 } }, environments: { production: { shutdown: { graceSeconds: 90 } } } })).toEqual([]);
  });
});

describe('a credential in a service file', () => {
  const told = (over: Partial<ServiceDefinition>) => {
    const known = catalog([service('orders', over)], [environment('production')]);
    expect(problemsIn(known)).toEqual([]);
    return credentialProblems(known).map(({ path, message }) => [path?.join('.'), message.split(',')[0]]);
  };

  it.each<readonly [string, Partial<ServiceDefinition>, string, string]>([
    [
      'a password in a variable',
      { environments: { production: { config: { MAIL_PASSWORD: 'correct-horse' } } } },
      'environments.production.config.MAIL_PASSWORD',
      '"MAIL_PASSWORD" holds a literal credential',
    ],
    [
      'a password in the arguments of a worker',
      { workers: { mail: { args: ['mail', '--password=hunter2'] } } },
      'workers.mail.args.1',
      '"workers.mail.args" holds a literal "password"',
    ],
    [
      'a key in a file',
      { files: { '/etc/shop/tls.key': '-----BEGIN PRIVATE KEY-----\nMIIB\n' } },
      'files./etc/shop/tls.key',
      'The file "/etc/shop/tls.key" holds a private key',
    ],
    [
      'a password of a companion',
      {
        ports: { http: { number: 8000, protocol: 'http' }, admin: { number: 9000, protocol: 'http', in: 'proxy' } },
        companions: { proxy: { ...companion, build, config: { PROXY_TOKEN: `glpat-${'a1B2c'.repeat(4)}` } } },
      },
      'companions.proxy.config.PROXY_TOKEN',
      '"PROXY_TOKEN" holds an access token of GitLab',
    ],
  ])('is told: %s', (_title, over, path, message) => {
    expect(told(over)).toEqual([[path, message]]);
  });

  it('is none in names of files, of other variables and of time', () => {
    const config = { TOKEN_TTL: '15m', PASSWORD_HASH: 'argon2', SMTP_PASSWORD_PATH: '/app/secrets/SMTP_PASSWORD' };
    expect(told({ secrets: { SMTP_PASSWORD: {} }, settings: { config } })).toEqual([]);
  });
});
