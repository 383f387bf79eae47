import type { Catalog } from '../../../generators/model/catalog.ts';
import type { EnvironmentDefinition, EnvironmentFile } from '../../../generators/model/environment/environment.ts';
import { homePlace, type Place } from '../../../generators/model/environment/place.ts';
import { placeName } from '../../../generators/model/environment/places.ts';
import { freezesIn } from '../../../generators/model/operations/freezes.ts';
import { firstCluster, furtherClusters } from '../../../generators/model/stores/postgres-clusters.ts';
import { editedLiteral } from '../../judging/fix/literal-edit.ts';
import { definitionOf } from '../../repository/literal/definitions.ts';
import type { Definition } from '../../repository/literal/module.ts';
import { readLiteral } from '../../repository/literal/read.ts';
import { createSources } from '../../repository/sources.ts';
import { choices } from '../../terminal/choices.ts';
import { UserError } from '../../terminal/errors.ts';
import { freezeRefusals, type Refusal, refuse } from '../gates/gates.ts';
import { incidentGiven, thawFor } from '../gates/thaw.ts';
import { environmentOf, lowerEnvironments, releaseOf } from '../lookup.ts';
import { trailers } from '../message.ts';
import type { Change, Ground } from './change.ts';

interface Request {
  readonly environment: string;
  /** The place that is to serve. */
  readonly to: string;
  readonly reason: string;
  /** For which it passes a freeze. */
  readonly incident?: string;
  readonly now: number;
}

/** One cluster of an environment that has several. */
type Placed = EnvironmentDefinition & { readonly place: Place };

/**
 * What it changes that another place of an environment serves: the field `serving` of its file.
 * @throws Refused where the place cannot serve, where other versions would begin to run there, and in a freeze
 * @throws UserError for an environment or a place that there is not
 */
export async function planFailover(
  { workspace, catalog }: Ground,
  { environment: name, to, reason, incident, now }: Request,
): Promise<Change> {
  const places = placesIn(catalog, name);
  const [target, serving] = [placeCalled(places, name, to), places.find(({ place }) => place.role === 'primary')];
  if (serving === undefined) throw new Error(`No place of ${name} serves.`);
  const frozen = incident === undefined ? [target, serving].flatMap((own) => freezeRefusals(own, freezesIn(catalog, own.name), now)) : [];
  const written = writtenFile(workspace.repository, catalog, name);
  refuse([...standbyRefusals(target, written.value), ...versionRefusals(catalog, serving, target), ...frozen], target.name);
  const given = incident === undefined ? undefined : incidentGiven(incident);
  const thaws = [target, serving].flatMap((own) => [...thawFor(catalog, own, now, given, reason)]);
  const from = serving.place.name;
  return {
    branch: `failover/${name}/${to}`,
    subject: `failover(${name}): ${from} -> ${to}`,
    reason,
    trailers: trailers({ Environment: serving.name, Incident: given, 'From-Place': from, 'To-Place': to }).concat(
      trailers({ Environment: target.name }),
    ),
    edits: from === to ? new Map() : new Map([[written.file, servingEdit(written, to)], ...thaws]),
    notes: meaning(serving, target),
    next: [
      `By hand before the merge, and after it: docs/runbooks/fail-over.md. ${from} must not be able to write.`,
      `${from} follows ${to} only when its databases are made anew: docs/runbooks/fail-over.md#build-the-old-place-anew.`,
    ],
  };
}

/** @throws UserError where the environment has one cluster, or is a place itself */
function placesIn(catalog: Catalog, name: string): readonly Placed[] {
  const environment = environmentOf(catalog, name);
  if (environment.place !== undefined && environment.place.of !== name) {
    const { of, name: own } = environment.place;
    throw new UserError({
      what: `${name} is the place "${own}" of ${of}.`,
      where: 'failover',
      how: `Name the environment: npm run ops -- failover ${of} --to ${own} --reason <why>`,
    });
  }
  const places = catalog.environments.flatMap(({ value }) => (value.place?.of === name ? [{ ...value, place: value.place }] : []));
  if (places.length > 0) return places;
  throw new UserError({
    what: `${name} has one cluster, which nothing can take the place of.`,
    where: `generators/catalog/environments/${name}.ts > clusters`,
    how: 'What a second one must say: docs/places.md. Where the region is lost without one: docs/runbooks/region-lost.md.',
  });
}

