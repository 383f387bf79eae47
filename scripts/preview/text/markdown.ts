/** GitHub refuses a comment of more characters. */
export const commentLimit = 65_536;

/** One part of a document: a title, and blocks that are printed whole or not at all. */
export interface Section {
  readonly title: string;
  readonly blocks: readonly string[];
}

/** Characters that change how a text looks without being seen: controls, marks of direction, those without width, half ones. */
const unseen = /(?![\n\t])[\p{C}\p{Zl}\p{Zp}]/gu;

/** A text with nothing unseen in it. */
export function visible(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(unseen, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}

/** A text of at most so many characters, that says where it was cut. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Where a value stands: in a line, in a cell of a table, or between tags, where no Markdown is read. */
export type Place = 'line' | 'cell' | 'tag';

/**
 * A value of a pull request, as code in one line: nothing in it is markup, a mention, a link, a reference, a tag or a command of a
 * workflow. The one way by which such a value gets into a comment, beside `fenced`.
 */
export function code(value: string, most = 160, place: Place = 'line'): string {
  const line = cut(visible(value).replace(/[\n\t]/g, ' '), most);
  if (line.trim() === '') return '(empty)';
  if (place === 'tag') return `<code>${line.replace(/[^A-Za-z0-9 ]/gu, (character) => `&#${character.codePointAt(0)};`)}</code>`;
  // A bar ends a cell wherever it stands, and a backslash before one would not (GFM 0.29, tables).
  const shown = place === 'cell' ? line.replace(/[|\\]/g, '?') : line;
  const ticks = '`'.repeat(longestRun(shown) + 1);
  const gap = shown.startsWith('`') || shown.endsWith('`') || (shown.startsWith(' ') && shown.endsWith(' ')) ? ' ' : '';
  return `${ticks}${gap}${shown}${gap}${ticks}`;
}

/** A block of code whose fence no line of it can close. */
export function fenced(text: string, language: string): string {
  const ticks = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${ticks}${language}\n${visible(text).replace(/\n*$/, '')}\n${ticks}`;
}

/**
 * A document that fits: the head whole, then the sections in their order, each as far as its blocks fit. What was left out is counted.
 * @throws RangeError when the head alone is too long
 */
export function fitted(head: string, sections: readonly Section[], limit: number = commentLimit): string {
  let text = `${head.trimEnd()}\n`;
  if (text.length > limit) throw new RangeError(`The head has ${text.length} characters, but ${limit} are allowed.`);
  const filled = sections.filter(({ blocks }) => blocks.length > 0);
  filled.forEach(({ title, blocks }, position) => {
    const rest = filled.slice(position + 1).map((section) => leftOut(section.title, section.blocks.length));
    // What is left out later is said in one line each, for which there must be room in any case.
    const reserved = rest.reduce((sum, line) => sum + line.length, 0);
    const fits = (more: string, last: boolean, missing: number) =>
      text.length + more.length + reserved + (last ? 0 : leftOut(title, missing).length) <= limit;
    let own = '';
    let taken = 0;
    for (const block of blocks) {
      const more = `${own}${taken === 0 ? `\n### ${title}\n` : ''}\n${block}\n`;
      if (!fits(more, taken + 1 === blocks.length, blocks.length)) break;
      own = more;
      taken += 1;
    }
    if (taken < blocks.length) own += leftOut(title, blocks.length - taken);
    if (text.length + own.length <= limit) text += own;
  });
  return text;
}

function leftOut(title: string, count: number): string {
  return `\n*${title}: ${count} more, see the full files.*\n`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
