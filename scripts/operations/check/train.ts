import type { EnvironmentFile } from '../../../generators/model/environment/environment.ts';
import { versionsFile } from '../../../generators/model/environment/versions.ts';
import { asList, asText, at, textAt } from '../../../policies/kubernetes/fields.ts';
import { catalogFolder } from '../../catalog/folder.ts';
import { contentsAt } from '../../repository/contents-at.ts';
import { parseYaml } from '../../repository/yaml.ts';
import type { Refusal } from '../gates/gates.ts';
import { hadOnce, oneWay, titleOf, tooYoung, type VersionMove, versionMoves, versionsAt } from '../gates/platform-versions.ts';
import { fileIn, gitNames } from '../git/git.ts';
import { commitBefore, commitsOf } from '../git/history.ts';
import { causesAmong, type EffectRefusal, type Met, told } from './effect-gates.ts';
import type { RenderedEffect } from './effects.ts';
import { type Ruling, rulingAt } from './ruling.ts';

/** What the train is asked about. */
interface Ride extends Met {
  /** The environments as they are on the branch that the change goes to, were where the work began, and as the change leaves them. */
  readonly there: Ruling;
  readonly begun: Ruling;
  readonly own: Ruling;
}

const page = 'docs/delivery.md, "Shared code"';
const versionsPage = 'docs/delivery.md, "Versions of the platform"';

/**
 * Why shared code may not come to environments yet. A chart comes in the version that the environment before has had for its soak, or
 * that this one had; a step comes when the one before has had it as long; whatever else code changes of what runs comes to the first
 * environment alone. What cannot be staged is declared in a file that a second team owns.
 * @throws UserError in a shallow clone
 */
export async function trainRefusals(ride: Ride): Promise<readonly EffectRefusal[]> {
  const found = ride.ruling.environments.map(async ({ value: environment }): Promise<readonly EffectRefusal[]> => {
    const before = ride.ruling.environments.find(({ value }) => value.name === environment.delivery.from)?.value;
    // Nobody has tried anything for an environment that is not there yet, or goes.
    const isNew = ![ride.begun, ride.own].every(({ environments }) => environments.some(({ value }) => value.name === environment.name));
    const effects = ride.effects.filter((effect) => effect.environment === environment.name);
    if (before === undefined || isNew || (await isDeclared(ride, environment.name))) return [];
    const refusals = [
      ...(await chartRefusals(ride, environment, before, effects)),
      ...(await storeRefusals(ride, environment, before)),
      ...(await stepRefusals(ride, environment, before)),
    ];
    return [...refusals, ...codeRefusals(ride, environment, before, effects)].map((refusal) => ({
      environment: environment.name,
      where: told(environment.name, effects),
      ...refusal,
    }));
  });
  return (await Promise.all(found)).flat();
}

type Told = Refusal & { readonly where?: string };

function codeRefusals(
  { files }: Ride,
  { name }: EnvironmentFile,
  before: EnvironmentFile,
  effects: readonly RenderedEffect[],
): readonly Told[] {
  const own = effects.filter(({ chart }) => chart?.alone !== true);
  if (own.length === 0 || !isShared(files)) return [];
  return [
    {
      gate: 'train',
      message: `Shared code changes ${own.length} object${own.length === 1 ? '' : 's'} of ${name}, which ${before.name} has not tried before.`,
      fix: `Let the code ask for a step that the first environment has alone; or declare in ${catalogFolder}/unstaged/ why it cannot be staged (${page}).`,
      where: told(name, own),
    },
  ];
}

/**
 * Whether what a change renders comes of code that environments share, or of files by hand. Services and their adjustments, and what an
 * environment says of itself, are no such code: their owners decide in every environment.
 */
function isShared(files: readonly string[]): boolean {
  const causes = causesAmong(files);
  const isOwn = (file: string) =>
    (file.startsWith(`${catalogFolder}/`) && file !== `${catalogFolder}/platform.ts`) || file.startsWith('generators/adjustments/');
  return causes.length === 0 || !causes.every(isOwn);
}

async function chartRefusals(
  { root, base, now }: Ride,
  { name }: EnvironmentFile,
  before: EnvironmentFile,
  effects: readonly RenderedEffect[],
): Promise<readonly Told[]> {
  const moved = effects.flatMap(({ chart, application }) => (chart === undefined ? [] : [{ ...chart, application }]));
  if (moved.length === 0) return [];
  const then = await commitBefore(root, base, now - before.delivery.soakHours * 3_600_000);
  const found = moved.map(async ({ file, is, application }): Promise<readonly Told[]> => {
    const [had, has] = await Promise.all([then, base].map((commit) => chartVersion(root, commit, before.name, application)));
    // Another chart under the name, and one that goes, count like any version.
    if (then !== undefined && had === is && has === is) return [];
    if (is !== undefined && (await rendered(root, base, file, is))) return [];
    const comes =
      is === undefined ? `The chart ${application} ends in ${name}` : `The chart ${application} comes to ${name} in version ${is}`;
    const message = `${comes}, but ${before.name} has ${has === is ? `not had it so for ${before.delivery.soakHours}h` : (has ?? 'none')}.`;
    return [
      {
        gate: 'train',
        message,
        fix: `Give it to ${before.name} first, in its generators/catalog/versions/${before.name}.yaml, and leave that of ${name} (${versionsPage}).`,
        where: file,
      },
    ];
  });
  return (await Promise.all(found)).flat();
}

