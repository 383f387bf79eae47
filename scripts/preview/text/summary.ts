import { markdownTable } from 'markdown-table';
import type { Finding } from '../../../policies/model.ts';
import { type Amounts, costOf } from '../capacity.ts';
import { type Impact, type ImpactClass, impactClasses, impactTitles } from '../impacts/impact.ts';
import { highest, riskOf } from '../impacts/risk.ts';
import { plainText, type Sentence } from '../impacts/sentence.ts';
import { prices } from '../prices.ts';
import type { Preview } from '../run.ts';
import { code } from './markdown.ts';

/** The first line of the comment, by which it is found again to be updated. */
export const marker = '<!-- erp-gitops-preview -->';

// The head must always fit, whatever the change: so many lines and rows of each kind, of limited length.
const linesTried = [8, 4, 2, 1];
const mostLength = 40_000;
const mostRows = 12;
const gibibyte = 2 ** 30;

/** The head of the comment: what a reviewer must know, in lines of limited number and length. */
export function summary(preview: Preview): string {
  const tries = linesTried.map((lines) => () => summaryOf(preview, lines));
  return tries.reduce((text, next) => (text.length > mostLength ? next() : text), tries[0]?.() ?? '');
}

function summaryOf(preview: Preview, lines: number): string {
  return [
    marker,
    `## Preview: risk **${preview.risk}**`,
    '',
    scopeLine(preview),
    ...problemLines(preview, lines),
    ...impactTable(preview.impacts),
    ...impactClasses.flatMap((name) => classLines(preview, name, lines)),
    ...capacityLines(preview),
    ...policyLines(preview, lines),
  ].join('\n');
}

function scopeLine({ changed, ref, start, otherFiles }: Preview): string {
  const count = (state: 'new' | 'gone' | 'changed') =>
    changed.filter(({ pair }) => (pair.before === undefined ? 'new' : pair.after === undefined ? 'gone' : 'changed') === state).length;
  const against = `Compared with ${code(ref, 80)} at ${code(start.slice(0, 12))}`;
  if (changed.length === 0) {
    const others = otherFiles.length === 0 ? '' : ` ${counted(otherFiles.length, 'changed file')} build nothing.`;
    return `${against}: nothing that would be deployed changes.${others}`;
  }
  const applications = new Set(changed.map(({ pair }) => `${pair.environment}/${pair.application}`));
  const environments = new Set(changed.map(({ pair }) => pair.environment));
  const objects = [
    count('new') && `${count('new')} new`,
    count('gone') && `${count('gone')} gone`,
    count('changed') && `${count('changed')} changed`,
  ];
  return `${against}: ${counted(changed.length, 'object')} (${objects.filter(Boolean).join(', ')}) of ${counted(applications.size, 'application')} in ${counted(environments.size, 'environment')}.`;
}

function problemLines({ problems }: Preview, lines: number): readonly string[] {
  if (problems.length === 0) return [];
  const line = ({ side, file, message }: Preview['problems'][number]) =>
    `- ${side === 'after' ? 'Now' : 'Before'}: ${code(file)}: ${code(message, 300)}`;
  return ['', '### Cannot be compared', '', ...limited(problems, lines, line)];
}

function impactTable(impacts: readonly Impact[]): readonly string[] {
  if (impacts.length === 0) return [];
  const environments = [...new Set(impacts.map(({ environment }) => environment))].slice(0, mostRows);
  const rows = impactClasses
    .map((name) => [name, impacts.filter((impact) => impact.class === name)] as const)
    .filter(([, own]) => own.length > 0)
    .map(([name, own]) => [
      impactTitles[name],
      highest(own.map(riskOf)),
      ...environments.map((environment) => String(own.filter((impact) => impact.environment === environment).length || '')),
    ]);
  const titles = environments.map((environment) => (environment === '' ? 'all' : code(environment, 63, 'cell')));
  const align = ['l', 'l', ...environments.map(() => 'r')];
  return ['', markdownTable([['What it does', 'Risk', ...titles], ...rows], { align })];
}

function classLines({ impacts }: Preview, name: ImpactClass, lines: number): readonly string[] {
  const own = impacts.filter((impact) => impact.class === name);
  if (own.length === 0) return [];
  return ['', `**${impactTitles[name]}**`, '', ...limited(groupedImpacts(own), lines, (line) => line)];
}

/** Impacts that say the same of several objects, together. */
export function alikeImpacts(impacts: readonly Impact[]): readonly (readonly [Impact, ...Impact[]])[] {
  const groups = Map.groupBy(impacts, (impact) => `${plainText(generalised(impact))}\n${impact.object.split(' ')[0] ?? ''}`);
  return [...groups.values()].flatMap(([first, ...others]) => (first === undefined ? [] : [[first, ...others] as const]));
}

/** What a group of them says: of several applications without the name of one. */
export function saidOf(group: readonly [Impact, ...Impact[]]): Sentence {
  return new Set(group.map(({ application }) => application)).size > 1 ? generalised(group[0]) : group[0].text;
}

