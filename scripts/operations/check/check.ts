import { type Catalog, homeOf } from '../../../generators/model/catalog.ts';
import { freezesIn } from '../../../generators/model/operations/freezes.ts';
import { treeFaultsOf } from '../../repository/whole-tree/judge.ts';
import { leftovers } from '../gates/expiry.ts';
import { freezeRefusals } from '../gates/gates.ts';
import { unaskedReleases } from '../gates/initial-release.ts';
import { dataCommits, messageProblems } from '../git/commits.ts';
import { git, gitNames } from '../git/git.ts';
import { releasedSince } from '../git/history.ts';
import { type EffectRefusal, frozenEffects, heldEffects, turnedPlaces } from './effect-gates.ts';
import { renderedEffects } from './effects.ts';
import { endsAgainst } from './ends.ts';
import { type CheckFinding, type CheckRequest, gateFinding } from './finding.ts';
import { moveRefusals, movesBetween, oneEnvironment } from './moves.ts';
import { inForce, loosened, type Ruling, rulingAt, rulingFor } from './ruling.ts';
import { ofChange } from './scope.ts';
import { oneWayRefusals, trainRefusals } from './train.ts';

/**
 * What is against merging what is checked out into a branch: things that are over, commits that do not say what they do, and
 * gates that refuse now. Which gates there are is what that branch says, with what the change makes stricter and its thaws; which of them a
 * change meets is decided by what it changes of what runs, and by the releases that it moves.
 */
export async function checkChange(request: CheckRequest): Promise<readonly CheckFinding[]> {
  const { root, catalog, base, now } = request;
  const start = (await git(root, ['merge-base', base, 'HEAD'])).trim();
  const [before, begun] = [await rulingAt(root, base), await rulingAt(root, start)];
  const ruling = rulingFor(before, begun, catalog);
  const ruled = { ...request, catalog: { ...catalog, ...ruling, environments: inForce(ruling, catalog) } };
  const files = await gitNames(root, ['diff', '--name-only', '--no-renames', '-z', start, 'HEAD']);
  const commits = await dataCommits(root, start, 'HEAD');
  const messages = (await Promise.all(commits.map((commit) => messageProblems(root, commit)))).flat();
  const moves = await movesBetween(ruled, start, commits);
  const since = moves.length === 0 ? new Map<string, number>() : await releasedSince(root, base);
  const refused = await Promise.all(
    moves.map(async (move) => (await moveRefusals(ruled, move, since)).map((refusal) => gateFinding(move.file, refusal))),
  );
  const ended = await endsAgainst(request, ruling, start);
  const effects = await renderedEffects(root, start, 'HEAD', homeOf({ ...catalog, ...before })?.name ?? '');
  const services = catalog.services.map(({ value }) => value.name);
  const met = { root, base, ruling, effects, files, now };
  const turned = turnedPlaces(begun, catalog, files);
  const byEffect = [
    ...frozenEffects(met),
    ...looseningAgainst(ruling, begun, catalog, now),
    ...(await trainRefusals({ ...met, there: before, begun, own: catalog })),
    ...(await oneWayRefusals({ ...met, own: catalog })),
    ...(await heldEffects({ ...met, effects: effects.filter(({ environment }) => !turned.has(environment)) }, services)),
  ];
  const all = leftovers(catalog, now, request.ahead);
  // Where there is nothing to merge, the question is what is over at all.
  const due = files.length === 0 ? all : ofChange(all, { files, effects, commits, isFailover: turned.size > 0 });
  const asked = [...refused.flat(), ...ended];
  return [
    ...treeFaultsOf(root).map(({ what, where, how }) => ({
      kind: 'tree' as const,
      severity: 'error' as const,
      message: what,
      where,
      fix: how,
    })),
    ...due.map(({ severity, message, file, fix }) => ({
      kind: 'expiry' as const,
      severity,
      message,
      where: file,
      fix,
    })),
    ...messages.map(({ message, commit, fix }) => ({ kind: 'commit' as const, severity: 'error' as const, message, where: commit, fix })),
    ...asked,
    // A release that moves has said it already.
    ...byEffect
      .filter(({ message }) => !asked.some((finding) => finding.message === message))
      .map((refusal) => gateFinding(refusal.where, refusal)),
    ...oneEnvironment(moves),
    ...(await unaskedReleases(root, withEnvironments(ruling, catalog), base)).map(({ file, message, fix }) =>
      gateFinding(file, { gate: 'order', message, fix }),
    ),
  ];
}

/** What takes gates away is a change of the environment, and meets its freeze. */
function looseningAgainst(ruling: Ruling, begun: Ruling, own: Ruling, now: number): readonly EffectRefusal[] {
  return ruling.environments.flatMap(({ file, value: environment }) => {
    const [first] = loosened(begun, own, environment.name, now);
    if (first === undefined) return [];
    return freezeRefusals(environment, freezesIn(ruling, environment.name), now).map((refusal) => ({
      ...refusal,
      environment: environment.name,
      where: `${file}: ${first}`,
    }));
  });
}

/** The environments that the change leaves, as they rule. */
function withEnvironments(ruling: Ruling, own: Catalog): Catalog {
  const left = new Set(own.environments.map(({ value }) => value.name));
  return { ...own, environments: inForce(ruling, own).filter(({ value }) => left.has(value.name)) };
}
