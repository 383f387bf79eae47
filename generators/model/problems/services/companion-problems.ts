import type { Entry } from '../../entry.ts';
import { portsOf } from '../../service/ports.ts';
import type { ServiceDefinition } from '../../service/service.ts';
import { buildProblems } from '../build-problems.ts';
import { at, type CatalogProblem, keyAt, label, problem, unknownName, unless } from '../problem.ts';
import { loaderProblems } from './part-problems.ts';
import { mountings } from './path-problems.ts';
import { resourceProblems } from './resource-problems.ts';

/** Of images that somebody else wrote: whatever Kubernetes takes that a shell can set. */
const foreignVariable = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/** What is wrong with the companions of a service, and with the images that run and lie beside its own. */
export function companionProblems(entry: Entry<ServiceDefinition>): CatalogProblem[] {
  const { name, main, companions = {}, files = {}, volumes = {} } = entry.value;
  const paths = [...Object.keys(files), ...Object.keys(volumes)];
  const ports = portsOf(entry.value);
  const listening = ports.flatMap((port) => port.in ?? []);
  // A probe asks no port of UDP.
  const asked = ports.flatMap((port) => (port.protocol === 'udp' ? [] : (port.in ?? [])));
  return [
    ...unless(
      main !== 'none' || (Object.keys(companions).length === 0 && Object.keys(volumes).length === 0),
      at(entry, 'main'),
      'The service has companions or volumes, but no process that answers (main: none).',
      'Remove them, or main.',
    ),
    ...ports.flatMap((port) =>
      port.in === undefined
        ? []
        : unknownName(
            at(entry, 'ports', port.name, 'in'),
            `A port is in "${port.in}", but no companion has that name.`,
            port.in,
            Object.keys(companions),
          ),
    ),
    ...Object.entries(companions).flatMap(([companion, { image, build, runs, config = {}, mounts = [], resources }]) => [
      ...resourceProblems((...path) => at(entry, 'companions', companion, ...path), resources),
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
      ...unless(
        runs === 'before' || asked.includes(companion),
        keyAt(entry, 'companions', companion),
        `"${companion}" runs beside, but answers at no port by which one sees that it lives.`,
        `Give it one of http, grpc or tcp: ports: { health: { number: 8090, protocol: 'http', in: '${companion}' } }. Nobody is let in who does not call it.`,
      ),
      ...Object.entries(config).flatMap(([variable, value]) => [
        ...unless(
          foreignVariable.test(variable),
          keyAt(entry, 'companions', companion, 'config', variable),
          `"${variable}" is no name of a variable.`,
          'Use letters, digits, dots, hyphens and underscores, starting with a letter or an underscore.',
        ),
        ...loaderProblems(at(entry, 'companions', companion, 'config', variable), variable, value),
      ]),
      ...mounts.flatMap((path, index) =>
        unknownName(
          at(entry, 'companions', companion, 'mounts', index),
          `"${companion}" mounts "${path}", which is no file or volume.`,
          path,
          paths,
        ),
      ),
    ]),
    ...imageProblems(entry),
  ];
}

/** One name of an image cannot stand for two builds: kustomize sets the tag of all at once. */
function imageProblems(entry: Entry<ServiceDefinition>): CatalogProblem[] {
  const { name, image, companions = {} } = entry.value;
  const own = image ?? name;
  const used = [
    ...Object.entries(companions).map(([key, companion]) => ({ ...companion, spot: at(entry, 'companions', key, 'image') })),
    ...mountings(entry.value).flatMap(({ place, volumes }) =>
      Object.entries(volumes).flatMap(([path, volume]) =>
        'image' in volume ? [{ ...volume, spot: at(entry, ...place, path, 'image') }] : [],
      ),
    ),
  ];
  return [
    ...unless(
      image === undefined || label.test(image),
      at(entry, 'image'),
      `"${image}" is no name of an image.`,
      'Write its name in the registry of the platform.',
    ),
    ...used.flatMap(({ image: other, build, spot }, index) => {
      if (other === own)
        return [
          problem(
            spot,
            `"${other}" is the image of the service itself, whose build its release says.`,
            'Run it as a worker or job, or give the other image a name of its own.',
          ),
        ];
      const first = used.find((earlier) => earlier.image === other);
      return unless(
        first === undefined ||
          used.indexOf(first) === index ||
          (first.build.version === build.version && first.build.digest === build.digest),
        spot,
        `The image "${other}" stands here with two builds, ${first?.build.version} and ${build.version}.`,
        'Write the same version and digest for both.',
      );
    }),
  ];
}
