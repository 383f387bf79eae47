import { readFileSync } from 'node:fs';
import { html } from '../html/html.ts';
import { UserError } from '../terminal/errors.ts';
import { boardOf } from './asked/board.ts';
import { groundOf } from './asked/ground.ts';
import { servicesIn } from './asked/service.ts';
import { topologiesOf } from './asked/topology.ts';
import { wavesOf } from './asked/waves.ts';
import { type Frame, type Listed, pageText } from './page/layout.ts';
import type { Page } from './page/page.ts';
import { moment } from './page/parts.ts';
import { searchIndex } from './page/search.ts';
import { type Language, languages, say } from './page/words.ts';
import { boardPage } from './pages/board.ts';
import { documentPages, rulePages } from './pages/documents.ts';
import { alertsPage, wavesPage } from './pages/operate.ts';
import { servicePage } from './pages/service.ts';
import { topologyFiles, topologyPage } from './pages/topology.ts';

/** Files of the site with their texts, by their place in it. */
export type Files = ReadonlyMap<string, string>;

/**
 * All files of the site but what the browser runs: of what is committed, and of the time by which gates judge. The same of both gives
 * the same bytes.
 * @param now milliseconds since 1970
 * @param preview the file of a page that `ops preview` wrote
 * @throws UserError for a catalog with mistakes, in a shallow clone, where an overlay does not build, and for a preview that cannot be read
 */
export async function siteFiles(root: string, now: number, preview?: string): Promise<Files> {
  const previewText = preview === undefined ? undefined : previewIn(preview);
  const ground = await groundOf(root, now);
  const board = await boardOf(ground);
  const { pages: documents, shown } = documentPages(ground);
  const topologies = await topologiesOf(ground);
  const [services, waves] = [servicesIn(ground), wavesOf(ground)];
  const pages = [
    ...languages.flatMap((language) => [
      boardPage(ground, board, language),
      ...services.map((facts) => servicePage(ground, board, facts, language)),
      ...topologies.map((topology) => topologyPage(ground, topology, language)),
      wavesPage(waves, language),
      alertsPage(ground, language),
    ]),
    ...rulePages(ground, shown),
    ...documents,
  ];
  const frame: Frame = {
    listed: {
      en: [...listed(pages, 'en'), ...(previewText === undefined ? [] : [previewLink('en')])],
      zh: [...listed(pages, 'zh'), ...(previewText === undefined ? [] : [previewLink('zh')])],
    },
    foot: { en: foot('en', now, ground.commit), zh: foot('zh', now, ground.commit) },
  };
  return new Map([
    ...(previewText === undefined ? [] : [[previewFile, previewText] as const]),
    ...pages.map((page) => [page.file, pageText(page, frame)] as const),
    ...topologies.flatMap((topology) => languages.flatMap((language) => [...topologyFiles(topology, language)])),
    ...languages.map((language) => [`assets/search-${language}.json`, searchIndex(pages, language)] as const),
  ]);
}

const previewFile = 'preview.html';

/** It is a page of its own, without the list of the others. */
function previewLink(language: Language): Listed {
  return { file: previewFile, title: say(language, 'preview'), section: 'operate', isEnglish: false };
}

/** @throws UserError for a file that is not there, and for one that `ops preview` did not write */
function previewIn(file: string): string {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UserError({ what: 'There is no such file.', where: file, how: 'Write it first: npm run ops -- preview --html <file>.' });
  }
  if (text.includes('<title>Preview: risk ')) return text;
  throw new UserError({ what: 'This is no page of a preview.', where: file, how: 'Write it with "npm run ops -- preview --html <file>".' });
}

function listed(pages: readonly Page[], language: Language): readonly Listed[] {
  return pages
    .filter((page) => page.section !== 'none' && (page.language === language || (page.language === 'en' && page.twin === undefined)))
    .map(({ file, title, short, section, language: own }) => ({ file, title: short ?? title, section, isEnglish: own !== language }));
}

function foot(language: Language, now: number, commit: string) {
  const time = moment(now);
  return html`<p>${say(language, 'asOf')} <span data-made>${time}</span> · ${say(language, 'builtFrom')} <code>${commit.slice(0, 12)}</code></p>`;
}
