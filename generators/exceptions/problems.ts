import type { Adjustment, AdjustmentsEntry } from '../model/adjustment.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Entry } from '../model/entry.ts';
import { declaredName } from '../model/environment/place.ts';
import { type Instance, instancesOf } from '../model/instance.ts';
import type { KubernetesObject } from '../model/object.ts';
import { plainInstancesIn } from '../model/plain-instances.ts';
import { at, type CatalogProblem, keyAt, problem, unknownName, unless } from '../model/problems/problem.ts';
import { remembered } from '../model/remembered.ts';
import type { ServiceDefinition } from '../model/service/service.ts';
import { isExcepted, isIn, type OwnObject } from '../model/service/way-out.ts';
import { serviceDataObjects } from '../platform/data/data-layer.ts';
import { type DrawnTopic, topicsOf } from '../platform/data/topics.ts';
import { serviceObjects } from '../resources/service-objects.ts';
import { adjustableKinds, adjusted, isAbout } from './adjusted.ts';
import { covers } from './exempted.ts';
import { ownObjects } from './own-objects.ts';

/** What is drawn of a service in an environment, and whether it runs there. */
interface Drawn {
  readonly instance: Instance;
  readonly objects: readonly KubernetesObject[];
}

/** A service in an environment with the topics that it makes there: what its objects follow from. */
interface Place {
  readonly instance: Instance;
  readonly topics: readonly DrawnTopic[];
}

/** Services whose exceptions are known to be without mistakes, each by all values that this follows from, beside the code. */
export interface SoundExceptions {
  has(follows: readonly unknown[]): boolean;
  add(follows: readonly unknown[]): void;
}

/**
 * What is wrong with adjustments, own objects and exemptions, seen with what is drawn: in each environment that is declared, also where
 * the service does not run yet. The catalog must be without problems of its own.
 * @param sound what it need not look at again; what it finds to be without mistakes is added
 */
export function exceptionProblems(catalog: Catalog, sound?: SoundExceptions): readonly CatalogProblem[] {
  const { services, adjustments } = catalog;
  const files = adjustments.flatMap((entry) => fileProblems(entry, services));
  const concerned = services.filter(({ value }) => isExcepted(value));
  if (files.length > 0 || concerned.length === 0) return files;
  const places = placesOf(catalog);
  const drawn = drawnAt(places);
  return concerned.flatMap((entry) => {
    const follows = followsOf(entry, catalog, places);
    if (follows !== undefined && sound?.has(follows) === true) return [];
    const own = drawn(entry.value.name);
    const problems = [...adjustProblems(entry, own, catalog), ...collisions(entry, own, services, drawn), ...exemptProblems(entry, own)];
    if (problems.length === 0 && follows !== undefined) sound?.add(follows);
    return problems;
  });
}

/** Each service where it is deployed, and where the base has it. */
function placesOf(catalog: Catalog): (service: string) => readonly Place[] {
  const all = instancesOf(catalog);
  const topics = topicsOf(all);
  const instances = Map.groupBy(all, ({ service }) => service.name);
  const plain = plainInstancesIn(catalog);
  const placed = (own: readonly Instance[], owners: typeof topics) =>
    own.map((instance) => ({ instance, topics: owners.get(instance.environment.name)?.get(instance.service.name) ?? [] }));
  return kept((name) => {
    const base = plain(name);
    // In the base its topics are as if nobody else read or wrote them.
    return [...placed(instances.get(name) ?? [], topics), ...placed(base, topicsOf(base))];
  });
}

/** What is drawn of each service when it is asked for, with what it has in the data layer. */
function drawnAt(places: (service: string) => readonly Place[]): (service: string) => readonly Drawn[] {
  return kept((name) =>
    places(name).map(({ instance, topics }) => ({
      instance,
      objects: [...serviceObjects(instance), ...serviceDataObjects(instance, new Map([[name, topics]]))],
    })),
  );
}

/** The same function, whose results are kept. */
function kept<T>(compute: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const found = known.get(name) ?? compute(name);
    known.set(name, found);
    return found;
  };
}

/** All that the verdict over the exceptions of a service follows from; undefined where the text of its adjustments is not known. */
function followsOf(
  { file, value }: Entry<ServiceDefinition>,
  { services, environments, adjustments }: Catalog,
  places: (service: string) => readonly Place[],
): readonly unknown[] | undefined {
  const code = adjustments.find(({ service }) => service === value.name);
  if (code !== undefined && code.text === undefined) return undefined;
  const beside = services.filter((other) => (value.objects ?? []).some((own) => isNameFor(own.object, value, other.value)));
  const drawn = [value.name, ...beside.map((other) => other.value.name)];
  return [
    file,
    value,
    code?.text,
    environments.map((environment) => environment.value.name),
    ...drawn.flatMap(places).flatMap(({ instance, topics }) => [instance.environment, instance.platform, ownOf(instance), topics]),
  ];
}

/** An instance without what many share. */
const ownOf = remembered(({ environment: _, platform: __, ...own }: Instance) => own);

/** Whether an own object of a service might bear the name of one that is drawn of another. */
function isNameFor(object: OwnObject['object'], service: ServiceDefinition, other: ServiceDefinition): boolean {
  return other !== service && object.metadata.name.startsWith(other.name);
}

