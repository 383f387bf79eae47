import { namedContents } from '../../../generators/model/service/files/contents.ts';
import type { ServiceDefinition } from '../../../generators/model/service/service.ts';
import { catalogFolder } from '../../catalog/folder.ts';
import { editedLiteral } from '../../judging/fix/literal-edit.ts';
import { definitionOf } from '../../repository/literal/definitions.ts';
import { createSources } from '../../repository/sources.ts';
import { UserError } from '../../terminal/errors.ts';
import type { Edit } from '../data-files.ts';
import { type Refusal, refuse } from '../gates/gates.ts';
import { releaseOf } from '../lookup.ts';
import type { Change, Ground } from './change.ts';
import { copied, movedData, type Renaming, renamedFile, stepOf, withCalls } from './renaming-parts.ts';

type Edited = readonly (readonly [string, Edit])[];

/** The first step: the new name runs beside the old one, which callers and the edge still reach. */
export function arrival(ground: Ground, request: Renaming, service: ServiceDefinition): Change {
  const { workspace, catalog } = ground;
  const { service: old, to } = request;
  const sources = createSources(workspace.repository);
  const data = movedData(catalog, old, to);
  const file = fileOf(ground, old);
  const copy = `${catalogFolder}/services/${to}.ts`;
  const text = renamedFile(file, sources.text(file) ?? '', service, to);
  return stepOf(ground, request, {
    branch: `rename/${old}/${to}/beside`,
    subject: `rename(${to}): runs beside ${old}`,
    edits: [[copy, text], ...data.map((item): readonly [string, Edit] => [item.target, sources.text(item.file)])],
    next: [
      ...copied(service, to),
      `After it: see the pods of ${to} ready in every environment. Then the same without --beside: callers go over to ${to}.`,
    ],
  });
}

/** What comes next of two names that run side by side: callers and jobs go over; after that the old name goes. */
export function nextStep(ground: Ground, request: Renaming, service: ServiceDefinition): Change {
  const { workspace, catalog } = ground;
  const { service: old, to } = request;
  refuse(otherBuilds(ground, request), to);
  const sources = createSources(workspace.repository);
  const callers = catalog.services.flatMap(({ file, value }): Edited => {
    const text = sources.text(file) ?? '';
    const called = value.name === old ? text : withCalls(file, text, value, old, to);
    return called === text ? [] : [[file, called]];
  });
  const jobs =
    Object.keys(service.jobs ?? {}).length === 0 ? [] : [withoutJobs(fileOf(ground, old), sources.text(fileOf(ground, old)) ?? '')];
  const data = movedData(catalog, old, to);
  return callers.length + jobs.length > 0
    ? stepOf(ground, request, {
        branch: `rename/${old}/${to}/callers`,
        subject: `rename(${to}): callers and jobs leave ${old}`,
        edits: [...callers, ...jobs],
        next: [
          `After it: see that all callers run the new version of their configuration. Then the same command again: ${old} goes, and the edge publishes ${to}.`,
        ],
      })
    : stepOf(ground, request, {
        branch: `rename/${old}/${to}/end`,
        subject: `rename(${to}): was ${old}`,
        edits: [fileOf(ground, old), ...ownContents(ground, old), ...data.map(({ file }) => file)].map((file) => [file, undefined]),
        next: [`After it: see requests come to ${to} before you confirm that the Applications of ${old} go (docs/runbooks/remove.md).`],
      });
}

/** A build of which only one of both names knows would be gone with the other. */
function otherBuilds({ catalog }: Ground, { service: old, to }: Renaming): readonly Refusal[] {
  return catalog.environments.flatMap(({ value: { name } }): readonly Refusal[] => {
    const [was, is] = [releaseOf(catalog, name, old), releaseOf(catalog, name, to)];
    if (was === undefined || (is?.version === was.version && is.digest === was.digest)) return [];
    const found = is === undefined ? `${to} does not run` : `${to} runs ${is.version}`;
    return [
      {
        gate: 'source',
        message: `In ${name} ${found}, where ${old} runs ${was.version}.`,
        fix: `Bring ${to} ${was.version} there first, with the digest of ${old}: docs/delivery.md.`,
      },
    ];
  });
}

function withoutJobs(file: string, text: string): readonly [string, Edit] {
  const definition = definitionOf(file);
  const edited = definition === undefined ? undefined : editedLiteral(text, definition, { keys: ['jobs'], remove: true });
  if (edited === undefined)
    throw new UserError({ what: 'The jobs cannot be taken out of the file.', where: file, how: 'Take the field jobs out by hand.' });
  return [file, edited];
}

function ownContents({ catalog: { services } }: Ground, service: string): readonly string[] {
  const named = (own: boolean) =>
    services.flatMap(({ value }) => ((value.name === service) === own ? namedContents(value).map(({ file }) => file) : []));
  const others = named(false);
  return [...new Set(named(true))].filter((file) => !others.includes(file));
}

function fileOf({ catalog: { services } }: Ground, service: string): string {
  return services.find(({ value }) => value.name === service)?.file ?? '';
}
