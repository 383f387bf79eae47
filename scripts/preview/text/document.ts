import { impactClasses, impactTitles } from '../impacts/impact.ts';
import type { Preview } from '../run.ts';
import { type Shape, titlesOf, whereOf } from '../shapes.ts';
import { code, commentLimit, cut, fenced, fitted, type Section } from './markdown.ts';
import { counted, groupedImpacts, summary } from './summary.ts';
import { diffOf } from './yaml-diff.ts';

const mostDiff = 6_000;
const mostListed = 30;

/** The comment: the summary whole, then as much of everything else as fits, the most important first. */
export function previewMarkdown(preview: Preview, limit: number = commentLimit): string {
  return fitted(summary(preview), sectionsOf(preview), limit);
}

/** The comment where a page shows the rest: what a reviewer must know, and no more. */
export function previewSummary(preview: Preview): string {
  return `${summary(preview).trimEnd()}\n`;
}

function sectionsOf(preview: Preview): readonly Section[] {
  const { shapes, impacts, findings, otherFiles } = preview;
  const lines = impactClasses.flatMap((name) => {
    const own = groupedImpacts(impacts.filter((impact) => impact.class === name));
    // What the summary shows whole is not said twice.
    return own.length <= 8 ? [] : [details(`${impactTitles[name]}: all ${own.length}`, own.slice(0, 200).join('\n'))];
  });
  return [
    { title: 'All that it does', blocks: lines },
    { title: 'Changes, by their shape', blocks: shapes.map(shapeBlock) },
    {
      title: 'Findings that are gone',
      blocks: listed(findings.gone, ({ rule, environment, message }) => `${code(rule)} in ${code(environment, 63)}: ${code(message, 200)}`),
    },
    { title: 'Changed files that build nothing', blocks: listed(otherFiles, (file) => code(file)) },
  ];
}

/** One block with a line for each of the first items; none for none. */
function listed<T>(items: readonly T[], line: (item: T) => string): readonly string[] {
  if (items.length === 0) return [];
  const rest = items.length - mostListed;
  return [[...items.slice(0, mostListed).map((item) => `- ${line(item)}`), ...(rest > 0 ? [`- and ${rest} more`] : [])].join('\n')];
}

function shapeBlock(shape: Shape): string {
  const [first] = shape.objects;
  if (first === undefined) return '';
  const { title, text, added, removed } = diffOf(first);
  const { environments, applications } = whereOf(shape);
  const state = first.pair.before === undefined ? 'new, ' : first.pair.after === undefined ? 'gone, ' : '';
  const count = shape.objects.length;
  const tag = (value: string) => code(value, 120, 'tag');
  const names = (list: readonly string[]) => (list.length > 4 ? `${list.length}` : list.map(tag).join(', '));
  const head =
    count === 1
      ? `${tag(environments[0] || 'all')}: ${tag(title)} (${state}+${added} -${removed})`
      : `Same change in ${count} objects: ${tag(shape.kind)} of ${names(applications)} in ${names(environments.map((name) => name || 'all'))} (${state}+${added} -${removed} each)`;
  const titles = titlesOf(shape);
  const list = listed(titles, (item) => code(item));
  const because = first.contents.length === 0 ? [] : [`Mentions what changed: ${code(first.contents.join(', '), 300)}`];
  const diff = text === '' ? [] : [fenced(shortened(text), 'diff')];
  return details(head, [...(count === 1 ? [] : list), ...because, ...diff].join('\n\n'));
}

/** The first lines of a diff, and how many there are beyond. */
function shortened(text: string): string {
  const lines = text.split('\n').map((line) => cut(line, 400));
  let length = 0;
  const most = lines.findIndex((line) => {
    length += line.length + 1;
    return length > mostDiff;
  });
  return most === -1
    ? lines.join('\n')
    : [...lines.slice(0, most), `... ${counted(lines.length - most, 'more line')} in the full file`].join('\n');
}

function details(title: string, text: string): string {
  return `<details><summary>${title}</summary>\n\n${text}\n\n</details>`;
}
