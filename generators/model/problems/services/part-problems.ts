import type { Entry } from '../../entry.ts';
import { furtherStore } from '../../further/further.ts';
import { ownSecrets } from '../../service/secret.ts';
import type { Job, ServiceDefinition, ServiceSettings, Use } from '../../service/service.ts';
import { startsEachMinute, unreadable } from '../operations-problems.ts';
import { at, type CatalogProblem, keyAt, problem, type Spot, unless } from '../problem.ts';
import { reachProblems } from './reach-problems.ts';
import { scaleProblems } from './scale-problems.ts';
import type { SpotOf } from './written.ts';

const variable = /^[A-Z][A-Z0-9_]*$/;
/** Variables that the platform sets: a file that sets one of them would be overridden, or would override in silence. */
export const reservedVariables =
  /^(APP_NAME|APP_ENV|APP_HOST|APP_PORT(_[A-Z0-9_]+)?|LOG_LEVEL|SHUTDOWN_DRAIN_SECONDS|PROMETHEUS_METRICS_PORT|DATABASE_(URL|MAX_CONNECTIONS|MIN_CONNECTIONS|SESSION_URL|PASSWORD)(_FILE)?|REDIS_(URL|MAX_CONNECTIONS|PASSWORD)(_FILE)?|KAFKA_(BROKERS|PASSWORD|SECURITY_PROTOCOL|SASL_[A-Z_]+|SSL_CA_LOCATION|GROUP_ID|TOPIC_[A-Z0-9_]+)|OTEL_[A-Z_]+|KUBERNETES_[A-Z0-9_]+|[A-Z0-9_]+_TLS_CA_FILE)$/;
/** What a secret is called: a path of one that is none of `secrets` is a slip, and says where to look for it. */
const secretPath = /(?:PASSWORD|PASSWD|PWD|PASS|SECRET|TOKEN|KEY|CREDENTIALS?|DSN)_FILE$/;

/** What is wrong with secrets, jobs and variables of a service. */
export function partProblems(entry: Entry<ServiceDefinition>): CatalogProblem[] {
  return [...secretProblems(entry), ...jobProblems(entry), ...factProblems(entry)];
}

/** What of a service says which names are given to it. */
type Given = Pick<ServiceDefinition, 'uses' | 'secrets'>;

/**
 * A name that is no variable, or that is the platform's. Addresses of services are looked at where all services are known
 * (`named-services.ts`).
 * @param service of stores that somebody else runs, those that it uses have names, too, and so have the paths of its secrets
 */
export function variableProblems(entry: Spot, name: string, service: Given): CatalogProblem[] {
  if (!variable.test(name)) return [problem(entry, `The variable "${name}" is not in capitals.`, 'Write it as FEATURE_X.')];
  if (isSecretPath(name, service)) {
    const key = name.slice(0, -'_FILE'.length);
    return [
      problem(
        entry,
        `The variable "${name}" has a name that is kept for paths of secrets: each comes as a file, and its path in a variable that ends in _FILE.`,
        `Of a secret, write "${key}" into secrets: its path comes in ${name}. Of any other file, choose a name such as ${key}_PATH.`,
      ),
    ];
  }
  if (!reservedVariables.test(name)) return givenByStore(entry, name, service.uses);
  const fix = 'Choose another name, or change what it follows from: uses, calls, topics, pools, ports, secrets or the environment.';
  return [problem(entry, `The variable "${name}" is set by the platform.`, fix)];
}

/** Whether a name is that of the path of a secret, or would be taken for one; other files may be named so: `LOG_FILE`. */
function isSecretPath(name: string, service: Given): boolean {
  if (!name.endsWith('_FILE')) return false;
  const keys = [
    ...Object.keys(ownSecrets(service)),
    ...service.uses.flatMap((use) => {
      const { secrets = {}, keys: fetched = [] } = furtherStore(use) ?? {};
      return [...Object.keys(secrets), ...fetched];
    }),
  ];
  return secretPath.test(name) || /^(?:DATABASE|REDIS)_(?:URL|SESSION_URL)_FILE$/.test(name) || keys.some((key) => name === `${key}_FILE`);
}

