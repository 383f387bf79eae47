import type { Entry } from '../entry.ts';
import { settingsOf } from '../instance.ts';
import { metricsPort } from '../service/defaults.ts';
import type { MountPath, Scale, Volume } from '../service/parts.ts';
import { portsOf } from '../service/ports.ts';
import { bytes } from '../service/quantity.ts';
import { ownSecrets } from '../service/secret.ts';
import type { ServiceDefinition, ServiceSettings } from '../service/service.ts';
import { buildProblems } from './build-problems.ts';
import { unreadable } from './operations-problems.ts';
import { at, type CatalogProblem, cidr, keyAt, label, problem, type Spot, unknownName, unless } from './problem.ts';
import type { SpotOf } from './written.ts';

const variable = /^[A-Z][A-Z0-9_]*$/;
const mountPath = /^(\/[A-Za-z0-9._-]+)+$/;
/** Paths that every container has already. */
const taken = ['/tmp', '/app/config', '/app/secrets', '/app/ca', '/app/kafka'];
/** A ConfigMap holds 1 MiB, its keys included. */
const longestFiles = 900 * 1024;

/** Variables that the platform sets: a file that sets one of them would be overridden, or would override in silence. */
export const reservedVariables =
  /^(APP_NAME|APP_ENV|APP_HOST|APP_PORT(_[A-Z0-9_]+)?|LOG_LEVEL|SHUTDOWN_DRAIN_SECONDS|PROMETHEUS_METRICS_PORT|DATABASE_(URL|MAX_CONNECTIONS|MIN_CONNECTIONS|SESSION_URL|PASSWORD)(_FILE)?|REDIS_(URL|MAX_CONNECTIONS|PASSWORD)(_FILE)?|KAFKA_(BROKERS|PASSWORD|SECURITY_PROTOCOL|SASL_[A-Z_]+|SSL_CA_LOCATION|GROUP_ID|TOPIC_[A-Z0-9_]+)|OTEL_[A-Z_]+|[A-Z0-9_]+_ENDPOINT|[A-Z0-9_]+_FILE)$/;

/** What is wrong with secrets, files, volumes, companions and jobs of a service. */
export function partProblems(entry: Entry<ServiceDefinition>): CatalogProblem[] {
  return [
    ...secretProblems(entry),
    ...pathProblems(entry),
    ...companionProblems(entry),
    ...jobProblems(entry),
    ...Object.keys(entry.value.podVariables ?? {}).flatMap((name) => variableProblems(keyAt(entry, 'podVariables', name), name)),
    ...sourceProblems(entry),
  ];
}

/** A name that is no variable, or that is the platform's. */
export function variableProblems(entry: Spot, name: string): CatalogProblem[] {
  if (!variable.test(name)) return [problem(entry, `The variable "${name}" is not in capitals.`, 'Write it as FEATURE_X.')];
  return unless(
    !reservedVariables.test(name),
    entry,
    `The variable "${name}" is set by the platform.`,
    'Choose another name, or change what it follows from: uses, calls, topics, pools, ports, secrets or the environment.',
  );
}

/** One name cannot say two things. */
function sourceProblems(entry: Entry<ServiceDefinition>): CatalogProblem[] {
  const { podVariables = {}, settings } = entry.value;
  const sources: readonly (readonly [string, readonly string[]])[] = [
    ['settings.config', Object.keys(settings?.config ?? {})],
    ['settings.reaches', Object.keys(settings?.reaches ?? {})],
    ['podVariables', Object.keys(podVariables)],
    ['secrets', Object.keys(ownSecrets(entry.value))],
  ];
  const owners = new Map<string, string>();
  return sources.flatMap(([source, names]) =>
    names.flatMap((name) => {
      const other = owners.get(name);
      owners.set(name, source);
      return other === undefined
        ? []
        : [
            problem(
              keyAt(entry, ...source.split('.'), name),
              `"${name}" stands in ${other} and in ${source}.`,
              'Remove it from one of them.',
            ),
          ];
    }),
  );
}

function secretProblems(entry: Entry<ServiceDefinition>): CatalogProblem[] {
  return Object.entries(entry.value.secrets ?? {}).flatMap(([key, { atLeast, base64Bytes }]) => [
    ...variableProblems(keyAt(entry, 'secrets', key), key),
    ...unless(
      atLeast === undefined || base64Bytes === undefined,
      at(entry, 'secrets', key),
      `The secret "${key}" is to have so many characters, and to be so many bytes in base64.`,
      'Say one of atLeast and base64Bytes.',
    ),
  ]);
}

