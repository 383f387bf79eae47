import type { Release } from '../../../generators/model/catalog.ts';
import type { EnvironmentFile } from '../../../generators/model/environment/environment.ts';
import { activeFreeze } from '../../../generators/model/operations/freezes.ts';
import type { FreezeList } from '../../../generators/model/operations/operations.ts';
import type { Build } from '../../../generators/model/service/service.ts';
import { instantOf, timeOf } from '../../../generators/model/time.ts';
import { errorText, UserError } from '../../terminal/errors.ts';
import type { Elsewhere } from '../lookup.ts';
import { span } from '../times.ts';
import { compareVersions } from '../versions.ts';

/** What may refuse a change (manual 4.1, D78). */
export type Gate =
  | 'order'
  | 'source'
  | 'soak'
  | 'newer'
  | 'tag'
  | 'hold'
  | 'freeze'
  | 'history'
  | 'migration'
  | 'incident'
  | 'train'
  | 'signature'
  | 'place'
  | 'policies';

/** Why a change may not be made now. */
export interface Refusal {
  readonly gate: Gate;
  readonly message: string;
  readonly fix: string;
}

/** A change that gates refuse: all their reasons, three lines each. Exit code 3. */
export class Refused extends UserError {
  override readonly exitCode = 3;
  readonly refusals: readonly Refusal[];
  readonly where: string;

  constructor(refusals: readonly [Refusal, ...Refusal[]], where: string) {
    super({ what: refusals[0].message, where, how: refusals[0].fix });
    this.refusals = refusals;
    this.where = where;
  }

  override text(): string {
    return this.refusals
      .map(({ gate, message, fix }) => errorText({ what: message, where: `${this.where} (gate: ${gate})`, how: fix }))
      .join('');
  }
}

/** Ends a command when a gate refused it. */
export function refuse(refusals: readonly Refusal[], where: string): void {
  const [first, ...others] = refusals;
  if (first !== undefined) throw new Refused([first, ...others], where);
}

/** What a promotion is judged by. */
export interface PromotionFacts {
  readonly service: string;
  readonly from: EnvironmentFile;
  readonly to: EnvironmentFile;
  /** Undefined where the service has no release. */
  readonly source: Release | undefined;
  readonly target: Release | undefined;
  /** Since when the source environment has this build, as milliseconds since 1970. */
  readonly since: number | undefined;
  /** Freezes and thaws of the target. */
  readonly freezes: FreezeList;
  readonly elsewhere: readonly Elsewhere[];
  readonly now: number;
}

/** All gates that refuse a promotion. */
export function promotionRefusals(facts: PromotionFacts): readonly Refusal[] {
  const { service, from, to, source, target, since, freezes, elsewhere, now } = facts;
  const order = orderRefusals(from, to);
  if (order.length > 0) return order;
  if (source === undefined) {
    const fix = `Bring it there first: npm run ops -- ${deliveryInto(service, from)}`;
    return [{ gate: 'source', message: `${service} has no release in ${from.name}.`, fix }];
  }
  return [
    ...soakRefusals(service, from, source, since, now),
    ...newerRefusals(service, to, source, target),
    ...tagRefusals(service, source, elsewhere),
    ...holdRefusals(service, to, target, now),
    ...freezeRefusals(to, freezes, now),
  ];
}

/** An environment other than the one from which versions come. */
export function orderRefusals(from: Pick<EnvironmentFile, 'name'>, to: EnvironmentFile): readonly Refusal[] {
  const { from: before } = to.delivery;
  if (before === from.name) return [];
  return [
    {
      gate: 'order',
      message: `${to.name} gets versions from ${before ?? 'the pipeline'}, not from ${from.name}.`,
      fix: before === undefined ? 'Use "npm run ops -- deliver".' : `Promote to ${before} first, then --from ${before} --to ${to.name}.`,
    },
  ];
}

function deliveryInto(service: string, { name, delivery }: EnvironmentFile): string {
  return delivery.from === undefined
    ? `deliver ${service} --env ${name} --version <version> --digest <digest>`
    : `promote ${service} --from ${delivery.from} --to ${name}`;
}

/** When what an environment has may go on; undefined where no commit says since when it has it. Milliseconds since 1970, both. */
export function soakedAt({ delivery: { soakHours } }: EnvironmentFile, since: number | undefined): number | undefined {
  return since === undefined ? undefined : since + soakHours * 3_600_000;
}

function soakRefusals(
  service: string,
  environment: EnvironmentFile,
  { version }: Build,
  since: number | undefined,
  now: number,
): readonly Refusal[] {
  const {
    name,
    delivery: { soakHours },
  } = environment;
  const ready = soakedAt(environment, since);
  if (ready !== undefined && now >= ready) return [];
  const message =
    since === undefined || ready === undefined
      ? `The release of ${service} ${version} in ${name} is in no commit, so nobody knows how long it has been there.`
      : `${service} ${version} has been in ${name} for ${span(now - since)}, not for ${soakHours}h.`;
  const fix = ready === undefined ? 'Merge it first.' : `Wait until ${instantOf(ready)}; what cannot wait is an emergency.`;
  return [{ gate: 'soak', message, fix }];
}

/** A build that is older than the one it would replace. */
export function newerRefusals(service: string, to: EnvironmentFile, source: Build, target: Build | undefined): readonly Refusal[] {
  if (target === undefined || compareVersions(source.version, target.version) >= 0) return [];
  return [
    {
      gate: 'newer',
      message: `${to.name} has ${service} ${target.version}, which is newer than ${source.version}.`,
      fix: `To go back on purpose: npm run ops -- rollback ${service} --env ${to.name} --to ${source.version} --reason <why>`,
    },
  ];
}

/** A version that another environment has with another digest: somebody moved the tag. */
export function tagRefusals(service: string, { version, digest }: Build, elsewhere: readonly Elsewhere[]): readonly Refusal[] {
  return elsewhere
    .filter(({ release }) => release.version === version && release.digest !== digest)
    .map(({ environment }) => ({
      gate: 'tag' as const,
      message: `${service} ${version} has another digest in ${environment}, so the tag was moved to another image.`,
      fix: 'Build a new version: the same version must be the same image everywhere.',
    }));
}

/** A release that somebody holds. */
export function holdRefusals(service: string, to: EnvironmentFile, target: Release | undefined, now: number): readonly Refusal[] {
  const hold = target?.hold;
  if (hold === undefined || timeOf(hold.until) <= now) return [];
  return [
    {
      gate: 'hold',
      message: `${service} is held in ${to.name} until ${hold.until}: ${hold.reason}`,
      fix: `When the reason is gone: npm run ops -- release ${service} --env ${to.name}`,
    },
  ];
}

/** An environment that is frozen. */
export function freezeRefusals({ name, delivery }: EnvironmentFile, freezes: FreezeList, now: number): readonly Refusal[] {
  const active = activeFreeze(delivery.freezes, freezes, now);
  if (active === undefined) return [];
  return [
    {
      gate: 'freeze',
      message: `${name} is frozen until ${instantOf(active.to)}: ${active.reason}`,
      fix: 'Wait, or thaw it for an incident with "npm run ops -- thaw"; "emergency", "rollback", "scale", "set", "remove" and "rename" take --incident.',
    },
  ];
}
