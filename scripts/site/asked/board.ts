import { freezesIn, nextFreeze } from '../../../generators/model/operations/freezes.ts';
import { type NextStep, nextSteps } from '../../operations/delivery/promotion.ts';
import { tooYoung, type VersionMove, versionMoves } from '../../operations/gates/platform-versions.ts';
import { lastOperations, type Operation } from '../../operations/git/commits.ts';
import { type Status, statusOf } from '../../operations/status/status.ts';
import type { Ground } from './ground.ts';

const daysAhead = 60;
const operationsShown = 10;

/** What the board shows: the answers of `ops status`, of the gates, and of Git. */
export interface Board {
  readonly status: Status;
  readonly steps: readonly NextStep[];
  /** Between an environment and the one that it gets versions from. */
  readonly platform: readonly PlatformStep[];
  /** The freeze that begins next, by environment. */
  readonly ahead: ReadonlyMap<string, { readonly from: number; readonly to: number; readonly reason: string }>;
  readonly operations: readonly Operation[];
}

/** Versions of charts, stores and Kubernetes that an environment does not have yet. */
export interface PlatformStep {
  readonly from: string;
  readonly to: string;
  readonly moves: readonly VersionMove[];
  /** Why some of them may not go yet. */
  readonly refusals: readonly string[];
}

/** Asks for all of it. */
export async function boardOf({ root, catalog, environments, since, now }: Ground): Promise<Board> {
  const platform = await Promise.all(
    environments.flatMap((to) => {
      const from = environments.find(({ name }) => name === to.delivery.from);
      const moves = from === undefined ? [] : versionMoves(to.versions, from.versions);
      if (from === undefined || moves.length === 0) return [];
      return [
        Promise.all(moves.map((move) => tooYoung(root, 'HEAD', { from, to, move, now }))).then((refusals) => ({
          from: from.name,
          to: to.name,
          moves,
          refusals: refusals.flat().map(({ message }) => message),
        })),
      ];
    }),
  );
  return {
    status: statusOf(catalog, since, now),
    steps: nextSteps(catalog, since, now),
    platform,
    ahead: new Map(
      environments.flatMap(({ name, delivery }) => {
        const next = nextFreeze(delivery.freezes, freezesIn(catalog, name), now, daysAhead);
        return next === undefined ? [] : [[name, next] as const];
      }),
    ),
    operations: await lastOperations(root, 'HEAD', operationsShown),
  };
}