/** A name that a store of somebody else gives to whoever uses it: that of the file would win, and the store would not be found. */
function givenByStore(entry: Spot, name: string, uses: readonly Use[]): CatalogProblem[] {
  const giver = uses.find((use) => {
    const { variables = {}, secrets = {}, keys = [] } = furtherStore(use) ?? {};
    return [...Object.keys(variables), ...Object.keys(secrets), ...keys].includes(name);
  });
  if (giver === undefined) return [];
  return [
    problem(
      entry,
      `The variable "${name}" is set by "${giver}" in uses.`,
      'Choose another name; where that store is, and what it takes, the file of each environment says (docs/stores.md).',
    ),
  ];
}

/**
 * One name cannot say two things, in any environment and process: what counts last would win, and nobody is told.
 * @param settings those of one process in one environment
 */
function sourceProblems(spotOf: SpotOf, entry: ServiceDefinition, { config, reaches }: ServiceSettings): CatalogProblem[] {
  const own = new Map<string, string>([
    ...Object.keys(entry.podVariables ?? {}).map((name) => [name, 'podVariables'] as const),
    ...Object.keys(ownSecrets(entry)).map((name) => [name, 'secrets'] as const),
  ]);
  const said = (source: 'config' | 'reaches', names: readonly string[], others: ReadonlyMap<string, string>) =>
    names.flatMap((name) => {
      const other = others.get(name);
      const message = `"${name}" stands in ${other} and in ${source}.`;
      return other === undefined ? [] : [problem({ ...spotOf(source, name), part: 'key' }, message, 'Remove it from one of them.')];
    });
  const reached = Object.keys(reaches);
  return [
    ...said('reaches', reached, own),
    ...said('config', Object.keys(config), new Map([...reached.map((name) => [name, 'reaches'] as const), ...own])),
  ];
}

/** A variable of the pod that a secret has, too. */
function factProblems(entry: Entry<ServiceDefinition>): CatalogProblem[] {
  const secrets = ownSecrets(entry.value);
  return Object.keys(entry.value.podVariables ?? {}).flatMap((name) => [
    ...variableProblems(keyAt(entry, 'podVariables', name), name, entry.value),
    ...unless(
      secrets[name] === undefined,
      keyAt(entry, 'podVariables', name),
      `"${name}" stands in secrets and in podVariables.`,
      'Remove it from one of them.',
    ),
  ]);
}

function secretProblems(entry: Entry<ServiceDefinition>): CatalogProblem[] {
  return Object.entries(entry.value.secrets ?? {}).flatMap(([key, { atLeast, base64Bytes }]) => [
    ...variableProblems(keyAt(entry, 'secrets', key), key, entry.value),
    ...unless(
      atLeast === undefined || base64Bytes === undefined,
      at(entry, 'secrets', key),
      `The secret "${key}" is to have so many characters, and to be so many bytes in base64.`,
      'Say one of atLeast and base64Bytes.',
    ),
  ]);
}

function jobProblems(entry: Entry<ServiceDefinition>): CatalogProblem[] {
  const { main, workers = {}, jobs = {} } = entry.value;
  const entries = Object.entries(jobs);
  return [
    ...entries.flatMap(([name, job]) => {
      const reason = 'schedule' in job ? unreadable(job.schedule, job.timeZone) : undefined;
      return reason === undefined
        ? hurried(entry, name, job)
        : [
            problem(
              at(entry, 'jobs', name, 'schedule'),
              `The schedule of the job "${name}" cannot be read: ${reason}`,
              'Write five fields and a time zone such as Asia/Shanghai.',
            ),
          ];
    }),
    ...unless(
      main !== 'none' || Object.keys(workers).length > 0 || entries.length === 0 || entries.some(([, job]) => 'schedule' in job),
      keyAt(entry, 'jobs'),
      'All jobs of the service follow a rollout, and nothing is rolled out: Argo CD never sees a difference.',
      'Add a process or a scheduled job.',
    ),
  ];
}

/** Runs of one minute after the other may take a little longer; what takes more was meant for another schedule. */
export const longestEachMinute = 20;

