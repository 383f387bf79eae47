import type { Catalog } from '../../../generators/model/catalog.ts';
import type { EnvironmentDefinition } from '../../../generators/model/environment/environment.ts';
import { instantOf } from '../../../generators/model/time.ts';
import { partsOf } from '../../repository/environments.ts';
import { dataFile } from '../data-files.ts';
import { fileIn, gitNames } from '../git/git.ts';
import { goneSince } from '../git/history.ts';
import { lowerEnvironments } from '../lookup.ts';
import { span } from '../times.ts';
import type { Refusal } from './gates.ts';

interface End {
  readonly root: string;
  /** The commit that tells what runs where. */
  readonly base: string;
  readonly catalog: Catalog;
  readonly environment: EnvironmentDefinition;
  readonly service: string;
  readonly now: number;
}

/**
 * Why a service may not end in an environment yet: it ends where versions come first, and stays away there for as long as a version
 * would have to run.
 * @throws UserError in a shallow clone
 */
export async function retirementRefusals(end: End): Promise<readonly Refusal[]> {
  const { root, base, catalog, environment, service, now } = end;
  const lower = lowerEnvironments(catalog, environment);
  const files = await Promise.all(lower.map(async ({ name }) => ({ name, runs: await runsIn(root, base, name, service) })));
  const still = files
    .filter(({ runs }) => runs)
    .map(({ name }) => name)
    .toReversed();
  const [first] = still;
  if (first !== undefined) {
    return [
      {
        gate: 'order',
        message: `${service} still runs in ${still.join(', ')}; it ends in ${environment.name} after that.`,
        fix: `End it there first, and merge that: npm run ops -- remove ${service} --env ${first} --reason <why>`,
      },
    ];
  }
  const [before] = lower;
  if (before === undefined) return [];
  const gone = await Promise.all(tracesOf(before.name, service).map((file) => goneSince(root, base, file)));
  const known = gone.filter((time) => time !== undefined);
  if (known.length === 0) return [];
  const since = Math.max(...known);
  const ready = since + before.delivery.soakHours * 3_600_000;
  if (now >= ready) return [];
  return [
    {
      gate: 'soak',
      message: `${service} has been gone from ${before.name} for ${span(now - since)}, not for ${before.delivery.soakHours}h.`,
      fix: `Wait until ${instantOf(ready)}: whoever still needs it is heard of there.`,
    },
  ];
}

/** What says that a service ran somewhere: its release, or what was built of it where the file of the service deploys it, in a folder or in none. */
function tracesOf(environment: string, service: string): readonly string[] {
  const built = ['', '*/'].map((folder) => `:(glob)overlays/${environment}/${folder}${service}/kustomization.yaml`);
  return [dataFile('releases', environment, service), ...built];
}

async function runsIn(root: string, commit: string, environment: string, service: string): Promise<boolean> {
  if ((await fileIn(root, commit, dataFile('releases', environment, service))) !== undefined) return true;
  const folders = await gitNames(root, ['ls-tree', '-r', '-d', '-z', '--name-only', commit, '--', `overlays/${environment}/`]);
  return folders.some((folder) => partsOf(`${folder}/kustomization.yaml`)?.application === service);
}
