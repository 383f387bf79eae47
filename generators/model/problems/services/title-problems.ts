import type { Entry } from '../../entry.ts';
import type { ServiceDefinition } from '../../service/service.ts';
import { at, type CatalogProblem, unless } from '../problem.ts';

/** As much as a table and the page of an Application show in one line. */
export const longestTitle = 120;

/**
 * Letters, digits, and the signs of a sentence, in the scripts of all languages: none that a page, a table, a shell or a template takes for its
 * own, none that nobody sees, and no address.
 */
const plain = /^[\p{L}\p{M}\p{Nd} .,;:'’‘“”"()&%/\-–—·、，。；：（）《》「」！？!?]*$/u;

/** What is wrong with what a service says that it is for: people read it in Argo CD, in pages and in tables. */
export function titleProblems(entry: Entry<ServiceDefinition>): CatalogProblem[] {
  return Object.entries(entry.value.title).flatMap(([language, title]) =>
    unless(
      title.length <= longestTitle && plain.test(title) && /[\p{L}\p{Nd}]/u.test(title) && !title.includes('//'),
      at(entry, 'title', language),
      `The title ${JSON.stringify(title.slice(0, longestTitle))} is no plain line of at most ${longestTitle} characters.`,
      'Use letters, digits and the signs of a sentence; addresses belong into runbooks.',
    ),
  );
}
