import { createHash } from 'node:crypto';
import { dump } from 'js-yaml';
import type { Release } from '../../generators/model/catalog.ts';
import type { OneTimeFreeze, Retirement, TemporaryScale, Thaw } from '../../generators/model/operations/operations.ts';
import type { Partially, ServiceSettings } from '../../generators/model/service/service.ts';
import { catalogFolder } from '../catalog/folder.ts';

/** The text of a data file, or undefined for a file that is to go. */
export type Edit = string | undefined;

/** Changed data files by their path, relative to the repository. */
export type Edits = ReadonlyMap<string, Edit>;

/** The kinds of data that commands write for a service in an environment. */
export type DataKind = 'releases' | 'retired' | 'scaling' | 'settings';

/** Where the data of a service in an environment lies. */
export function dataFile(kind: DataKind, environment: string, service: string): string {
  return `${catalogFolder}/${kind}/${environment}/${service}.yaml`;
}

/** Where the one-time freezes of an environment lie. */
export function freezeFile(environment: string): string {
  return `${catalogFolder}/freezes/${environment}.yaml`;
}

/** A thaw in a file of its own, whose name no other thaw has: two that are made side by side do not conflict. */
export function thawFile(environment: string, thaw: Thaw): string {
  const content = createHash('sha256')
    .update(JSON.stringify([thaw.from, thaw.to, thaw.reason, thaw.incident]))
    .digest('hex');
  const name = `${thaw.incident.toLowerCase()}-${thaw.from.slice(0, 10)}-${content.slice(0, 8)}`;
  return `${catalogFolder}/thaws/${environment}/${name}.yaml`;
}

/** A thaw, as its file says it. */
export function thawText({ from, to, reason, incident }: Thaw): string {
  return text({ from, to, reason, incident });
}

/** Where an emergency is recorded. Its owners are others than those of the environment, so that two approve. */
export function incidentFile(environment: string, incident: string): string {
  return `${catalogFolder}/incidents/${environment}/${incident.toLowerCase()}.yaml`;
}

/** What came past the lower environments for an incident, and why. */
export function incidentText(record: {
  readonly service: string;
  readonly version: string;
  readonly digest: string;
  readonly reason: string;
  readonly until: string;
}): string {
  const { service, version, digest, reason, until } = record;
  return text({ service, version, digest, reason, until });
}

/** A release, as its file says it. */
export function releaseText({ version, digest, forwardOnly, hold, emergency }: Release): string {
  return text({
    version,
    digest,
    ...(forwardOnly !== undefined && { forwardOnly }),
    ...(hold && { hold }),
    ...(emergency && { emergency }),
  });
}

/** A temporary scale, as its file says it. */
export function scaleText({ min, max, reason, until }: TemporaryScale): string {
  return text({ min, max, reason, until });
}

/** Freezes by their beginning; undefined when there are none, so that the file goes. */
export function freezesText(freezes: readonly OneTimeFreeze[]): Edit {
  if (freezes.length === 0) return undefined;
  const byStart = (a: { readonly from: string }, b: { readonly from: string }) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0);
  return text({
    freezes: freezes.toSorted(byStart).map(({ name, from, to, reason }) => ({ name, from, to, reason })),
  });
}

/** What ends in an environment, and why. */
export function retirementText({ reason, ends, until }: Retirement): string {
  return text({ reason, ends, ...(until !== undefined && { until }) });
}

/** Settings; undefined when none is left, so that the file goes. */
export function settingsText(settings: Partially<ServiceSettings>): Edit {
  return Object.keys(settings).length === 0 ? undefined : text(settings);
}

function text(value: object): string {
  return `# Written by "npm run ops". Change it with a command: "npm run ops -- --help".\n${dump(value, { lineWidth: -1, noRefs: true })}`;
}
