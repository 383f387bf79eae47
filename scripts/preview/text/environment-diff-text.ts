import type { Difference, Reason } from '../diff/environment-diff.ts';
import { short } from '../impacts/sentence.ts';
import { code } from './markdown.ts';
import { counted } from './summary.ts';

const titles: readonly (readonly [Reason, string])[] = [
  ['promotable', 'Promotable: differs by the release'],
  ['environment', "The environment's own: differs by its definition"],
  ['unexplained', 'Unexplained: the catalog does not mean it'],
];

/** The differences for people: first what a promotion would change, last what nobody declared. */
export function environmentDiffText(
  names: readonly [string, string],
  differences: readonly Difference[],
  format: 'text' | 'markdown',
): string {
  const markdown = format === 'markdown';
  const lines = [markdown ? `## ${code(names[0])} to ${code(names[1])}` : `${names[0]} to ${names[1]}`];
  for (const [reason, title] of titles) {
    const groups = grouped(differences.filter((difference) => difference.reason === reason));
    const count = groups.reduce((sum, group) => sum + group.length, 0);
    lines.push(
      '',
      `${markdown ? '### ' : ''}${title}: ${count === 0 ? 'nothing' : counted(count, 'field')}`,
      ...(markdown && count > 0 ? [''] : []),
    );
    lines.push(...groups.map((group) => lineOf(group, markdown)));
  }
  return `${lines.join('\n')}\n`;
}

/** Differences of the same field by the same values, in whatever object. */
function grouped(differences: readonly Difference[]): readonly (readonly Difference[])[] {
  const groups = Map.groupBy(differences, ({ object, application, change }) =>
    JSON.stringify([object.split(' ')[0], change.path, change.from ?? null, change.to ?? null]).replaceAll(application, '<>'),
  );
  return [...groups.values()];
}

function lineOf(group: readonly Difference[], markdown: boolean): string {
  const [first] = group;
  if (first === undefined) return '';
  const { object, change } = first;
  const cut = (text: string) => (text.length > 140 ? `${text.slice(0, 139)}…` : text);
  const show = (text: string) => (markdown ? code(text, 140) : cut(text));
  const more = group.length === 1 ? '' : ` and ${group.length - 1} more`;
  if (change.path === '')
    return `${markdown ? '-' : ' '} ${show(object)}${more} ${change.from === undefined ? 'only in the second' : 'only in the first'}`;
  return `${markdown ? '-' : ' '} ${show(object)}${more}: ${show(change.path)}: ${show(short(change.from))} becomes ${show(short(change.to))}`;
}