/** @throws UserError where no place is called so */
function placeCalled(places: readonly Placed[], environment: string, to: string): Placed {
  const found = places.find(({ place }) => place.name === to);
  if (found !== undefined) return found;
  const names = places.map(({ place }) => place.name);
  throw new UserError({ what: `${environment} has no place "${to}".`, where: '--to', how: choices(to, names) });
}

/** Only what follows can go on, and only whose archive is known can be followed by the others. */
function standbyRefusals({ place, dataLayer, namespaces }: Placed, file: EnvironmentFile): readonly Refusal[] {
  if (place.role === 'stateless') {
    const message = `${place.name} keeps nothing, so it cannot serve for ${place.of}.`;
    return [{ gate: 'place', message, fix: 'Only a place with the role standby can: docs/places.md.' }];
  }
  const { archives = {} } = file.clusters.find((cluster) => placeName(cluster) === place.name) ?? {};
  return [firstCluster, ...furtherClusters({ dataLayer }).map(([key]) => key)]
    .filter((key) => archives[key] === undefined)
    .map((key) => ({
      gate: 'place' as const,
      message: `Nobody says where the archive of PostgreSQL "${key}" of ${place.name} lies, so that no place could follow it.`,
      fix: `Write archives: { ${key}: '<uid>' } into its cluster: kubectl -n ${namespaces.infra} get postgresql -o jsonpath='{.items[*].metadata.uid}' says it there.`,
    }));
}

/** What has run there with these databases goes on with them: another version would begin in an incident. */
function versionRefusals(catalog: Catalog, serving: Placed, target: Placed): readonly Refusal[] {
  if (serving === target) return [];
  const isAfter = lowerEnvironments(catalog, target).some(({ name }) => name === serving.name);
  const last = isAfter ? target : serving;
  return catalog.services.flatMap(({ value: { name } }): readonly Refusal[] => {
    const [runs, would] = [serving, target].map((place) => releaseOf(catalog, place.name, name));
    if (runs === undefined || (runs.version === would?.version && runs.digest === would.digest)) return [];
    const message = `${name} is ${runs.version} in ${serving.name} and ${would?.version ?? 'not there'} in ${target.name}.`;
    return [
      {
        gate: 'source',
        message,
        fix: `Bring it there first: npm run ops -- promote ${name} --from ${last.delivery.from} --to ${last.name}`,
      },
    ];
  });
}

interface Written {
  readonly file: string;
  readonly text: string;
  readonly definition: Definition;
  readonly value: EnvironmentFile;
}

/** The file of an environment, as a person wrote it. */
function writtenFile(repository: string, catalog: Catalog, name: string): Written {
  const file = catalog.environments.find(({ value }) => value.name === name)?.file ?? '';
  const [definition, text] = [definitionOf(file), createSources(repository).text(file)];
  if (definition === undefined || text === undefined) throw new Error(`The file of ${name} was read, and is not there.`);
  return { file, text, definition, value: readLiteral(text, definition).value as EnvironmentFile };
}

/** The same with another place that serves; home is said by saying nothing. */
function servingEdit({ file, text, definition, value }: Written, to: string): string {
  if (to === homePlace && value.serving === undefined) return text;
  const edited = editedLiteral(text, definition, to === homePlace ? { keys: ['serving'], remove: true } : { keys: ['serving'], set: to });
  if (edited !== undefined) return edited;
  throw new UserError({
    what: 'The field serving cannot be written into the file.',
    where: file,
    how: `Write ${to === homePlace ? 'no serving' : `serving: '${to}'`} by hand, and run "npm run generate".`,
  });
}

/** What is lost, and what is not there, said before anybody merges it. */
function meaning(serving: Placed, target: Placed): readonly string[] {
  const { name: from } = serving.place;
  const { name: to } = target.place;
  return [
    `Lost is what ${from} wrote and ${to} has not replayed: its last minute, and what its bucket had not copied yet (15 minutes; docs/places.md).`,
    `Not in ${to}: messages in Kafka, what Redis holds, logs, metrics and traces of ${from}.`,
  ];
}
