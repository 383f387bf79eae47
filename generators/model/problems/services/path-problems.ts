import type { Entry } from '../../entry.ts';
import { callTo, parseCall } from '../../service/calls.ts';
import type { MountPath, Saved, Volume } from '../../service/parts.ts';
import { type Mounting, scratchOf, slug, temporaryRoom, volumeName } from '../../service/paths.ts';
import { portsOf } from '../../service/ports.ts';
import { bytes } from '../../service/quantity.ts';
import type { ServiceDefinition, ServiceSettings } from '../../service/service.ts';
import { buildProblems } from '../build-problems.ts';
import { at, type CatalogProblem, keyAt, label, problem, type Spot, unknownName, unless } from '../problem.ts';
import type { SpotOf } from './written.ts';

const mountPath = /^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._-]+)+$/;
/** Paths that containers have already. */
export const taken = ['/tmp', '/app/config', '/app/secrets', '/app/ca', '/app/kafka', '/app/session'];
/** Paths that the container runtime gives to every container (Kubernetes 1.35: the kubelet's mounts; OCI runtime specification 1.2: Linux). */
export const ofRuntime = [
  ...['/proc', '/sys', '/etc/hosts', '/etc/hostname', '/etc/resolv.conf', '/dev/termination-log', '/dev/pts', '/dev/mqueue'],
  ...['/var/run/secrets/kubernetes.io', '/run/secrets/kubernetes.io'],
];
/** Folders of the image without which no program of it runs, or whom to trust is not known: one file may be put in, no volume over them. */
export const ofImage = [
  ...['/bin', '/boot', '/dev', '/etc', '/etc/ssl', '/etc/pki', '/lib', '/lib64', '/sbin'],
  ...['/usr', '/usr/bin', '/usr/lib', '/usr/local', '/usr/sbin'],
];
/** What the loader of Linux and shells read before a program runs, and where programs and libraries lie. */
const ofLoader = /^\/etc\/(?:ld\.so|ld-musl|profile|bash|environment$|skel\/)|^\/(?:usr\/(?:local\/)?)?(?:s?bin|lib(?:64|exec)?)\//;
/** A name of a volume is a DNS label. */
const longestVolume = 63;
const mebibyte = 2 ** 20;

/** Everything of a service that mounts volumes, with where its file says which: the process that answers, workers and jobs. */
export function mountings({ volumes = {}, workers = {}, jobs = {} }: ServiceDefinition): readonly {
  readonly place: readonly string[];
  readonly volumes: Readonly<Record<MountPath, Volume>>;
}[] {
  const others = Object.entries({ workers, jobs }).flatMap(([field, processes]) =>
    Object.entries<Mounting>(processes).map(([name, own]) => ({ place: [field, name, 'volumes'], volumes: own.volumes ?? {} })),
  );
  return [{ place: ['volumes'], volumes }, ...others];
}

/** What is wrong with the files of a service, and with the volumes of all that runs of it. */
export function pathProblems(entry: Entry<ServiceDefinition>): CatalogProblem[] {
  const { files = {} } = entry.value;
  const said = Object.keys(files).map((path) => ({ path, spot: keyAt(entry, 'files', path) }));
  return [
    ...Object.keys(files).flatMap((path) =>
      unless(
        !ofLoader.test(path),
        keyAt(entry, 'files', path),
        `A file at "${path}" runs, or loads, other code than that of the signed image.`,
        'Put into the image what it is to run.',
      ),
    ),
    ...placedProblems(said, []),
    ...sameName(Object.keys(files), slug, (path) => keyAt(entry, 'files', path), 'file'),
    ...mountings(entry.value).flatMap(({ place, volumes }) => mountedProblems(entry, said, place, volumes)),
  ];
}

interface Said {
  readonly path: string;
  readonly spot: Spot;
}

/**
 * Paths that cannot be, or not beside others of the same container.
 * @param beside those that are looked at by themselves
 */
function placedProblems(own: readonly Said[], beside: readonly Said[]): CatalogProblem[] {
  const all = [...beside, ...own];
  return all.flatMap(({ path, spot }, index) => [
    ...(index < beside.length ? [] : onePath(path, spot)),
    ...unless(
      index < beside.length || !all.slice(0, index).some((other) => other.path === path),
      spot,
      `"${path}" is the path of a file and of a volume.`,
      'Change one of them.',
    ),
    ...all
      .filter((other, at) => other.path.startsWith(`${path}/`) && (at >= beside.length || index >= beside.length))
      .map((other) => problem(other.spot, `"${other.path}" lies inside of "${path}".`, 'Mount one beside the other.')),
  ]);
}

/** What is wrong with the volumes of one process, beside the files, which all have. */
function mountedProblems(
  entry: Entry<ServiceDefinition>,
  files: readonly Said[],
  place: readonly string[],
  volumes: Readonly<Record<MountPath, Volume>>,
): CatalogProblem[] {
  const own = Object.keys(volumes).map((path) => ({ path, spot: keyAt(entry, ...place, path) }));
  return [
    ...placedProblems(own, files),
    ...sameName(Object.keys(volumes), volumeName, (path) => keyAt(entry, ...place, path), 'volume'),
    ...own.flatMap(({ path, spot }) =>
      unless(
        !ofImage.includes(path),
        spot,
        `A volume at "${path}" hides all that the image has there, and without it no program of it runs.`,
        'Mount it at a folder of its own, such as /var/lib/name.',
      ),
    ),
    ...Object.entries(volumes).flatMap(([path, volume]) => volumeProblems(at(entry, ...place, path), path as MountPath, volume)),
    ...Object.entries(volumes).flatMap(([path, volume]) => (place.length > 1 ? strayDisk(at(entry, ...place, path), place, volume) : [])),
    ...Object.entries(volumes).flatMap(([path, volume]) =>
      'disk' in volume && place.length === 1 ? savedProblems(at(entry, ...place, path, 'saved'), path, volume.saved, entry.value) : [],
    ),
  ];
}

