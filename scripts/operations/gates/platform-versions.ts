import type { EnvironmentFile } from '../../../generators/model/environment/environment.ts';
import { type Versions, versionsFile } from '../../../generators/model/environment/versions.ts';
import { validatorOf } from '../../../generators/model/problems/shape/schema.ts';
import { parseYaml } from '../../repository/yaml.ts';
import { fileIn } from '../git/git.ts';
import { commitBefore, commitsOf } from '../git/history.ts';
import { compareVersions } from '../versions.ts';
import type { Refusal } from './gates.ts';

/** One version of an environment that becomes another one. */
export interface VersionMove {
  /** As the file of versions has it: a chart, or `kubernetes`, `postgres`, `kafka`, `kafkaMetadata`. */
  readonly name: string;
  readonly chart: boolean;
  readonly from: string;
  readonly to: string;
}

type Flat = Readonly<Record<string, string>>;

const storesIn = ({ charts: _, ...stores }: Versions): Flat => stores;

/** What differs between two files of versions. */
export function versionMoves(before: Versions, after: Versions): readonly VersionMove[] {
  const between = (old: Flat, now: Flat, chart: boolean) =>
    Object.keys(now).flatMap((name) => {
      const [from, to] = [old[name] ?? 'none', now[name] ?? ''];
      return from === to ? [] : [{ name, chart, from, to }];
    });
  return [...between(storesIn(before), storesIn(after), false), ...between(before.charts, after.charts, true)];
}

/** The versions of an environment in a commit; undefined where it has none there, or none that can be read. */
export async function versionsAt(root: string, commit: string, environment: string): Promise<Versions | undefined> {
  const text = await fileIn(root, commit, versionsFile(environment));
  const value: unknown = text === undefined ? undefined : parseYaml(text).documents[0]?.value;
  return validatorOf('versions')(value) ? value : undefined;
}

/** Why a version may not come yet: the environment before must have it, and have had it for its soak. */
export async function tooYoung(
  root: string,
  base: string,
  {
    from,
    to,
    move,
    now,
  }: { readonly from: EnvironmentFile; readonly to: { readonly name: string }; readonly move: VersionMove; readonly now: number },
): Promise<readonly Refusal[]> {
  const then = await commitBefore(root, base, now - from.delivery.soakHours * 3_600_000);
  const [had, has] = await Promise.all(
    [then, base].map(async (commit) =>
      commit === undefined ? undefined : versionIn(await versionsAt(root, commit, from.name), move.name),
    ),
  );
  if (had === move.to && has === move.to) return [];
  const reason = has === move.to ? `not had it so for ${from.delivery.soakHours}h` : (has ?? 'none');
  return [
    {
      gate: 'train',
      message: `${titleOf(move)} comes to ${to.name} in version ${move.to}, but ${from.name} has ${reason}.`,
      fix: `Give it to ${from.name} first, and wait for its soak (docs/delivery.md, "Versions of the platform").`,
    },
  ];
}

/** Whether the environment had the version on the main line: it goes back. */
export async function hadOnce(root: string, base: string, environment: string, move: VersionMove): Promise<boolean> {
  if (oneWay(move) !== undefined) return false;
  for (const commit of await commitsOf(root, base, versionsFile(environment))) {
    if (versionIn(await versionsAt(root, commit, environment), move.name) === move.to) return true;
  }
  return false;
}

/**
 * Why a version never goes back, where that is so. PostgreSQL: an upgrade cannot be undone once `pg_upgrade` is called (postgres-operator
 * 2.0.1, docs/administrator.md). Kafka: a format of metadata with other contents is not left (3.9.0-rc3, FeatureControlManager.java; the
 * operator of Strimzi 1.2.0, KRaftMetadataManager.java, asks for safe ways only). Kubernetes is not among them: EKS takes a control plane a
 * minor version back within seven days (user guide, "Roll back a cluster"), and the file must be able to say what the clusters have.
 */
export function oneWay({ name, from, to }: VersionMove): string | undefined {
  const reason = oneWayReasons[name];
  return reason !== undefined && compareVersions(padded(to), padded(from)) < 0 ? reason : undefined;
}

const oneWayReasons: Readonly<Record<string, string>> = {
  postgres: 'The data of PostgreSQL is not read by an older major version. Restore a backup into a cluster of that version instead.',
  kafkaMetadata: 'Brokers refuse a lower format of their metadata. Leave it, and lower "kafka" alone, as far as the metadata allows.',
};

/** `16` and `4.3-IV0` as versions of three parts. */
function padded(version: string): string {
  const numbers = [...version.replace(/^v/, '').matchAll(/\d+/g)].map(([number]) => number);
  return [...numbers, '0', '0', '0'].slice(0, 3).join('.');
}

export function titleOf({ name, chart }: Pick<VersionMove, 'name' | 'chart'>): string {
  return chart ? `The chart ${name}` : (titles[name] ?? name);
}

const titles: Readonly<Record<string, string>> = {
  kubernetes: 'Kubernetes',
  postgres: 'PostgreSQL',
  kafka: 'Kafka',
  kafkaMetadata: "The format of Kafka's metadata",
};

function versionIn(versions: Versions | undefined, name: string): string | undefined {
  if (versions === undefined) return undefined;
  return storesIn(versions)[name] ?? (versions.charts as Flat)[name];
}