function pathProblems(entry: Entry<ServiceDefinition>): CatalogProblem[] {
  const { files = {}, volumes = {} } = entry.value;
  const paths = [...Object.keys(files), ...Object.keys(volumes)];
  const scratch = Object.values(volumes).reduce((sum, volume) => sum + ('scratch' in volume ? (bytes(volume.scratch) ?? 0) : 0), 0);
  const limit = bytes(settingsOf(entry.value, '').resources.limits.ephemeralStorage);
  const spotOf = (path: string) => keyAt(entry, path in files ? 'files' : 'volumes', path);
  return [
    ...paths.flatMap((path) => [
      ...unless(mountPath.test(path), spotOf(path), `"${path}" is no path inside a container.`, 'Write it as /var/cache/images.'),
      ...unless(
        !taken.some((other) => path === other || path.startsWith(`${other}/`) || other.startsWith(`${path}/`)),
        spotOf(path),
        `"${path}" is where the platform mounts something.`,
        `Choose a path beside ${taken.join(', ')}.`,
      ),
      ...paths
        .filter((other) => other !== path && other.startsWith(`${path}/`))
        .map((other) => problem(spotOf(other), `"${other}" lies inside of "${path}".`, 'Mount one beside the other.')),
    ]),
    ...Object.entries(volumes).flatMap(([path, volume]) => volumeProblems(at(entry, 'volumes', path), path as MountPath, volume)),
    ...unless(
      Object.values(files).reduce((sum, text) => sum + text.length, 0) < longestFiles,
      entry,
      'The files together are larger than a ConfigMap holds.',
      'Put them into the image, or into an image of their own: volumes with image.',
    ),
    ...unless(
      limit === undefined || scratch === 0 || scratch + 256 * 2 ** 20 <= limit,
      entry,
      `Rooms of ${Math.ceil(scratch / 2 ** 20)}Mi and the 256Mi of /tmp are more than resources.limits.ephemeralStorage.`,
      'Raise that limit: the node stops a pod that writes more.',
    ),
  ];
}

function volumeProblems(entry: Spot, path: MountPath, volume: Volume): CatalogProblem[] {
  if ('image' in volume)
    return [
      ...buildProblems(entry, volume.build, ...(entry.path ?? []), 'build'),
      ...unless(
        label.test(volume.image),
        entry,
        `"${volume.image}" is no name of an image.`,
        'Write its name in the registry of the platform.',
      ),
    ];
  const size = 'disk' in volume ? volume.disk : volume.scratch;
  return unless(bytes(size) !== undefined, entry, `The size "${size}" of ${path} is no quantity of bytes.`, 'Write it as 512Mi or 20Gi.');
}

function companionProblems(entry: Entry<ServiceDefinition>): CatalogProblem[] {
  const { name, main, companions = {}, files = {}, volumes = {} } = entry.value;
  const paths = [...Object.keys(files), ...Object.keys(volumes)];
  const listening = portsOf(entry.value).flatMap((port) => port.in ?? []);
  return [
    ...unless(
      main !== 'none' || (Object.keys(companions).length === 0 && Object.keys(volumes).length === 0),
      entry,
      'The service has companions or volumes, but no process that answers (main: none).',
      'Remove them, or main.',
    ),
    ...listening.flatMap((companion) =>
      unknownName(entry, `A port is in "${companion}", but no companion has that name.`, companion, Object.keys(companions)),
    ),
    ...Object.entries(companions).flatMap(([companion, { image, build, runs, mounts = [] }]) => [
      ...unless(
        label.test(companion) && companion !== name,
        keyAt(entry, 'companions', companion),
        `"${companion}" is no name for a companion.`,
        'Use a DNS label that is not the name of the service.',
      ),
      ...unless(
        label.test(image),
        at(entry, 'companions', companion, 'image'),
        `"${image}" is no name of an image.`,
        'Write its name in the registry of the platform.',
      ),
      ...buildProblems(entry, build, 'companions', companion, 'build'),
      ...unless(
        runs === 'beside' || !listening.includes(companion),
        at(entry, 'companions', companion, 'runs'),
        `A port is in "${companion}", which ends before the service starts.`,
        'Let it run beside.',
      ),
      ...mounts.flatMap((path, index) =>
        unknownName(
          at(entry, 'companions', companion, 'mounts', index),
          `"${companion}" mounts "${path}", which is no file or volume.`,
          path,
          paths,
        ),
      ),
    ]),
  ];
}

