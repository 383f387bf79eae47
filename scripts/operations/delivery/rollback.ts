import { UserError } from '../../terminal/errors.ts';
import type { Change, Ground } from '../changes/change.ts';
import { dataFile, type Edits, releaseText } from '../data-files.ts';
import { refuse } from '../gates/gates.ts';
import { migrationRefusals } from '../gates/migration.ts';
import { incidentGiven, thawFor } from '../gates/thaw.ts';
import { commitOf, fileIn, git } from '../git/git.ts';
import { type PastRelease, pastReleases } from '../git/history.ts';
import { deployedRelease, environmentOf, namesOf, serviceOf } from '../lookup.ts';
import { trailers } from '../message.ts';
import { deadlineGiven, instantGiven } from '../times.ts';

interface Request {
  readonly service: string;
  readonly env: string;
  /** A version or a commit; absent: the build before this one. */
  readonly to?: string;
  readonly reason: string;
  readonly holdUntil: string;
  readonly incident?: string;
  /** The moment that the database was restored to. */
  readonly restored?: string;
  readonly now: number;
}

/** Longest hold. */
export const mostHoldDays = 90;

/**
 * What a rollback changes: version, digest and the settings that commands had set return to what the environment had, and
 * the service is held there. A temporary scale stays: it belongs to the load, not to the version.
 * @throws UserError when the environment never had such a version
 * @throws Refused in a freeze without an incident, and across a migration that cannot be undone
 */
export async function planRollback({ workspace, catalog }: Ground, request: Request): Promise<Change> {
  const { repository, base } = workspace;
  const environment = environmentOf(catalog, request.env);
  const service = serviceOf(catalog, request.service).name;
  const now = deployedRelease(catalog, environment.name, service);
  const until = deadlineGiven(request.holdUntil, '--hold-until', request.now, mostHoldDays);
  const names = namesOf(catalog, service);
  const past = await pastReleases(
    repository,
    base,
    names.map((name) => dataFile('releases', environment.name, name)),
  );
  const wanted = await pastReleaseOf(repository, past, request.to, environment.name);
  const { version, digest, forwardOnly } = wanted.release;
  if (version === now.version && digest === now.digest) {
    throw new UserError({ what: `${environment.name} has ${service} ${version} now.`, where: '--to', how: known(past) });
  }
  const restored = request.restored === undefined ? undefined : instantGiven(request.restored, '--restored', request.now);
  const move = { root: repository, base, environment: environment.name, service, names, was: now, is: wanted.release, restored };
  refuse(await migrationRefusals(move), `${service} > ${environment.name}`);
  return {
    branch: `rollback/${service}/${environment.name}/${version}`,
    subject: `rollback(${service}): ${environment.name} ${now.version} -> ${version}`,
    reason: request.reason,
    trailers: trailers({
      Service: service,
      'From-Version': now.version,
      'To-Version': version,
      'Image-Digest': digest,
      Environment: environment.name,
      'Rollback-Of': past[0]?.commit,
      'Rollback-To': wanted.commit,
      'Database-Restored': restored,
      Incident: request.incident === undefined ? undefined : incidentGiven(request.incident),
      Expires: until,
    }),
    edits: new Map([
      [
        dataFile('releases', environment.name, service),
        releaseText({ version, digest, ...(forwardOnly !== undefined && { forwardOnly }), hold: { reason: request.reason, until } }),
      ],
      ...(await settingsThen(repository, past, wanted, { environment: environment.name, names }, base)),
      ...thawFor(catalog, environment, request.now, request.incident, request.reason),
    ]),
  };
}

async function pastReleaseOf(
  repository: string,
  past: readonly PastRelease[],
  to: string | undefined,
  environment: string,
): Promise<PastRelease> {
  const found =
    to === undefined
      ? past[1]
      : (past.find(({ release }) => release.version === to.replace(/^v/, '')) ?? (await atCommit(repository, past, to)));
  if (found !== undefined) return found;
  throw new UserError({
    what: to === undefined ? `${environment} had no version before this one.` : `${environment} never had "${to}".`,
    where: '--to',
    how: known(past),
  });
}

/** What the environment had when a commit was the newest. */
async function atCommit(repository: string, past: readonly PastRelease[], name: string): Promise<PastRelease | undefined> {
  if (!/^[0-9a-f]{7,64}$|^HEAD/.test(name)) return undefined;
  const commit = await commitOf(repository, name, '--to');
  const reached = new Set((await git(repository, ['rev-list', commit])).split('\n'));
  return past.find((entry) => reached.has(entry.commit));
}

/** The settings that held until the next version came, whatever the service was called then. */
async function settingsThen(
  repository: string,
  past: readonly PastRelease[],
  wanted: PastRelease,
  { environment, names }: { readonly environment: string; readonly names: readonly string[] },
  base: string,
): Promise<Edits> {
  const [service = ''] = names;
  const file = dataFile('settings', environment, service);
  const next = past[past.indexOf(wanted) - 1];
  const last = next === undefined ? base : (await git(repository, ['rev-parse', `${next.commit}^1`])).trim();
  const releases = await Promise.all(names.map((name) => fileIn(repository, last, dataFile('releases', environment, name))));
  const name = names[releases.findIndex((text) => text !== undefined)] ?? service;
  const [then, today] = [await fileIn(repository, last, dataFile('settings', environment, name)), await fileIn(repository, base, file)];
  return then === today ? new Map() : new Map([[file, then]]);
}

function known(past: readonly PastRelease[]): string {
  const versions = [...new Set(past.map(({ release }) => release.version))].slice(0, 8);
  return versions.length === 0 ? 'The history of its release file is empty.' : `It had, newest first: ${versions.join(', ')}.`;
}
