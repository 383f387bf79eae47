import MiniSearch from 'minisearch';
import { indexOptions } from '../browser/terms.mjs';
import type { Page } from './page.ts';
import type { Language } from './words.ts';

/** What search looks through in a language: its own pages, and those that are there in English only. */
export function searchIndex(pages: readonly Page[], language: Language): string {
  const search = new MiniSearch(indexOptions);
  const own = pages.filter((page) => page.language === language || (page.language === 'en' && page.twin === undefined));
  search.addAll(
    own
      .flatMap(({ file, title: page, found }) =>
        found.map(({ title, anchor, text }) => ({ file: anchor === undefined ? file : `${file}#${anchor}`, page, title, text })),
      )
      .map((entry, id) => ({ id, ...entry })),
  );
  return JSON.stringify(search);
}
