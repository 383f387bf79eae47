import type { Catalog, Release } from '../../../generators/model/catalog.ts';
import { freezesIn } from '../../../generators/model/operations/freezes.ts';
import { catalogFolder } from '../../catalog/folder.ts';
import { dataFile } from '../data-files.ts';
import { emergencyRefusals, rollbackRefusals } from '../gates/exceptional.ts';
import { freezeRefusals, holdRefusals, promotionRefusals, type Refusal, tagRefusals } from '../gates/gates.ts';
import { initialIn } from '../gates/initial-release.ts';
import { migrationRefusals } from '../gates/migration.ts';
import type { DataCommit } from '../git/commits.ts';
import { fileIn, git } from '../git/git.ts';
import { releaseIn } from '../git/history.ts';
import { type Elsewhere, environmentOf, namesOf } from '../lookup.ts';
import { parseSubject, type Trailer, valuesOf } from '../message.ts';
import type { CheckFinding, CheckRequest } from './finding.ts';

/** A release that differs between the branch and what is to be merged. */
export interface Move {
  readonly file: string;
  readonly environment: string;
  readonly service: string;
  readonly was: Release | undefined;
  readonly is: Release;
  /** Whether version and digest begin lines of their own, as the history is searched for them. */
  readonly isPlain: boolean;
  /** The type of the newest commit that changes the file; undefined where its subject has none. */
  readonly type: string | undefined;
  readonly trailers: readonly Trailer[];
}

/** What ran of a service under the name that it had, or by its file alone: the same build under another name, or in a file, is no new version. */
async function releaseBefore(
  { root, catalog, base }: Pick<CheckRequest, 'root' | 'catalog' | 'base'>,
  environment: string,
  service: string,
): Promise<Release | undefined> {
  const entry = catalog.services.find(({ value }) => value.name === service);
  const old = entry?.value.formerly?.at(-1);
  const renamed = old === undefined ? undefined : releaseIn(await fileIn(root, base, dataFile('releases', environment, old)));
  return renamed ?? (entry && initialIn(entry.file, await fileIn(root, base, entry.file)));
}

/** What `releasedSince` and `pastReleases` look for. */
const buildLines = [/^version: \S+$/m, /^digest: \S+$/m];

/** The releases that a change moves to another build. */
export async function movesBetween(
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
      const text = await fileIn(root, 'HEAD', file);
      const [own, is] = [releaseIn(await fileIn(root, base, file)), releaseIn(text)];
      const was = own ?? (await releaseBefore({ root, catalog, base }, environment, service));
      if (is === undefined || (was?.version === is.version && was.digest === is.digest)) return [];
      const last = commits.findLast(({ files }) => files.includes(file));
      const type = parseSubject(last?.subject ?? '')?.type;
      const isPlain = buildLines.every((line) => line.test(text ?? ''));
      return [{ file, environment, service, was, is, isPlain, type, trailers: last?.trailers ?? [] }];
    }),
  );
  return moves.flat();
}

/**
 * The gates again, at the time of merging, by what the branch holds.
 * @param request with the environments and freezes that rule
 */
export async function moveRefusals(
  { root, catalog, base, now }: CheckRequest,
  move: Move,
  since: ReadonlyMap<string, number>,
): Promise<readonly Refusal[]> {
  const { environment: name, service, was, is, type } = move;
  if (!move.isPlain) {
    const message = `${move.file} is not written as commands write it, so the time since when ${name} has the build cannot be read of the history.`;
    return [{ gate: 'history', message, fix: 'Write "version: ..." and "digest: ..." on lines of their own.' }];
  }
  const environment = environmentOf(catalog, name);
  const freezes = freezesIn(catalog, name);
  const elsewhere = await buildsElsewhere(root, catalog, base, move);
  const restored = type === 'rollback' ? valuesOf(move.trailers, 'Database-Restored').at(-1) : undefined;
  const names = namesOf(catalog, service);
  const crossing = await migrationRefusals({ root, base, environment: name, service, names, was, is, restored });
  if (type === 'rollback' || type === 'emergency') {
    const exceptional = await (type === 'rollback' ? rollbackRefusals : emergencyRefusals)({ root, base, names, now, ...move });
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
    return [...crossing, { gate: 'source', message, fix: `Bring it to ${from} first, and merge that.` }];
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
export function oneEnvironment(moves: readonly Move[]): readonly CheckFinding[] {
  const names = [...new Set(moves.map(({ environment }) => environment))].sort();
  if (names.length < 2) return [];
  const message = `The change moves releases of ${names.join(' and ')}.`;
  return [
    { kind: 'scope', severity: 'error', message, where: `${catalogFolder}/releases`, fix: 'Make one pull request for each environment.' },
  ];
}
