import type { Catalog, Release } from '../../../generators/model/catalog.ts';
import { catalogFolder } from '../../catalog/folder.ts';
import { dataFile } from '../data-files.ts';
import { type DataCommit, dataCommits, messageProblems } from '../git/commits.ts';
import { fileIn, git } from '../git/git.ts';
import { releasedSince, releaseIn } from '../git/history.ts';
import { type Elsewhere, environmentOf, freezesOf } from '../lookup.ts';
import { parseSubject, type Trailer, valuesOf } from '../message.ts';
import { emergencyRefusals, rollbackRefusals } from './exceptional.ts';
import { leftovers } from './expiry.ts';
import { freezeRefusals, holdRefusals, promotionRefusals, type Refusal, tagRefusals } from './gates.ts';
import { unaskedReleases } from './initial-release.ts';
import { migrationRefusals } from './migration.ts';
import { retirementRefusals } from './retirement.ts';

/** Something that is against merging, or will be. */
export interface CheckFinding {
  readonly kind: 'expiry' | 'commit' | 'gate' | 'scope';
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly where: string;
  readonly fix: string;
}

/** What a pull request is checked by. */
export interface CheckRequest {
  readonly root: string;
  /** As it would be merged. */
  readonly catalog: Catalog;
  /** The branch that it goes to. */
  readonly base: string;
  readonly now: number;
}

/**
 * What is against merging what is checked out into a branch: things that are over, commits that do not say what they do, and
 * gates that refuse now, by the state of that branch.
 */
export async function checkChange({ root, catalog, base, now }: CheckRequest): Promise<readonly CheckFinding[]> {
  const start = (await git(root, ['merge-base', base, 'HEAD'])).trim();
  const commits = await dataCommits(root, start, 'HEAD');
  const messages = (await Promise.all(commits.map((commit) => messageProblems(root, commit)))).flat();
  const moves = await movesBetween({ root, catalog, base, now }, start, commits);
  const since = moves.length === 0 ? new Map<string, number>() : await releasedSince(root, base);
  const refused = await Promise.all(
    moves.map(async (move) => ({ move, refusals: await refusalsOf({ root, catalog, base, now }, move, since) })),
  );
  const ended = await endsAgainst({ root, catalog, base, now }, start);
  return [
    ...leftovers(catalog, now).map(({ severity, message, file, fix }) => ({
      kind: 'expiry' as const,
      severity,
      message,
      where: file,
      fix,
    })),
    ...messages.map(({ message, commit, fix }) => ({ kind: 'commit' as const, severity: 'error' as const, message, where: commit, fix })),
    ...refused.flatMap(({ move, refusals }) =>
      refusals.map(({ gate, message, fix }) => ({
        kind: 'gate' as const,
        severity: 'error' as const,
        message,
        where: `${move.file} (gate: ${gate})`,
        fix,
      })),
    ),
    ...oneEnvironment(moves),
    ...ended,
    ...(await unaskedReleases(root, catalog, base)).map(({ file, message, fix }) => ({
      kind: 'gate' as const,
      severity: 'error' as const,
      message,
      where: `${file} (gate: order)`,
      fix,
    })),
  ];
}

/** A release that differs between the branch and what is to be merged. */
interface Move {
  readonly file: string;
  readonly environment: string;
  readonly service: string;
  readonly was: Release | undefined;
  readonly is: Release;
  /** The type of the newest commit that changes the file; undefined where its subject has none. */
  readonly type: string | undefined;
  readonly trailers: readonly Trailer[];
}

/** What ran of a service under the name that it had: the same build under another name is no new version. */
async function releaseBefore(
  { root, catalog, base }: Pick<CheckRequest, 'root' | 'catalog' | 'base'>,
  environment: string,
  service: string,
): Promise<Release | undefined> {
  const old = catalog.services.find(({ value }) => value.name === service)?.value.formerly?.at(-1);
  return old === undefined ? undefined : releaseIn(await fileIn(root, base, dataFile('releases', environment, old)));
}

/** Releases that go: a service ends in an environment, in the order in which versions come. */
async function endsAgainst({ root, catalog, base, now }: CheckRequest, start: string): Promise<readonly CheckFinding[]> {
  const folder = `${catalogFolder}/releases`;
  const gone = (await git(root, ['diff', '--name-only', '--no-renames', '--diff-filter=D', start, 'HEAD', '--', folder]))
    .split('\n')
    .filter((line) => line !== '');
  const found = gone.map(async (file) => {
    const [name = '', service = ''] = file
      .slice(folder.length + 1)
      .replace(/\.yaml$/, '')
      .split('/');
    // An environment that goes takes its releases along.
    const environment = catalog.environments.find(({ value }) => value.name === name)?.value;
    if (environment === undefined) return [];
    const renamed = catalog.services.some(
      ({ value }) =>
        value.formerly?.includes(service) && catalog.releases.some((entry) => entry.environment === name && entry.service === value.name),
    );
    const refusals = [
      ...(renamed ? [] : await retirementRefusals({ root, base, catalog, environment, service, now })),
      ...freezeRefusals(environment, freezesOf(catalog, name), now),
    ];
    return refusals.map(({ gate, message, fix }) => ({
      kind: 'gate' as const,
      severity: 'error' as const,
      message,
      where: `${file} (gate: ${gate})`,
      fix,
    }));
  });
  return (await Promise.all(found)).flat();
}