function jobProblems(entry: Entry<ServiceDefinition>): CatalogProblem[] {
  const { main, workers = {}, jobs = {} } = entry.value;
  const entries = Object.entries(jobs);
  return [
    ...entries.flatMap(([name, job]) => {
      const reason = 'schedule' in job ? unreadable(job.schedule, job.timeZone) : undefined;
      return reason === undefined
        ? []
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
      entry,
      'All jobs of the service follow a rollout, and nothing is rolled out: Argo CD never sees a difference.',
      'Add a process or a scheduled job.',
    ),
  ];
}

/** What is wrong with how a service stops, scales and reaches out, given all of its settings. */
export function runtimeProblems(spotOf: SpotOf, service: ServiceDefinition, { shutdown, reaches, config, scale }: ServiceSettings) {
  const { preStopSeconds, drainSeconds, graceSeconds } = shutdown;
  return [
    ...unless(
      preStopSeconds + drainSeconds < graceSeconds,
      spotOf('shutdown'),
      `The process is killed after ${graceSeconds} s, before it has drained for ${preStopSeconds} and ${drainSeconds} s.`,
      'Raise shutdown.graceSeconds.',
    ),
    ...Object.keys(config).flatMap((name) => variableProblems({ ...spotOf('config', name), part: 'key' }, name)),
    ...Object.entries(reaches).flatMap(([name, reach]) => [
      ...variableProblems({ ...spotOf('reaches', name), part: 'key' }, name),
      ...hostProblems(spotOf('reaches', name), name, typeof reach === 'string' ? hostOf(reach) : reach.host),
      ...(typeof reach === 'string' ? [] : (reach.cidrs ?? [])).flatMap((range) =>
        unless(cidr.test(range), spotOf('reaches', name), `"${range}" of ${name} is no address range.`, 'Write it as 203.0.113.0/24.'),
      ),
    ]),
    ...(scale === undefined ? [] : scaleProblems(spotOf('scale'), service, scale)),
  ];
}

function hostOf(url: string): string {
  return /^https:\/\/([^/:?#]+)/.exec(url)?.[1] ?? '';
}

function hostProblems(entry: Spot, name: string, host: string): CatalogProblem[] {
  return unless(
    /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(host) && !/(^|\.)(svc|cluster\.local|localhost|internal)$/i.test(host) && host.includes('.'),
    entry,
    `"${host}" of ${name} is no host beyond the cluster.`,
    'Name the host of a third party; services of the platform are called by calls, stores by uses.',
  );
}

function scaleProblems(entry: Spot, { uses, topics = {}, consumes = {}, ports, main }: ServiceDefinition, scale: Scale): CatalogProblem[] {
  if (!('on' in scale)) {
    if (!('single' in scale)) return [];
    return unless(
      scale.single.trim().length >= 10,
      entry,
      'A single writer needs a reason.',
      'Say in scale.single why there may never be two pods.',
    );
  }
  const names = Object.keys({ ...topics, ...consumes });
  return [
    ...unless(
      scale.min === undefined || scale.max === undefined || scale.min <= scale.max,
      entry,
      `scale.min ${scale.min} is above scale.max ${scale.max}.`,
      'Lower min, or raise max.',
    ),
    ...scale.on.flatMap((trigger) => {
      if ('lag' in trigger)
        return uses.includes('kafka')
          ? unknownName(
              entry,
              `The service scales by the lag of "${trigger.topic}", which is none of the topics that it reads.`,
              trigger.topic,
              names,
            )
          : [problem(entry, 'The service scales by lag, but does not use kafka.', "Add 'kafka' to uses.")];
      if ('requestsPerSecond' in trigger)
        return unless(
          portsOf({ ...(ports !== undefined && { ports }), main }).some(({ protocol }) => protocol === 'http'),
          entry,
          'The service scales by HTTP requests, but has no http port.',
          `Scale by cpu, lag or a query; ${metricsPort.name} do not count.`,
        );
      return [];
    }),
  ];
}