/** A run that is started each minute, and may last for many of them (the rule `require-firing-schedule`). */
function hurried(entry: Spot, name: string, job: Job): CatalogProblem[] {
  return unless(
    !('schedule' in job) || job.minutes <= longestEachMinute || !startsEachMinute(job.schedule, job.timeZone),
    at(entry, 'jobs', name, 'minutes'),
    `The job "${name}" starts one minute after the other, and may run for ${job.minutes}.`,
    `Write at most ${longestEachMinute} minutes, or a schedule with more between two runs, such as */5 * * * *.`,
  );
}

/** Variables by which the loader of Linux, a shell or an interpreter runs code before that of the program. */
export const loaders: ReadonlySet<string> = new Set(['LD_PRELOAD', 'LD_AUDIT', 'BASH_ENV', 'PYTHONSTARTUP', 'PERL5OPT', 'RUBYOPT']);
const allocators = /^\/(?:usr\/(?:local\/)?)?lib(?:64)?\/(?:[\w.-]+\/)*lib(?:jemalloc|tcmalloc\w*|mimalloc)[\w.-]*\.so[\d.]*$/;

/** Code that would run in place of that of the signed image (the rule `limit-container-command`). */
export function loaderProblems(spot: Spot, name: string, value: string): CatalogProblem[] {
  const files = value.split(/[\s:]+/).filter((file) => file !== '');
  return unless(
    !loaders.has(name) || files.every((file) => allocators.test(file)),
    spot,
    `The variable "${name}" loads "${value}" into every program before its own code.`,
    'Put into the image what it is to run; only an allocator such as /usr/lib/libjemalloc.so.2 may be loaded so.',
  );
}

/** Variables by which libraries of TLS are told whom to trust: OpenSSL, Node.js, Requests, curl, Git, the AWS CLI, Deno (from memory). */
export const trusting: ReadonlySet<string> = new Set([
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'],
  ...['GIT_SSL_CAINFO', 'AWS_CA_BUNDLE', 'DENO_CERT'],
]);
/** Where an image has certificates, and the platform those of its stores. */
const trusted = /^(?:\/etc\/(?:ssl|pki)|\/usr\/(?:local\/)?share\/ca-certificates|\/app\/(?:[a-z]+-)?ca)(?:\/|$)/;

/** Somebody whom a program is told to trust, by a file that whoever gets into the pod may write. */
function trustProblems(spot: Spot, name: string, value: string, { files = {} }: ServiceDefinition): CatalogProblem[] {
  return unless(
    !trusting.has(name) || Object.hasOwn(files, value) || (trusted.test(value) && !value.split('/').includes('..')),
    spot,
    `The variable "${name}" makes the program trust "${value}", which is neither of the image nor of the platform.`,
    'Name a path below /etc/ssl, /etc/pki or /app/ca, or one of files.',
  );
}

/** What is wrong with how a service stops, scales and reaches out, given all of its settings. */
export function runtimeProblems(spotOf: SpotOf, service: ServiceDefinition, settings: ServiceSettings): CatalogProblem[] {
  const { shutdown, reaches, config, scale } = settings;
  const { preStopSeconds, drainSeconds, graceSeconds } = shutdown;
  return [
    ...unless(
      preStopSeconds > 0,
      spotOf('shutdown', 'preStopSeconds'),
      'The process stops at once, while the endpoints still send it requests: shutdown.preStopSeconds is 0.',
      'Give the endpoints some seconds to forget the pod: 10 unless you know better.',
    ),
    ...unless(
      preStopSeconds + drainSeconds < graceSeconds,
      spotOf('shutdown'),
      `The process is killed after ${graceSeconds} s, before it has drained for ${preStopSeconds} and ${drainSeconds} s.`,
      'Raise shutdown.graceSeconds.',
    ),
    ...Object.entries(config).flatMap(([name, value]) => [
      ...variableProblems({ ...spotOf('config', name), part: 'key' }, name, service),
      ...loaderProblems(spotOf('config', name), name, value),
      ...trustProblems(spotOf('config', name), name, value, service),
    ]),
    ...Object.entries(reaches).flatMap(([name, reach]) => [
      ...variableProblems({ ...spotOf('reaches', name), part: 'key' }, name, service),
      ...reachProblems(spotOf('reaches', name), name, reach),
    ]),
    ...sourceProblems(spotOf, service, settings),
    ...(scale === undefined ? [] : scaleProblems(spotOf('scale'), service, scale)),
  ];
}