async function movesBetween(
  { root, catalog, base }: CheckRequest,
  start: string,
  commits: readonly DataCommit[],
): Promise<readonly Move[]> {
  const folder = `${catalogFolder}/releases`;
  const names = (await git(root, ['diff', '--name-only', '--no-renames', start, 'HEAD', '--', folder]))
    .split('\n')
    .filter((line) => line !== '');
  const moves = await Promise.all(
    names.map(async (file): Promise<readonly Move[]> => {
      const [environment = '', name = ''] = file.slice(folder.length + 1).split('/');
      const service = name.replace(/\.yaml$/, '');
      const [own, is] = [releaseIn(await fileIn(root, base, file)), releaseIn(await fileIn(root, 'HEAD', file))];
      const was = own ?? (await releaseBefore({ root, catalog, base }, environment, service));
      if (is === undefined || (was?.version === is.version && was.digest === is.digest)) return [];
      const last = commits.findLast(({ files }) => files.includes(file));
      const type = parseSubject(last?.subject ?? '')?.type;
      return [{ file, environment, service, was, is, type, trailers: last?.trailers ?? [] }];
    }),
  );
  return moves.flat();
}

/** The gates again, at the time of merging, by what the branch holds. */
async function refusalsOf(
  { root, catalog, base, now }: CheckRequest,
  move: Move,
  since: ReadonlyMap<string, number>,
): Promise<readonly Refusal[]> {
  const { environment: name, service, was, is, type } = move;
  const environment = environmentOf(catalog, name);
  // A thaw that comes with the change counts.
  const freezes = freezesOf(catalog, name);
  const elsewhere = await buildsElsewhere(root, catalog, base, move);
  const restored = type === 'rollback' ? valuesOf(move.trailers, 'Database-Restored').at(-1) : undefined;
  const crossing = await migrationRefusals({ root, base, environment: name, service, was, is, restored });
  if (type === 'rollback' || type === 'emergency') {
    const exceptional = await (type === 'rollback' ? rollbackRefusals : emergencyRefusals)({ root, base, ...move });
    return [...exceptional, ...crossing, ...freezeRefusals(environment, freezes, now), ...tagRefusals(service, is, elsewhere)];
  }
  const { from } = environment.delivery;
  if (from === undefined) {
    return [
      ...crossing,
      ...holdRefusals(service, environment, was, now),
      ...freezeRefusals(environment, freezes, now),
      ...tagRefusals(service, is, elsewhere),
    ];
  }
  const source = releaseIn(await fileIn(root, base, dataFile('releases', from, service)));
  if (source === undefined || source.version !== is.version || source.digest !== is.digest) {
    const message = `${service} ${is.version} is not what ${from} has${source === undefined ? '' : `, which is ${source.version}`}.`;
    return [{ gate: 'source', message, fix: `Bring it to ${from} first, and merge that.` }];
  }
  return promotionRefusals({
    service,
    from: environmentOf(catalog, from),
    to: environment,
    source,
    target: was,
    since: since.get(dataFile('releases', from, service)),
    freezes,
    elsewhere,
    now,
  });
}

async function buildsElsewhere(
  root: string,
  catalog: Catalog,
  base: string,
  { service, environment }: Move,
): Promise<readonly Elsewhere[]> {
  const builds = await Promise.all(
    catalog.environments
      .filter(({ value }) => value.name !== environment)
      .map(async ({ value: { name } }) => ({
        environment: name,
        release: releaseIn(await fileIn(root, base, dataFile('releases', name, service))),
      })),
  );
  return builds.flatMap(({ environment: name, release }) => (release === undefined ? [] : [{ environment: name, release }]));
}

/** Who approves is decided by the environment, so a change of two would need both. */
function oneEnvironment(moves: readonly Move[]): readonly CheckFinding[] {
  const names = [...new Set(moves.map(({ environment }) => environment))].sort();
  if (names.length < 2) return [];
  const message = `The change moves releases of ${names.join(' and ')}.`;
  return [
    { kind: 'scope', severity: 'error', message, where: `${catalogFolder}/releases`, fix: 'Make one pull request for each environment.' },
  ];
}