/** The lines of some impacts: those that say the same of several objects in one. */
export function groupedImpacts(impacts: readonly Impact[]): readonly string[] {
  return alikeImpacts(impacts).map((group) => {
    const [first] = group;
    const environments = [...new Set(group.map(({ environment }) => (environment === '' ? 'all' : code(environment, 63))))];
    const shown = environments.slice(0, 6).join(', ');
    const where = environments.length > 6 ? `${shown} and ${environments.length - 6} more` : shown;
    if (group.length === 1) return `- ${where}: ${code(first.object, 120)} ${markdownOf(first.text)}`;
    const names = [...new Set(group.map(({ object }) => object.replace(/^(\S+ ).*\//, '$1')))];
    const others = names.length - 2;
    const objects = `${names
      .slice(0, 2)
      .map((object) => code(object, 90))
      .join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
    return `- ${where}: ${objects}: ${markdownOf(saidOf(group))} (${group.length} objects)`;
  });
}

/** The sentence without the name of the application, which differs between objects that change alike. */
function generalised({ text, application }: Impact): Sentence {
  return { ...text, values: text.values.map((value) => (application === '' ? value : value.replaceAll(application, '<application>'))) };
}

/** A sentence with its values as code. */
export function markdownOf({ words, values }: Sentence): string {
  return words.map((word, index) => word + (values[index] === undefined ? '' : code(values[index], 140))).join('');
}

function capacityLines({ capacity }: Preview): readonly string[] {
  const rows = capacity.filter(({ least, most }) => [...Object.values(least), ...Object.values(most)].some((amount) => amount !== 0));
  if (rows.length === 0) return [];
  const cells = rows
    .slice(0, mostRows)
    .map(({ environment, least, most }) => [
      code(environment, 63, 'cell'),
      both(least, most, ({ cores }) => signed(cores)),
      both(least, most, ({ memory }) => signed(memory / gibibyte)),
      both(least, most, ({ storage }) => signed(storage / gibibyte)),
      both(least, most, (amounts) => signed(costOf(amounts, prices))),
    ]);
  const header = ['Requested more', 'CPU', 'Memory, GiB', 'Volumes, GiB', `${prices.currency} a month`];
  return [
    '',
    '**Capacity**, with the fewest and with the most pods that the autoscalers allow',
    '',
    markdownTable([header, ...cells], { align: ['l', 'r', 'r', 'r', 'r'] }),
    '',
    `Money by ${prices.source} (${prices.date}). Charts, jobs and DaemonSets are not counted.`,
  ];
}

function both(least: Amounts, most: Amounts, show: (amounts: Amounts) => string): string {
  return show(least) === show(most) ? show(least) : `${show(least)} to ${show(most)}`;
}

function signed(amount: number): string {
  const rounded = Math.round(amount * 100) / 100;
  return rounded > 0 ? `+${rounded}` : String(rounded === 0 ? 0 : rounded);
}

function policyLines({ findings: { added, gone, same, notes }, exemptions, exceptions }: Preview, lines: number): readonly string[] {
  const line = ({ rule, environment, object, message }: Finding) =>
    `- New: ${code(rule, 60)} in ${code(environment, 63)}: ${code(`${object.kind} ${object.name}`, 100)}: ${code(message, 200)}`;
  return [
    '',
    `**Policies**: ${counted(added.length, 'new finding')}, ${gone.length} gone, ${same} as before.`,
    ...(added.length + exemptions.length + exceptions.length === 0 ? [] : ['']),
    ...limited(added, lines, line),
    ...limited(
      grouped(exemptions),
      lines,
      ({ environment, objects, rule, change, text }) =>
        `- Exemption ${change} in ${code(environment, 63)}: ${objects} from ${code(rule, 60)}: ${code(text, 120)}`,
    ),
    ...limited(
      exceptions,
      lines,
      ({ environment, object, change, text }) =>
        `- Beyond the catalog, ${change}, in ${code(environment, 63)}: ${code(object, 100)}: ${code(text, 200)}`,
    ),
    ...notes.slice(0, 3).flatMap((note) => ['', markdownOf(note)]),
  ];
}

/** What is said of many objects in the same words is one. */
function grouped(exemptions: Preview['exemptions']) {
  const groups = Map.groupBy(exemptions, ({ environment, rule, change, text }) => JSON.stringify([environment, rule, change, text]));
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const { object, ...rest } = first;
    return [{ ...rest, objects: others.length === 0 ? code(object, 100) : counted(others.length + 1, 'object') }];
  });
}

function limited<T>(items: readonly T[], most: number, line: (item: T) => string): readonly string[] {
  const shown = items.slice(0, most).map(line);
  return items.length > most ? [...shown, `- and ${items.length - most} more`] : shown;
}

/** `1 object`, `3 objects`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
