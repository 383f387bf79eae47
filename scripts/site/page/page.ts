import path from 'node:path';
import type { Html } from '../../html/html.ts';
import type { Language } from './words.ts';

/** What search may find on a page: a heading, with the text below it. */
export interface Found {
  readonly title: string;
  /** The `id` of the heading; absent: the top of the page. */
  readonly anchor?: string;
  readonly text: string;
}

/** Where a page stands among the others. */
export type Section = 'operate' | 'services' | 'know' | 'runbooks' | 'handbook' | 'none';

/** One page of the site. */
export interface Page {
  /** Relative to the top of the site: `zh/services/sales-service.html`. */
  readonly file: string;
  readonly language: Language;
  readonly title: string;
  /** In the list of pages, where the title would be too long. */
  readonly short?: string;
  readonly section: Section;
  readonly body: Html;
  /** The same page in the other language; absent: there is none. */
  readonly twin?: string;
  /** Programs of the page beside those of every page. */
  readonly scripts?: readonly string[];
  readonly found: readonly Found[];
}

/** The place of a page in the folder of its language. */
export function placed(language: Language, file: string): string {
  return language === 'en' ? file : `zh/${file}`;
}

/** The address of a file as a page names it, so that the site may lie anywhere. */
export function addressFrom(page: string, file: string): string {
  const [target = '', anchor] = file.split('#');
  const address = target === '' || target === page ? '' : path.posix.relative(path.posix.dirname(page), target);
  return `${address}${anchor === undefined ? '' : `#${anchor}`}` || path.posix.basename(page);
}
