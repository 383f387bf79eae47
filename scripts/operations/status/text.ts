import { createColors } from 'picocolors';
import stringWidth from 'string-width';
import type { Catalog } from '../../../generators/model/catalog.ts';
import type { EnvironmentDefinition } from '../../../generators/model/environment/environment.ts';
import { columns } from '../../terminal/columns.ts';
import type { NextStep } from '../delivery/promotion.ts';
import { inOrder } from '../lookup.ts';
import { moment } from '../times.ts';
import { placesOf } from './places.ts';
import type { Status, StatusRow } from './status.ts';

/** An environment as it is shown, by the clock that its people go by. */
export interface ShownEnvironment {
  readonly name: string;
  /** Such as `Asia/Shanghai`. */
  readonly timeZone: string;
}

/** The environments of a catalog, in the order of versions, with their clocks. */
export function shownEnvironments(catalog: Pick<Catalog, 'environments'>): readonly ShownEnvironment[] {
  return inOrder(catalog).map((environment) => ({ name: environment.name, timeZone: zoneOf(environment) }));
}

/** How it is shown. */
export interface Look {
  readonly isColored: boolean;
  /** Columns of the terminal; infinite where there is none. */
  readonly width: number;
}

/**
 * The status for people: services by environments, what may go on and when, and all that an operator should know beside. Times are those
 * of the clock of the environment.
 * @param all environments, from the left; those without a row are left out
 */
export function statusText(
  all: readonly ShownEnvironment[],
  status: Status,
  steps: readonly NextStep[],
  { isColored, width }: Look,
): string {
  const colors = createColors(isColored);
  const environments = all.filter(({ name }) => status.rows.some(({ environment }) => environment === name));
  const services = [...new Set(status.rows.map(({ service }) => service))];
  const places = placesOf(status, steps);
  const cell = (service: string, environment: string) => {
    const { row, next } = places(service, environment);
    return row === undefined ? colors.dim('-') : cellOf(row, next, colors);
  };
  const whole = [
    ['', ...environments.map(({ name }) => name)].map(colors.bold),
    ...services.map((service) => [service, ...environments.map(({ name }) => cell(service, name))]),
  ];
  // Too wide for the terminal: one line for each environment below its service.
  const wide = columns(whole);
  const table =
    wide.every((line) => stringWidth(line) <= width) || services.length === 0
      ? wide
      : services.flatMap((service) => [
          colors.bold(service),
          ...columns(environments.map(({ name }) => [`  ${name}`, cell(service, name)])),
        ]);
  const zones = new Map(environments.map(({ name, timeZone }) => [name, timeZone]));
  const at = (instant: string | number, environment: string) => moment(instant, zones.get(environment) ?? 'UTC');
  return [...table, ...remarks(status, at), ...nextLines(steps, at)].map((line) => `${line.trimEnd()}\n`).join('');
}

/** `1.2.0 3h`, whether it may go on, and what is said of it below. */
function cellOf({ version, age, hold, emergency, scale, forwardOnly }: StatusRow, steps: readonly NextStep[], colors: Colors): string {
  const marks = [hold && 'held', emergency && 'emergency', scale && 'scaled', forwardOnly !== undefined && 'no way back'].filter(
    (mark) => typeof mark === 'string',
  );
  const mayGo = steps.some(({ refusals }) => refusals.length === 0) ? ` ${colors.green('→')}` : '';
  return `${version} ${colors.dim(age ?? '-')}${mayGo}${marks.length === 0 ? '' : ` ${colors.yellow(marks.join(', '))}`}`;
}

type Colors = ReturnType<typeof createColors>;

type At = (instant: string | number, environment: string) => string;

/** A word, and what it is said of. */
type Remark = readonly [word: string, text: string];

function remarks({ rows, frozen, due }: Status, at: At): readonly string[] {
  return block([
    ...rows.flatMap((row) => remarksOn(row, at)),
    ...frozen.map(({ environment, until, reason }): Remark => ['frozen', `${environment} until ${at(until, environment)}: ${reason}`]),
    ...due.map((message): Remark => ['due', message]),
  ]);
}

function remarksOn({ service, environment, version, hold, emergency, scale, forwardOnly }: StatusRow, at: At): readonly Remark[] {
  const where = `${service} in ${environment}`;
  const said: Remark[] = [];
  if (hold !== undefined) said.push(['held', `${where} until ${at(hold.until, environment)}: ${hold.reason}`]);
  if (emergency !== undefined)
    said.push(['emergency', `${where}: ${emergency.incident}, due below by ${at(emergency.until, environment)}`]);
  if (scale !== undefined) said.push(['scaled', `${where}: ${scale.min} to ${scale.max} pods until ${at(scale.until, environment)}`]);
  if (forwardOnly !== undefined) said.push(['no way back', `${where} before ${version}: ${forwardOnly}`]);
  return said;
}

function nextLines(steps: readonly NextStep[], at: At): readonly string[] {
  return block(
    steps.map((step): Remark => {
      const what = `${step.service} ${step.version}: ${step.from} → ${step.to}`;
      if (step.refusals.length === 0) {
        return ['next', `${what} now: npm run ops -- promote ${step.service} --from ${step.from} --to ${step.to}`];
      }
      const reasons = step.refusals.map(({ gate, message }) =>
        gate === 'soak' && step.soakedAt !== undefined ? `soak until ${at(step.soakedAt, step.to)}` : message,
      );
      return ['waits', `${what}: ${reasons.join(' ')}`];
    }),
  );
}

/** Lines with a word of their own each, after an empty one. */
function block(items: readonly Remark[]): readonly string[] {
  const longest = Math.max(0, ...items.map(([word]) => word.length));
  return items.length === 0 ? [] : ['', ...items.map(([word, text]) => `${word.padEnd(longest)}  ${text}`)];
}

/** The clock that people of an environment go by: of its freezes, else of its windows of syncs, else of its backups. */
function zoneOf({ delivery, sync, backup }: EnvironmentDefinition): string {
  return delivery.freezes[0]?.timeZone ?? sync.windows[0]?.timeZone ?? ('timeZone' in backup ? backup.timeZone : 'UTC');
}
