import type { Catalog } from '../../catalog.ts';
import type { Entry } from '../../entry.ts';
import type { EnvironmentDefinition } from '../../environment/environment.ts';
import { processSettings, settingsOf } from '../../instance.ts';
import type { DataEntry } from '../../operations/operations.ts';
import type { Mounting } from '../../service/paths.ts';
import type { Partially, ServiceDefinition, ServiceSettings } from '../../service/service.ts';
import { isIn } from '../../service/way-out.ts';
import { processName } from '../../surroundings.ts';
import { buildProblems } from '../build-problems.ts';
import { at, type CatalogProblem, fileStem, label, unless } from '../problem.ts';
import { companionProblems } from './companion-problems.ts';
import { databaseProblems } from './database-problems.ts';
import { identityProblems } from './identity-problems.ts';
import { partProblems, runtimeProblems } from './part-problems.ts';
import { pathProblems, roomProblems } from './path-problems.ts';
import { longestName, portProblems, processProblems, routeProblems } from './process-problems.ts';
import { addressProblems, ownDomains } from './reach-problems.ts';
import { settingsProblems } from './resource-problems.ts';
import { boundProblems, liveProblems } from './scale-problems.ts';
import { patienceProblems } from './settings/patience.ts';
import { rangeProblems, requestProblems } from './settings/ranges.ts';
import { weakerProblems } from './settings/weaker.ts';
import { titleProblems } from './title-problems.ts';
import { topicProblems } from './topic-problems.ts';
import { type SpotOf, writtenBy } from './written.ts';

/** What is wrong with a service file by itself, in any environment. */
export function serviceProblems(entry: Entry<ServiceDefinition>, environments: Catalog['environments']): CatalogProblem[] {
  const service = entry.value;
  const stem = fileStem(entry.file);
  const domains = ownDomains(environments.map(({ value }) => value));
  const sources = new Set(environments.map(({ value }) => value.delivery.from));
  return [
    ...unless(
      service.name === stem,
      at(entry, 'name'),
      `The service is called "${service.name}", its file "${stem}.ts".`,
      'Give both the same name.',
    ),
    ...unless(
      label.test(service.name) && service.name.length <= longestName,
      at(entry, 'name'),
      `The name "${service.name}" is no DNS label of at most ${longestName} characters.`,
      'Use lower-case letters, digits and hyphens, starting with a letter.',
    ),
    ...titleProblems(entry),
    ...portProblems(entry),
    ...routeProblems(entry),
    ...processProblems(entry),
    ...partProblems(entry),
    ...pathProblems(entry),
    ...companionProblems(entry),
    ...identityProblems(
      entry,
      environments.map(({ value }) => value.name),
    ),
    ...databaseProblems(entry),
    ...topicProblems(entry),
    ...(service.initialRelease === undefined ? [] : buildProblems(entry, service.initialRelease, 'initialRelease')),
    ...environments.flatMap(({ value }) => everySetting(entry, value, { domains, isLive: !sources.has(value.name) })).filter(firstOfEach),
    ...weakerProblems(
      entry,
      environments.map(({ value }) => value),
    ),
  ];
}

interface Place {
  /** Of the platform itself. */
  readonly domains: readonly string[];
  /** Whether customers are served there: nothing goes on from it to another environment. */
  readonly isLive: boolean;
}

