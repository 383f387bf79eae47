import type { EnvironmentDefinition } from '../../../generators/model/environment/environment.ts';
import { type Versions, versionsFile } from '../../../generators/model/environment/versions.ts';
import { freezesIn } from '../../../generators/model/operations/freezes.ts';
import type { Finding } from '../../../policies/model.ts';
import { versionsText } from '../../catalog/versions.ts';
import { UserError } from '../../terminal/errors.ts';
import type { Change, Ground } from '../changes/change.ts';
import { freezeRefusals, orderRefusals, type Refusal, refuse } from '../gates/gates.ts';
import { hadOnce, tooYoung, type VersionMove, versionMoves } from '../gates/platform-versions.ts';
import { environmentOf } from '../lookup.ts';
import { trailers } from '../message.ts';

interface Request {
  readonly from: string;
  readonly to: string;
  /** Names of what is promoted, as the file of versions has them, with commas between; absent: all that differs. */
  readonly only?: string;
  readonly ready?: boolean;
  readonly now: number;
}

/**
 * What a promotion of the platform changes: the versions of charts, stores and clusters in the file of the target.
 * @throws Refused with the reasons of every gate
 */
export async function planPlatformPromotion({ workspace, catalog }: Ground, request: Request): Promise<Change> {
  const [from, to] = [environmentOf(catalog, request.from), environmentOf(catalog, request.to)];
  refuse(orderRefusals(from, to), `platform > ${to.name}`);
  const moves = chosen(versionMoves(to.versions, from.versions), from.versions, request.only);
  const { repository, base } = workspace;
  const asked = await Promise.all(
    moves.map(async (move) => {
      const isBack = await hadOnce(repository, base, to.name, move);
      return { move, refusals: isBack ? [] : await tooYoung(repository, base, { from, to, move, now: request.now }) };
    }),
  );
  const ready = request.ready === true ? asked.filter(({ refusals }) => refusals.length === 0) : asked;
  const frozen: readonly Refusal[] = ready.length === 0 ? [] : freezeRefusals(to, freezesIn(catalog, to.name), request.now);
  refuse([...ready.flatMap(({ refusals }) => refusals), ...frozen], `platform > ${to.name}`);
  return changeOf(
    ready.map(({ move }) => move),
    from,
    to,
  );
}

/** @throws UserError for a name that nothing has */
function chosen(moves: readonly VersionMove[], versions: Versions, only: string | undefined): readonly VersionMove[] {
  if (only === undefined) return moves;
  const names = only.split(',').map((name) => name.trim());
  const known = [...Object.keys(versions).filter((name) => name !== 'charts'), ...Object.keys(versions.charts)];
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new UserError({ what: `Nothing is called ${unknown.join(', ')}.`, where: '--only', how: `Write some of ${known.join(', ')}.` });
  }
  return moves.filter(({ name }) => names.includes(name));
}

function changeOf(moves: readonly VersionMove[], from: EnvironmentDefinition, to: EnvironmentDefinition): Change {
  const isChart = moves.some(({ chart }) => chart);
  const versions: Versions = {
    ...to.versions,
    ...Object.fromEntries(moves.filter(({ chart }) => !chart).map(({ name, to: version }) => [name, version])),
    charts: {
      ...to.versions.charts,
      ...Object.fromEntries(moves.filter(({ chart }) => chart).map(({ name, to: version }) => [name, version])),
    },
  };
  const what = moves.map(({ name, to: version }) => `${name} ${version}`).join(', ');
  return {
    branch: `promote/platform/${to.name}/${
      moves
        .map(({ name, to: version }) => `${name}-${version}`)
        .join('_')
        .slice(0, 80) || 'none'
    }`,
    subject: `promote(platform): ${from.name} -> ${to.name}${moves.length > 1 ? ` ${moves.length} versions` : what === '' ? '' : ` ${what}`}`,
    reason: `What ${from.name} has goes to ${to.name}: ${what}.`,
    trailers: [
      ...moves.flatMap(({ name, from: before, to: version }) => trailers({ Part: name, 'From-Version': before, 'To-Version': version })),
      ...trailers({ Environment: to.name, 'Source-Environment': from.name }),
    ],
    edits: moves.length === 0 ? new Map() : new Map([[versionsFile(to.name), versionsText(versions)]]),
    ...(isChart && {
      // What the charts render of their new versions is known when the next step is done, and not before.
      isLater: ({ rule, path }: Finding) => rule === 'match-application-source' && path === 'spec.source.targetRevision',
      notes: ['What the charts render in their new versions is not judged yet: "npm run build" is red on the branch until it is rendered.'],
      next: [
        'On the branch: npm run charts && npm run generate, and commit what they wrote (the workflow "Facts" does it where it may).',
        'Read what the preview says of it, and docs/runbooks/upgrade.md for what to look at after the sync.',
      ],
    }),
  };
}
