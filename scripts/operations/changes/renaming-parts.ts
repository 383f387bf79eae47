import type { Catalog } from '../../../generators/model/catalog.ts';
import { freezesIn } from '../../../generators/model/operations/freezes.ts';
import { callTo, parseCall } from '../../../generators/model/service/calls.ts';
import type { ServiceDefinition } from '../../../generators/model/service/service.ts';
import { editedLiteral } from '../../judging/fix/literal-edit.ts';
import { definitionOf } from '../../repository/literal/definitions.ts';
import type { Place } from '../../repository/literal/places.ts';
import { readLiteral } from '../../repository/literal/read.ts';
import { UserError } from '../../terminal/errors.ts';
import { dataFile, type Edit } from '../data-files.ts';
import { freezeRefusals, refuse } from '../gates/gates.ts';
import { incidentGiven, thawFor } from '../gates/thaw.ts';
import { releaseOf } from '../lookup.ts';
import type { Trailer } from '../message.ts';
import type { Change, Ground } from './change.ts';

/** Another name for a service, as a person asks for it. */
export interface Renaming {
  readonly service: string;
  readonly to: string;
  readonly reason: string;
  /** The new name comes beside the old one, which stays for now. */
  readonly beside?: boolean;
  /** For which it passes a freeze. */
  readonly incident?: string;
  readonly now: number;
}

/** What commands and people have decided for a service, and where it lies under another name. */
export function movedData(catalog: Catalog, old: string, to: string) {
  return (['releases', 'settings', 'scaling'] as const).flatMap((kind) =>
    catalog[kind]
      .filter((entry) => entry.service === old)
      .map(({ file, environment }) => ({ environment, file, target: dataFile(kind, environment, to) })),
  );
}

/** What to do before the merge, where Vault or the cloud knows a service by its name. */
export function copied({ name, secrets, identity }: ServiceDefinition, to: string): readonly string[] {
  const roles = Object.keys(identity?.cloudRole ?? {});
  return [
    ...(secrets !== undefined && Object.keys(secrets).length === 0
      ? []
      : [`Before the merge: copy what Vault has for ${name} to the path of ${to}, in every environment.`]),
    ...(roles.length === 0
      ? []
      : [`Before the merge: let the ServiceAccount ${to} take on the cloud roles of ${name}, too, in ${roles.join(', ')}.`]),
  ];
}

/** A step as a change, in every environment that the service runs in under one of both names. */
export function stepOf(
  { catalog }: Ground,
  { service: old, to, reason, incident, now }: Renaming,
  { edits, ...step }: Pick<Change, 'branch' | 'subject' | 'next'> & { readonly edits: readonly (readonly [string, Edit])[] },
): Change {
  const environments = catalog.environments
    .map(({ value }) => value)
    .filter(({ name }) => [old, to].some((own) => releaseOf(catalog, name, own) !== undefined));
  const names = environments.map(({ name }) => name).sort();
  if (incident === undefined) {
    refuse(
      environments.flatMap((environment) => freezeRefusals(environment, freezesIn(catalog, environment.name), now)),
      old,
    );
  }
  const trailers: readonly Trailer[] = [
    { key: 'Service', value: to },
    { key: 'Service', value: old },
    ...names.map((value) => ({ key: 'Environment', value })),
    ...(incident === undefined ? [] : [{ key: 'Incident', value: incidentGiven(incident) }]),
  ];
  const thaws = environments.flatMap((environment) => [...thawFor(catalog, environment, now, incident, reason)]);
  return { ...step, reason, trailers, edits: new Map<string, Edit>([...thaws, ...edits]) };
}

/** The file of the service under its new name, calls among its own processes and exemptions of its objects included. */
export function renamedFile(file: string, text: string, service: ServiceDefinition, to: string): string {
  return withExemptions(file, withCalls(file, withName(file, text, service, to), service, service.name, to), service, to);
}

function withName(file: string, text: string, { name, formerly, image }: ServiceDefinition, to: string): string {
  const before = [...(formerly ?? []), name].map((own) => `'${own}'`).join(', ');
  const more = [`formerly: [${before}]`, ...(image === undefined ? [`image: '${name}'`] : [])];
  const plain = formerly === undefined ? text : text.replace(/^ *formerly: \[[^\]]*\],\n/m, '');
  const { offset, length } = textAtPlace(plain, placesIn(file, plain)(['name']), name);
  return `${plain.slice(0, offset)}'${to}',\n  ${more.join(',\n  ')}${plain.slice(offset + length)}`;
}

export function withCalls(file: string, text: string, { calls = [] }: ServiceDefinition, old: string, to: string): string {
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

/** Exemptions name objects, which are called after the service: all but what the data layer keeps under the first name. */
function withExemptions(file: string, text: string, { name, formerly, exempt = [] }: ServiceDefinition, to: string): string {
  const definition = definitionOf(file);
  const kept = formerly === undefined ? [`KafkaUser/${name}`, `ExternalSecret/${name}-kafka`] : [];
  return exempt.reduce((edited, { on = '' }, index) => {
    const [kind = '', own = ''] = on.split('/');
    if (definition === undefined || kept.includes(on) || !(own === name || own.startsWith(`${name}-`))) return edited;
    const set = `${kind}/${to}${own.slice(name.length)}`;
    return editedLiteral(edited, definition, { keys: ['exempt', index, 'on'], set }) ?? edited;
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
