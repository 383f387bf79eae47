import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';

/** One row of docs/glossary.md: the one word for a thing in Chinese, and what it is not called. */
export interface Term {
  readonly english: string;
  readonly chinese: string;
  readonly not: readonly string[];
}

/** A stretch of prose of a page, with the line on which it begins. */
interface Prose {
  readonly text: string;
  readonly line: number;
}

/** The rows of the table of a glossary, in its order. */
export function termsIn(page: string): readonly Term[] {
  return page
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, english = '', chinese = '', not = '']) => ({
      english,
      chinese,
      not: [...not.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word),
    }));
}

/** What is wrong with a glossary by itself: a word that stands for two things, or is refused by another row. */
export function contradictions(terms: readonly Term[]): readonly string[] {
  const again = (words: readonly string[]) => [...new Set(words.filter((word, index) => words.indexOf(word) !== index))];
  const right = terms.map(({ chinese }) => chinese);
  const refused = terms.flatMap(({ not }) => not);
  return [
    ...again(terms.map(({ english }) => english)).map((word) => `"${word}" has two rows.`),
    ...again(right).map((word) => `"${word}" is the word for two things.`),
    ...again(refused).map((word) => `"${word}" is refused twice.`),
    ...refused.filter((word) => right.includes(word)).map((word) => `"${word}" is refused, and the word for another thing.`),
  ];
}

/** Each word of a page that the glossary refuses: file, line, and the word for it. */
export function misnamed(terms: readonly Term[], file: string, page: string): readonly string[] {
  return proseOf(page).flatMap(({ text, line }) => {
    const right = terms.flatMap(({ chinese }) => places(text, chinese));
    return terms.flatMap(({ english, chinese, not }) =>
      not.flatMap((word) =>
        places(text, word)
          .filter((place) => !right.some((known) => isPartOf(place, known)))
          .map(
            ({ from }) =>
              `${file}:${line + text.slice(0, from).split('\n').length - 1}: "${word}": the word for ${english} is "${chinese}".`,
          ),
      ),
    );
  });
}

/** The terms that no page uses. */
export function unused(terms: readonly Term[], pages: readonly string[]): readonly string[] {
  const prose = pages.flatMap((page) => proseOf(page).map(({ text }) => text));
  return terms.filter(({ chinese }) => !prose.some((text) => places(text, chinese).length > 0)).map(({ chinese }) => chinese);
}

/** Texts of Markdown but for code, addresses and comments. */
function proseOf(page: string): readonly Prose[] {
  const texts = (node: Nodes): readonly Prose[] =>
    node.type === 'text'
      ? [{ text: node.value, line: node.position?.start.line ?? 0 }]
      : 'children' in node
        ? node.children.flatMap((child) => texts(child))
        : [];
  return texts(fromMarkdown(page));
}

interface Place {
  readonly from: number;
  readonly to: number;
}

/** Where a word stands; one of Latin letters only as a whole word. */
function places(text: string, word: string): readonly Place[] {
  const whole = (pattern: string, isLatin: boolean, side: string) => (isLatin ? `${side}${pattern}` : '');
  const escaped = word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const before = whole('[\\w/-])', /^\w/.test(word), '(?<!');
  const after = whole('[\\w/-])', /\w$/.test(word), '(?!');
  return [...text.matchAll(new RegExp(`${before}${escaped}${after}`, 'g'))].map(({ index }) => ({ from: index, to: index + word.length }));
}

/** Whether a place lies within a known word, or is cut by its border: 机密 in 随机密码 is no word. */
function isPartOf(place: Place, known: Place): boolean {
  const isCut =
    (known.from > place.from && known.from < place.to && known.to > place.to) ||
    (known.from < place.from && known.to > place.from && known.to < place.to);
  return isCut || (known.from <= place.from && known.to >= place.to);
}
