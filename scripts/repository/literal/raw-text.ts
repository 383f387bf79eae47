import type { Refuse } from './values.ts';

/** What nobody writes by hand; a parser would need seconds for more. */
const longest = 1_000_000;

/**
 * Characters that make a text look other than it is read: those that turn the direction of writing, and line ends that most editors
 * do not show, after which a comment is no comment any more.
 */
const deceptive = /[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C\u2028\u2029]|\r(?!\n)/g;

/** Refuses texts that need not be parsed to be refused. */
export function unreadable(text: string, refuse: Refuse): void {
  if (text.length > longest) refuse(0, { message: `The file has more than ${longest} characters.`, fix: 'Divide it.' });
  for (const { 0: character, index } of text.matchAll(deceptive)) {
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    refuse(index, {
      message: `The character U+${code} makes the line look other than it is read.`,
      fix: `Remove it; in a text in quotes write \\u${code.toLowerCase()}.`,
    });
  }
  const broken = text.indexOf('\uFFFD');
  if (broken !== -1) refuse(broken, { message: 'The file is not written in UTF-8 here.', fix: 'Save it as UTF-8.' });
}
