import type { Release } from '../../../generators/model/catalog.ts';
import { timeOf } from '../../../generators/model/time.ts';
import { parseYaml } from '../../repository/yaml.ts';
import { dataFile, incidentFile } from '../data-files.ts';
import { fileIn } from '../git/git.ts';
import { pastReleases } from '../git/history.ts';
import { type Trailer, valuesOf } from '../message.ts';
import type { Refusal } from './gates.ts';

/** A move of a release past the ordinary gates, as a pull request brings it. */
interface Exception {
  readonly root: string;
  /** The branch that it goes to. */
  readonly base: string;
  readonly environment: string;
  readonly service: string;
  /** Its name, then those that it had, the last one first. */
  readonly names: readonly string[];
  readonly is: Release;
  /** Of the newest commit that changes the release. */
  readonly trailers: readonly Trailer[];
  readonly now: number;
}

/** Longest time in which the lower environments must catch up with an emergency. */
export const mostEmergencyDays = 14;

/**
 * Why a rollback may not be merged: it goes back to a build, version and digest, that the environment had on the main line, and
 * names the commit that brought it. Anything else would be a new build past order, source and soak.
 * @throws UserError in a shallow clone
 */
export async function rollbackRefusals({ root, base, environment, service, names, is, trailers }: Exception): Promise<readonly Refusal[]> {
  const past = await pastReleases(
    root,
    base,
    names.map((name) => dataFile('releases', environment, name)),
  );
  const same = past.filter(({ release }) => release.version === is.version && release.digest === is.digest);
  if (same.length === 0) {
    return [
      {
        gate: 'history',
        message: `${environment} never had ${service} ${is.version} with the digest ${is.digest}, so this is no rollback.`,
        fix: `Go back with "npm run ops -- rollback ${service} --env ${environment}"; a build that it never had comes by "promote" or "emergency".`,
      },
    ];
  }
  const named = valuesOf(trailers, 'Rollback-To').at(-1) ?? '';
  if (same.some(({ commit }) => commit === named)) return [];
  const commits = same.map(({ commit }) => commit.slice(0, 12)).join(', ');
  return [
    {
      gate: 'history',
      message: `The commit says "Rollback-To: ${named}", but ${environment} got ${service} ${is.version} by ${commits}.`,
      fix: `Make the commit with "npm run ops -- rollback ${service} --env ${environment} --to ${is.version}".`,
    },
  ];
}

/**
 * Why an emergency may not be merged: it names its incident in the release, and brings the record of that incident, whose
 * owners are other people than those of the environment (CODEOWNERS): two approve.
 */
export async function emergencyRefusals({ root, base, environment, service, is, now }: Exception): Promise<readonly Refusal[]> {
  const again = `npm run ops -- emergency ${service} --env ${environment} --version ${is.version} --incident <id>`;
  if (is.emergency === undefined) {
    const message = `${service} ${is.version} comes to ${environment} as an emergency without an incident and a time to follow up.`;
    return [{ gate: 'incident', message, fix: `Make the commit with "${again}".` }];
  }
  if (timeOf(is.emergency.until) > now + mostEmergencyDays * 86_400_000) {
    const message = `The lower environments need ${service} ${is.version} of ${is.emergency.incident} by ${is.emergency.until} only, more than ${mostEmergencyDays} days ahead.`;
    return [{ gate: 'incident', message, fix: `Make the commit with "${again}".` }];
  }
  const file = incidentFile(environment, is.emergency.incident);
  const [before, after] = [await fileIn(root, base, file), await fileIn(root, 'HEAD', file)];
  const record = after === undefined ? undefined : parseYaml(after).documents[0]?.value;
  const names = recordOf(record);
  if (after !== before && names.service === service && names.version === is.version && names.digest === is.digest) return [];
  return [
    {
      gate: 'incident',
      message: `The change does not record ${service} ${is.version} in ${file}, so nobody but the owners of ${environment} is asked.`,
      fix: `Make the commit with "${again}": it writes the record, which the second approver owns.`,
    },
  ];
}

function recordOf(value: unknown): { readonly service?: unknown; readonly version?: unknown; readonly digest?: unknown } {
  return typeof value === 'object' && value !== null ? value : {};
}