/** The version in which an environment had a chart in a commit. */
async function chartVersion(
  root: string,
  commit: string | undefined,
  environment: string,
  application: string,
): Promise<string | undefined> {
  if (commit === undefined) return undefined;
  const folder = `argocd/${environment}/applications/`;
  const names = await gitNames(root, ['ls-tree', '-z', '--name-only', commit, '--', folder]);
  // On several clusters there is an Application for each.
  const own = names.filter((file) => file.slice(folder.length).split('.')[0] === application);
  const versions = [...contentsAt(root, commit, own).values()].map(versionIn);
  return versions.every((version) => version === versions[0]) ? versions[0] : undefined;
}

function versionIn(text: string | undefined): string | undefined {
  const value: unknown = text === undefined ? undefined : parseYaml(text).documents[0]?.value;
  return textAt(value, 'spec', 'source', 'chart') === undefined ? undefined : textAt(value, 'spec', 'source', 'targetRevision');
}

/** Whether an Application had the version on the main line: it goes back. */
async function rendered(root: string, base: string, file: string, version: string): Promise<boolean> {
  for (const commit of await commitsOf(root, base, file)) if (versionIn(await fileIn(root, commit, file)) === version) return true;
  return false;
}

/** Versions of stores and clusters, which no Application of a chart says. */
async function storeRefusals({ root, base, now }: Ride, { name }: EnvironmentFile, before: EnvironmentFile) {
  const moves = (await versionMovesOf(root, base, name)).filter((move) => !move.chart);
  const found = moves.map(async (move): Promise<readonly Told[]> => {
    if (oneWay(move) !== undefined || (await hadOnce(root, base, name, move))) return [];
    return tooYoung(root, base, { from: before, to: { name }, move, now });
  });
  return (await Promise.all(found)).flat().map((refusal) => ({ ...refusal, where: versionsFile(name) }));
}

/** What a change makes of the versions of an environment: none where it brings the first. */
async function versionMovesOf(root: string, base: string, name: string): Promise<readonly VersionMove[]> {
  const [was, is] = await Promise.all([base, 'HEAD'].map((commit) => versionsAt(root, commit, name)));
  return was === undefined || is === undefined ? [] : versionMoves(was, is);
}

/** Versions that would go back though their data cannot, in any environment, the first one included. */
export async function oneWayRefusals(ride: Pick<Ride, 'root' | 'base' | 'own' | 'files'>): Promise<readonly EffectRefusal[]> {
  const found = ride.own.environments.map(async ({ value: { name } }) => {
    const back = (await versionMovesOf(ride.root, ride.base, name)).filter((move) => oneWay(move) !== undefined);
    if (back.length === 0 || (await isDeclared(ride, name))) return [];
    return back.map((move) => ({
      gate: 'train' as const,
      environment: name,
      where: versionsFile(name),
      message: `${titleOf(move)} would go back from ${move.from} to ${move.to} in ${name}.`,
      fix: `${oneWay(move)} Where the upgrade has failed and nothing was changed, declare it in ${catalogFolder}/unstaged/ (${versionsPage}).`,
    }));
  });
  return (await Promise.all(found)).flat();
}

async function stepRefusals({ root, base, there, begun, own, now }: Ride, { name }: EnvironmentFile, before: EnvironmentFile) {
  const stepsOf = ({ environments }: Pick<Ruling, 'environments'>, of: string) =>
    environments.find(({ value }) => value.name === of)?.value.train?.steps ?? [];
  const added = stepsOf(own, name).filter((step) => !stepsOf(begun, name).includes(step));
  if (added.length === 0) return [];
  const then = await commitBefore(root, base, now - before.delivery.soakHours * 3_600_000);
  const [had, has] = [then === undefined ? [] : stepsOf(await rulingAt(root, then), before.name), stepsOf(there, before.name)];
  return added
    .filter((step) => !had.includes(step) || !has.includes(step))
    .map(
      (step): Told => ({
        gate: 'train',
        message: `The step "${step}" comes to ${name}, but ${before.name} has not had it for ${before.delivery.soakHours}h.`,
        fix: `Give it to ${before.name} first (${page}).`,
      }),
    );
}

/** Whether the change brings a declaration that an environment gets it without a trial: nobody is asked by one that was there. */
async function isDeclared({ root, base, files }: Pick<Ride, 'root' | 'base' | 'files'>, environment: string): Promise<boolean> {
  const folder = `${catalogFolder}/unstaged/`;
  const texts = files
    .filter((file) => file.startsWith(folder) && file.endsWith('.yaml'))
    .map(async (file) => {
      const [before, after] = [await fileIn(root, base, file), await fileIn(root, 'HEAD', file)];
      const value: unknown = after === undefined || after === before ? undefined : parseYaml(after).documents[0]?.value;
      const reason = asText(at(value, 'reason')) ?? '';
      return reason.trim() !== '' && asList(at(value, 'environments')).includes(environment);
    });
  return (await Promise.all(texts)).includes(true);
}
