import { createColors } from 'picocolors';
import stringWidth from 'string-width';
import type { Catalog } from '../../../generators/model/catalog.ts';
import type { EnvironmentDefinition } from '../../../generators/model/environment/environment.ts';
import type { NextStep } from '../delivery/promotion.ts';
import { inOrder } from '../lookup.ts';
import { moment } from '../times.ts';
import type { Status, StatusRow } from './status.ts';

/** How it is shown. */
export interface Look {
  readonly isColored: boolean;
  /** Columns of the terminal; infinite where there is none. */
  readonly width: number;
}

/**
 * The status for people: services by environments, what may go on and when, and all that an operator should know beside. Times are those
 * of the clock that the environment's freezes go by.
 */
export function statusText(catalog: Catalog, status: Status, steps: readonly NextStep[], { isColored, width }: Look): string {
  const colors = createColors(isColored);
  const environments = inOrder(catalog).filter(({ name }) => status.rows.some(({ environment }) => environment === name));
  const services = [...new Set(status.rows.map(({ service }) => service))];
  const rowOf = (service: string, environment: string) =>
    status.rows.find((row) => row.service === service && row.environment === environment);
  const stepsOf = (service: string, environment: string) => steps.filter((step) => step.service === service && step.from === environment);
  const cell = (service: string, environment: string) => {
    const row = rowOf(service, environment);
    return row === undefined ? colors.dim('-') : cellOf(row, stepsOf(service, environment), colors);
  };
  const whole = [
    ['', ...environments.map(({ name }) => name)].map(colors.bold),
    ...services.map((service) => [service, ...environments.map(({ name }) => cell(service, name))]),
  ];
  // Too wide for the terminal: one line for each environment below its service.
  const table =
    lines(whole).every((line) => stringWidth(line) <= width) || services.length === 0
      ? lines(whole)
      : services.flatMap((service) => [colors.bold(service), ...lines(environments.map(({ name }) => [`  ${name}`, cell(service, name)]))]);
  const zones = new Map(environments.map((environment) => [environment.name, zoneOf(environment)]));
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

/** Cells below each other; Chinese characters are two columns wide. */
function lines(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - stringWidth(cell)))
      .join('  ')
      .trimEnd(),
  );
}

type Colors = ReturnType<typeof createColors>;

type At = (instant: string | number, environment: string) => string;

function remarks({ rows, frozen, due }: Status, at: At): readonly string[] {
  const of = ({ service, environment }: StatusRow) => `${service} in ${environment}`;
  return block([
    ...rows.flatMap((row): readonly [string, string][] => [
      ...(row.hold === undefined
        ? []
        : [['held', `${of(row)} until ${at(row.hold.until, row.environment)}: ${row.hold.reason}`] as [string, string]]),
      ...(row.emergency === undefined
        ? []
        : [
            ['emergency', `${of(row)}: ${row.emergency.incident}, due below by ${at(row.emergency.until, row.environment)}`] as [
              string,
              string,
            ],
          ]),
      ...(row.scale === undefined
        ? []
        : [
            ['scaled', `${of(row)}: ${row.scale.min} to ${row.scale.max} pods until ${at(row.scale.until, row.environment)}`] as [
              string,
              string,
            ],
          ]),
      ...(row.forwardOnly === undefined
        ? []
        : [['no way back', `${of(row)} before ${row.version}: ${row.forwardOnly}`] as [string, string]]),
    ]),
    ...frozen.map(({ environment, until, reason }): [string, string] => [
      'frozen',
      `${environment} until ${at(until, environment)}: ${reason}`,
    ]),
    ...due.map((message): [string, string] => ['due', message]),
  ]);
}

function nextLines(steps: readonly NextStep[], at: At): readonly string[] {
  return block(
    steps.map((step): [string, string] => {
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
function block(items: readonly (readonly [word: string, text: string])[]): readonly string[] {
  const longest = Math.max(0, ...items.map(([word]) => word.length));
  return items.length === 0 ? [] : ['', ...items.map(([word, text]) => `${word.padEnd(longest)}  ${text}`)];
}

/** The clock that people of an environment go by: of its freezes, else of its windows of syncs, else of its backups. */
function zoneOf({ delivery, sync, backup }: EnvironmentDefinition): string {
  return delivery.freezes[0]?.timeZone ?? sync.windows[0]?.timeZone ?? ('timeZone' in backup ? backup.timeZone : 'UTC');
}