/** What a file exports, before any of it runs. */
function fileProblems({ file, service, value }: AdjustmentsEntry, services: Catalog['services']): CatalogProblem[] {
  const owner = services.find((entry) => entry.value.name === service);
  if (owner === undefined) {
    const known = services.map((entry) => entry.value.name);
    return unknownName({ file }, `There is no service "${service}" to adjust.`, service, known);
  }
  const how = 'Export defineAdjustments({ <name>: [adjust(<kind>, (drawn) => ...)] }) of generators/exceptions/adjust.ts.';
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [problem({ file }, 'It exports no adjustments.', how)];
  return Object.entries(value).flatMap(([name, changes]) => [
    ...unless(
      Array.isArray(changes) && changes.length > 0 && changes.every(isAdjustment),
      { file },
      `The adjustment "${name}" is no list of changes of ${adjustableKinds.join(', ')}.`,
      how,
    ),
    ...unless(
      owner.value.adjust?.[name] !== undefined,
      { file },
      `Nothing uses the adjustment "${name}".`,
      `Name it under "adjust" in ${owner.file}, or remove it.`,
    ),
  ]);
}

function isAdjustment(value: unknown): value is Adjustment {
  const { kind, name, change } = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  const kinds: readonly unknown[] = adjustableKinds;
  return kinds.includes(kind) && typeof change === 'function' && (name === undefined || typeof name === 'string');
}

function adjustProblems(
  entry: Entry<ServiceDefinition>,
  drawn: readonly Drawn[],
  { adjustments, environments }: Catalog,
): CatalogProblem[] {
  const { name: service, adjust = {} } = entry.value;
  const names = Object.keys(adjust);
  if (names.length === 0) return [];
  const file = `generators/adjustments/${service}.ts`;
  const found = adjustments.find((candidate) => candidate.service === service);
  if (found === undefined) {
    return [problem(keyAt(entry, 'adjust'), `There is no code of these adjustments.`, `Write ${file}, which exports "${names[0] ?? ''}".`)];
  }
  const known = Object.keys(found.value);
  const unknown = names.flatMap((name) => unknownName(keyAt(entry, 'adjust', name), `${file} has no adjustment "${name}".`, name, known));
  if (unknown.length > 0) return unknown;
  const faults = new Map<string, CatalogProblem>();
  const effective = new Set<string>();
  for (const { instance, objects } of drawn) {
    const environment = instance.environment.name;
    let now = objects;
    for (const [name, use] of Object.entries(adjust)) {
      if (!isIn(use, environment)) continue;
      for (const change of found.value[name] ?? []) {
        now = now.map((object) => {
          if (!isAbout(change, object)) return object;
          const outcome = adjusted(change, object, instance.platform.labelDomain);
          if ('object' in outcome) {
            if (outcome.changed.length > 0) effective.add(`${name} ${environment}`);
            return outcome.object;
          }
          const message = `On ${object.kind} "${object.metadata.name}" the adjustment "${name}" ${outcome.fault}.`;
          faults.set(message, problem({ file }, message, 'Return the object that it gets with other fields, the same each time.'));
          return object;
        });
      }
    }
  }
  if (faults.size > 0) return [...faults.values()];
  return Object.entries(adjust).flatMap(([name, { in: places }]) => {
    const idle = (places ?? environments.map(({ value }) => value.name)).filter((place) => !effective.has(`${name} ${place}`));
    const isDead = places === undefined ? idle.length === environments.length : idle.length > 0;
    return unless(
      !isDead,
      keyAt(entry, 'adjust', name),
      `The adjustment "${name}" changes nothing${places === undefined ? '' : ` in ${idle.join(', ')}`}.`,
      'Correct it, or remove it.',
    );
  });
}

/** Own objects that bear the name of what is drawn, of this service or of one whose name its own begins. */
function collisions(
  entry: Entry<ServiceDefinition>,
  drawn: readonly Drawn[],
  services: Catalog['services'],
  drawnOfService: (service: string) => readonly Drawn[],
): CatalogProblem[] {
  return (entry.value.objects ?? []).flatMap(({ object, ...own }, index) => {
    const { kind, metadata } = object;
    const others = services.filter(({ value }) => isNameFor(object, entry.value, value));
    const taken = [
      ...drawn.flatMap(({ instance, objects }) => objects.map((item) => ({ instance, item }))),
      ...others.flatMap(({ value }) =>
        drawnOfService(value.name).flatMap(({ instance, objects }) =>
          [...objects, ...ownObjects(instance)].map((item) => ({ instance, item })),
        ),
      ),
    ].find(
      ({ instance, item }) => isIn(own, declaredName(instance.environment)) && item.kind === kind && item.metadata.name === metadata.name,
    );
    return unless(
      taken === undefined,
      at(entry, 'objects', index, 'object', 'metadata', 'name'),
      `The ${kind} "${metadata.name}" is drawn already, of ${taken?.instance.service.name}.`,
      'Give it another name; to change what is drawn there is "adjust".',
    );
  });
}

function exemptProblems(entry: Entry<ServiceDefinition>, drawn: readonly Drawn[]): CatalogProblem[] {
  return (entry.value.exempt ?? []).flatMap((exemption, index) => {
    const { on } = exemption;
    if (on === undefined) return [];
    const objects = drawn
      .filter(({ instance }) => isIn(exemption, declaredName(instance.environment)))
      .flatMap(({ instance, objects: own }) => [...own, ...ownObjects(instance)]);
    if (objects.some((object) => covers(exemption, object))) return [];
    const known = [...new Set(objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`))];
    return unknownName(at(entry, 'exempt', index, 'on'), `The service has no ${on}.`, on, known);
  });
}
