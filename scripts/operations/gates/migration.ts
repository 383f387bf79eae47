import { instantOf, timeOf } from '../../../generators/model/time.ts';
import { dataFile } from '../data-files.ts';
import { type Mark, marksOf, pastReleases } from '../git/history.ts';
import { compareVersions } from '../versions.ts';
import type { Refusal } from './gates.ts';

/** A move of a release that may go back. */
interface Back {
  readonly root: string;
  /** The commit whose main line tells what was marked. */
  readonly base: string;
  readonly environment: string;
  readonly service: string;
  /** Its name, then those that it had, the last one first. */
  readonly names: readonly string[];
  /** Undefined where the environment has none. */
  readonly was: { readonly version: string } | undefined;
  readonly is: { readonly version: string };
  /** The moment that the database was restored to, as an instant. */
  readonly restored?: string | undefined;
}

/**
 * Why a release may not go back: a version between the two changed the database in a way that cannot be undone, said of it in whichever
 * environment. Taking the mark away does not undo it; a database restored to a moment before the version came does.
 * @throws UserError in a shallow clone
 */
export async function migrationRefusals(move: Back): Promise<readonly Refusal[]> {
  const { root, base, environment, service, names, was, is } = move;
  if (was === undefined || compareVersions(is.version, was.version) >= 0) return [];
  const crossed = (await marksOf(root, base, names)).filter(
    ({ version }) => compareVersions(version, is.version) > 0 && compareVersions(version, was.version) <= 0,
  );
  const [first] = crossed;
  if (first === undefined) return [];
  const since = await cameAt(move, first);
  const { restored } = move;
  const before = since === undefined ? 'before it' : `before ${instantOf(since)}`;
  if (restored !== undefined && timeOf(restored) < (since ?? 0)) return [];
  const said = crossed.map(({ version, reason }) => `${version} (${reason})`).join(', ');
  return [
    {
      gate: 'migration',
      message: `Between ${service} ${is.version} and ${was.version} of ${environment} the database changed for good: ${said}.`,
      fix:
        restored === undefined
          ? `Roll forward with a newer version. Or restore the database to a moment ${before} (docs/runbooks/restore.md), and go back with "npm run ops -- rollback ${service} --env ${environment} --to ${is.version} --restored <moment> --reason <why>".`
          : `${restored} is not ${before}: restore the database to an earlier moment, and name that.`,
    },
  ];
}

/** Since when the environment has had the version or a newer one without a break: until then its database was not changed by it. */
async function cameAt({ root, base, environment, names }: Back, { version }: Mark): Promise<number | undefined> {
  const past = await pastReleases(
    root,
    base,
    names.map((name) => dataFile('releases', environment, name)),
  );
  const older = past.findIndex(({ release }) => compareVersions(release.version, version) < 0);
  return (older === -1 ? past : past.slice(0, older)).at(-1)?.time;
}
