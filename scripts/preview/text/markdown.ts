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

/** A value of a pull request in one line, as code: nothing in it is markup, a mention or a link. */
export function code(value: string, most = 160): string {
  const line = cut(visible(value).replace(/[\n\t]/g, ' '), most);
  if (line.trim() === '') return '(empty)';
  const ticks = '`'.repeat(longestRun(line) + 1);
  const gap = line.startsWith('`') || line.endsWith('`') || (line.startsWith(' ') && line.endsWith(' ')) ? ' ' : '';
  return `${ticks}${gap}${line}${gap}${ticks}`;
}

/** A name for a table, in which code could not hold a bar: only letters, digits and what names are made of. */
export function plain(name: string): string {
  return cut(name.replace(/[^A-Za-z0-9./-]/g, '?'), 63);
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
