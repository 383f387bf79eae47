import type { Catalog } from '../../../generators/model/catalog.ts';
import { freezesIn } from '../../../generators/model/operations/freezes.ts';
import { callTo, parseCall } from '../../../generators/model/service/calls.ts';
import type { ServiceDefinition } from '../../../generators/model/service/service.ts';
import { catalogFolder } from '../../catalog/folder.ts';
import { definitionOf } from '../../repository/literal/definitions.ts';
import type { Place } from '../../repository/literal/places.ts';
import { readLiteral } from '../../repository/literal/read.ts';
import { createSources, type Sources } from '../../repository/sources.ts';
import { UserError } from '../../terminal/errors.ts';
import { dataFile, type Edit } from '../data-files.ts';
import { freezeRefusals, refuse } from '../gates/gates.ts';
import { incidentGiven, thawFor } from '../gates/thaw.ts';
import { serviceOf } from '../lookup.ts';
import type { Trailer } from '../message.ts';
import type { Change, Ground } from './change.ts';

interface Request {
  readonly service: string;
  readonly to: string;
  readonly reason: string;
  /** For which it passes a freeze. */
  readonly incident?: string;
  readonly now: number;
}

/**
 * What another name of a service changes: its file, which says what it was called and keeps its image, the data that commands have written
 * for it, and the calls of others. What it has in the data layer stays where it is.
 * @throws Refused where an environment that it runs in is frozen, and there is no incident
 * @throws UserError for a service whose disks, sealed secrets or adjustments go by its name
 */
export async function planRenaming({ workspace, catalog }: Ground, { service: old, to, reason, incident, now }: Request): Promise<Change> {
  const service = serviceOf(catalog, old);
  const sources = createSources(workspace.repository);
  assertMovable(catalog, service, sources);
  const moved = (['releases', 'settings', 'scaling'] as const).flatMap((kind) =>
    catalog[kind]
      .filter((entry) => entry.service === old)
      .map(({ file, environment }) => ({ environment, file, target: dataFile(kind, environment, to) })),
  );
  const names = [...new Set(moved.map(({ environment }) => environment))].sort();
  const environments = catalog.environments.map(({ value }) => value).filter(({ name }) => names.includes(name));
  if (incident === undefined) {
    refuse(
      environments.flatMap((environment) => freezeRefusals(environment, freezesIn(catalog, environment.name), now)),
      old,
    );
  }
  const edits = new Map<string, Edit>([
    ...environments.flatMap((environment) => [...thawFor(catalog, environment, now, incident, reason)]),
    ...moved.flatMap(({ file, target }): readonly (readonly [string, Edit])[] => [
      [file, undefined],
      [target, sources.text(file)],
    ]),
    ...catalog.services.flatMap(({ file, value }): readonly (readonly [string, Edit])[] => {
      const text = sources.text(file) ?? '';
      if (value.name === old)
        return [
          [file, undefined],
          [`${catalogFolder}/services/${to}.ts`, renamedFile(file, text, service, to)],
        ];
      const called = withCalls(file, text, value, old, to);
      return called === text ? [] : [[file, called]];
    }),
  ]);
  const trailers: readonly Trailer[] = [
    { key: 'Service', value: to },
    { key: 'Service', value: old },
    ...names.map((value) => ({ key: 'Environment', value })),
    ...(incident === undefined ? [] : [{ key: 'Incident', value: incidentGiven(incident) }]),
  ];
  return {
    branch: `rename/${old}/${to}`,
    subject: `rename(${to}): was ${old}`,
    reason,
    trailers,
    edits,
    next: [
      `Before the merge: copy what Vault has for ${old} to the path of ${to}, in every environment.`,
      `After it: see the pods of ${to} ready before you confirm that the Applications of ${old} go (docs/runbooks/remove.md).`,
    ],
  };
}

function assertMovable(catalog: Catalog, { name, volumes = {} }: ServiceDefinition, sources: Sources): void {
  const problem = (what: string, how: string) => new UserError({ what, where: `${catalogFolder}/services/${name}.ts`, how });
  if (Object.values(volumes).some((volume) => 'disk' in volume)) {
    throw problem(
      `${name} has disks, and they go by its name.`,
      'Start a service of the new name beside it, copy the data, and remove this one: docs/runbooks/remove.md.',
    );
  }
  if (catalog.sealedSecrets.some((entry) => entry.service === name)) {
    throw problem(
      `Sealed secrets of ${name} are sealed for that name.`,
      'Move them to Vault first, or seal them for the new name by hand.',
    );
  }
  const adjustments = `generators/adjustments/${name}.ts`;
  if (sources.text(adjustments) !== undefined)
    throw problem(`${adjustments} goes by its name.`, 'Rename that file as well, in the same commit, by hand.');
}

/** The file of the service under its new name. */
function renamedFile(file: string, text: string, { name, formerly, image }: ServiceDefinition, to: string): string {
  const before = [...(formerly ?? []), name].map((own) => `'${own}'`).join(', ');
  const more = [`formerly: [${before}]`, ...(image === undefined ? [`image: '${name}'`] : [])];
  const plain = formerly === undefined ? text : text.replace(/^ *formerly: \[[^\]]*\],\n/m, '');
  const { offset, length } = textAtPlace(plain, placesIn(file, plain)(['name']), name);
  return `${plain.slice(0, offset)}'${to}',\n  ${more.join(',\n  ')}${plain.slice(offset + length)}`;
}

function withCalls(file: string, text: string, { calls = [] }: ServiceDefinition, old: string, to: string): string {
  // From the last on, so that places before it stay.
  return [...calls.keys()].toReversed().reduce((edited, index) => {
    const call = calls[index];
    const written = typeof call === 'string' ? call : (call?.to ?? '');
    const { service: callee, worker, port } = parseCall(written);
    if (callee !== old) return edited;
    const path = typeof call === 'string' ? ['calls', index] : ['calls', index, 'to'];
    const { offset, length } = textAtPlace(edited, placesIn(file, edited)(path), written);
    return `${edited.slice(0, offset)}'${callTo(to, worker, port)}'${edited.slice(offset + length)}`;
  }, text);
}

function placesIn(file: string, text: string): (path: readonly (string | number)[]) => Place {
  const definition = definitionOf(file);
  if (definition === undefined) throw new Error(`${file} is no service file.`);
  return readLiteral(text, definition).placeOf;
}

/** Where a quoted text begins, and how long it is with its quotes. */
function textAtPlace(text: string, { line, column }: Place, value: string): { readonly offset: number; readonly length: number } {
  const lines = text.split('\n').slice(0, line - 1);
  const offset = lines.reduce((sum, own) => sum + own.length + 1, 0) + column - 1;
  if (text.slice(offset + 1, offset + 1 + value.length) === value) return { offset, length: value.length + 2 };
  throw new UserError({ what: `"${value}" is not written as one plain text.`, where: `line ${line}`, how: 'Write it in single quotes.' });
}