/** Of the service, and of each of its workers. */
function everySetting(entry: Entry<ServiceDefinition>, definition: EnvironmentDefinition, { domains, isLive }: Place): CatalogProblem[] {
  const environment = definition.name;
  const service = entry.value;
  const own = settingsOf(service, environment);
  const others = (['workers', 'jobs'] as const).flatMap((field) =>
    Object.entries(service[field] ?? {}).map(([name, process]) => ({
      forever: field === 'workers',
      worker: field === 'workers' ? name : undefined,
      spotOf: writtenBy(entry, environment, [field, name], []),
      settings: processSettings(process, environment, own),
      place: [field, name, 'volumes'],
      mounting: process as Mounting,
    })),
  );
  const main = {
    forever: service.main !== 'none',
    worker: undefined,
    spotOf: writtenBy(entry, environment, []),
    settings: own,
    place: ['volumes'],
    mounting: service,
  };
  return [
    ...companionSettings(entry, definition, own, domains),
    ...[main, ...others].flatMap(({ forever, worker, spotOf, settings, place, mounting }) => [
      ...roomProblems(spotOf, place, mounting, settings),
      ...(forever ? boundProblems(spotOf, settings, definition) : []),
      ...(forever && isLive && !mayBeFewer(service, processName(service.name, worker), environment)
        ? liveProblems(spotOf, settings, definition)
        : []),
      ...settingsProblems(spotOf, settings),
      ...rangeProblems(spotOf, settings, forever),
      ...requestProblems(spotOf, settings.resources, definition),
      ...(forever ? patienceProblems(spotOf, service, worker, settings) : []),
      ...runtimeProblems(spotOf, scaledBy(service, spotOf('scale').path), settings),
      ...addressProblems(spotOf, settings, domains),
    ]),
  ];
}

/** Of containers beside and before the main one, which are the same in every environment but for its size, and go where the pod may go. */
function companionSettings(
  entry: Entry<ServiceDefinition>,
  environment: EnvironmentDefinition,
  { reaches }: ServiceSettings,
  domains: readonly string[],
): CatalogProblem[] {
  return Object.entries(entry.value.companions ?? {}).flatMap(([name, { resources, config = {} }]) => {
    const spotOf: SpotOf = (...path) => at(entry, 'companions', name, ...path);
    return [
      ...requestProblems(spotOf, resources, environment),
      ...addressProblems(
        spotOf,
        { config, reaches },
        domains,
        (variable) =>
          `Write the same host into reaches of the settings, as { ${variable.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}: ... }, which opens the way for the whole pod.`,
      ),
    ];
  });
}

/** The service with the ports of the process whose own word a scale is: what counts requests of the service, a worker leaves out. */
function scaledBy(service: ServiceDefinition, [field, name = '']: readonly (string | number)[] = []): ServiceDefinition {
  return field === 'workers' ? { ...service, ports: service.workers?.[name]?.ports ?? {} } : service;
}

/** Whether its file exempts a process of the service, until a day, from the rule that says the same. */
function mayBeFewer({ exempt = [] }: ServiceDefinition, process: string, environment: string): boolean {
  return exempt.some(
    (one) =>
      one.rule === 'require-production-replicas' && isIn(one, environment) && (one.on === undefined || one.on.split('/')[1] === process),
  );
}

/** What is wrong with settings that a command has set, together with those of the service file. */
export function setProblems(entry: DataEntry<Partially<ServiceSettings>>, { services, environments }: Catalog): CatalogProblem[] {
  const service = services.find(({ value }) => value.name === entry.service)?.value;
  if (service === undefined) return [];
  const spot: SpotOf = (...path) => at(entry, ...path);
  const domains = ownDomains(environments.map(({ value }) => value));
  const problemsOf = (settings: ServiceSettings) => [
    ...settingsProblems(spot, settings),
    ...rangeProblems(spot, settings, service.main !== 'none'),
    ...(service.main === 'none' ? [] : patienceProblems(spot, service, undefined, settings)),
    ...runtimeProblems(spot, service, settings),
    ...addressProblems(spot, settings, domains),
  ];
  const known = new Set(problemsOf(settingsOf(service, entry.environment)).map(({ message }) => message));
  return problemsOf(settingsOf(service, entry.environment, entry.value)).filter(({ message }) => !known.has(message));
}

/** The same mistake in all environments is said once. */
function firstOfEach(item: CatalogProblem, index: number, all: readonly CatalogProblem[]): boolean {
  const place = (path: CatalogProblem['path']) => path?.join('\n');
  return all.findIndex(({ message, path }) => message === item.message && place(path) === place(item.path)) === index;
}