function onePath(path: string, spot: Spot): CatalogProblem[] {
  if (!mountPath.test(path)) return [problem(spot, `"${path}" is no path inside a container.`, 'Write it as /var/cache/images.')];
  const name = volumeName(path as MountPath);
  return [
    ...unless(
      name !== '' && name.length <= longestVolume,
      spot,
      `"${path}" has ${name === '' ? 'neither letter nor digit' : `more than ${longestVolume} characters`}, and gives a volume its name.`,
      'Choose another path.',
    ),
    ...unless(
      !taken.some((other) => path === other || path.startsWith(`${other}/`) || other.startsWith(`${path}/`)),
      spot,
      `"${path}" is where the platform mounts something.`,
      `Choose a path beside ${taken.join(', ')}.`,
    ),
    ...unless(
      !ofRuntime.some((other) => path === other || path.startsWith(`${other}/`)),
      spot,
      `"${path}" is a path that Kubernetes fills itself: the process would find no names, no kernel or no account of its own.`,
      'Choose another path, and tell the program by an argument or a variable.',
    ),
  ];
}

/** Names have fewer characters than paths: `/a.b` and `/a-b` would be one. */
function sameName(
  paths: readonly string[],
  nameOf: (path: MountPath) => string,
  spotOf: (path: string) => Spot,
  what: string,
): CatalogProblem[] {
  const first = new Map<string, string>();
  return paths.flatMap((path) => {
    const name = nameOf(path as MountPath);
    const other = first.get(name);
    first.set(name, other ?? path);
    return other === undefined || name === ''
      ? []
      : [
          problem(
            spotOf(path),
            `"${other}" and "${path}" would be one ${what} "${name}".`,
            'Let them differ by more than capitals, dots and hyphens.',
          ),
        ];
  });
}

/** A disk of a process that has none. */
function strayDisk(spot: Spot, [field, name]: readonly string[], volume: Volume): CatalogProblem[] {
  return unless(
    !('disk' in volume),
    spot,
    `The ${field === 'jobs' ? 'job' : 'worker'} "${name}" has a disk, and a disk belongs to the process that answers.`,
    'Make it a service of its own, which says how its data is saved; or write { scratch } where the loss of it does no harm.',
  );
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
  return unless(
    (bytes(size) ?? 0) > 0,
    at(entry, ...(entry.path ?? []), 'disk' in volume ? 'disk' : 'scratch'),
    `The size "${size}" of ${path} is no quantity of bytes.`,
    'Write it as 512Mi or 20Gi.',
  );
}

/** A disk of which nobody can tell how its data comes back. */
function savedProblems(spot: Spot, path: string, saved: Saved, service: ServiceDefinition): CatalogProblem[] {
  if ('job' in saved) {
    const { jobs = {} } = service;
    const scheduled = Object.entries(jobs).flatMap(([name, job]) => ('schedule' in job ? [name] : []));
    if (scheduled.includes(saved.job)) return unreached(spot, path, saved.job, service);
    const message = `The disk at ${path} is saved by the job "${saved.job}", which is no scheduled job of the service.`;
    return scheduled.length > 0
      ? unknownName(spot, message, saved.job, scheduled)
      : [problem(spot, message, 'Add it to jobs with a schedule, or say { outside } or { none: why }.')];
  }
  const text = 'outside' in saved ? saved.outside : saved.none;
  return unless(
    text.trim().length >= 10,
    spot,
    `The disk at ${path} does not say ${'outside' in saved ? 'what saves it' : 'why its loss does no harm'}.`,
    'Write it in a sentence.',
  );
}

/** A job mounts no disk: what is on it the process tells that has it, where the service calls itself. */
function unreached(spot: Spot, path: string, job: string, service: ServiceDefinition): CatalogProblem[] {
  const { name, calls = [] } = service;
  const [port] = portsOf(service);
  const call = `'${callTo(name, undefined, port?.name)}'`;
  return unless(
    calls.map(parseCall).some((called) => called.service === name && called.worker === undefined),
    spot,
    `The job "${job}" saves the disk at ${path}, and has no way to it: no job mounts one, and the service does not call itself.`,
    port === undefined
      ? 'Give the process a port at which it tells what is on the disk, and write it into calls; or say { outside } or { none: why }.'
      : `Add ${call} to calls, by which the job asks the process for it; or say { outside } or { none: why }.`,
  );
}

/**
 * Rooms that together are larger than what the node lets the pod write.
 * @param place where the file says the volumes of the process
 */
export function roomProblems(
  spotOf: SpotOf,
  place: readonly string[],
  process: Mounting,
  { resources }: ServiceSettings,
): CatalogProblem[] {
  const rooms = scratchOf(process);
  const limit = bytes(resources.limits.ephemeralStorage);
  const said = spotOf('resources', 'limits', 'ephemeralStorage');
  return unless(
    limit === undefined || rooms === 0 || rooms + temporaryRoom <= limit,
    said.path?.length === 0 ? keyAt(said, ...place) : said,
    `Rooms of ${Math.ceil(rooms / mebibyte)}Mi and the 256Mi of /tmp are more than resources.limits.ephemeralStorage ${resources.limits.ephemeralStorage}.`,
    'Raise that limit: the node stops a pod that writes more.',
  );
}
