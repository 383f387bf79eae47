import { type Content, type Html, html, textOf } from '../../html/html.ts';
import { addressFrom, type Page, placed, type Section } from './page.ts';
import { type Language, say } from './words.ts';

/** An entry of the list of pages. */
export interface Listed {
  readonly file: string;
  readonly title: string;
  readonly section: Section;
  /** Whether it is there in English only, and listed among those of another language. */
  readonly isEnglish: boolean;
}

/** What stands on every page. */
export interface Frame {
  /** Pages of a language in the order in which they are listed. */
  readonly listed: Readonly<Record<Language, readonly Listed[]>>;
  /** Says when the pages were made, and of which commit. */
  readonly foot: Readonly<Record<Language, Html>>;
}

const sections: readonly (readonly [Section, 'operate' | 'services' | 'know' | 'runbooks' | 'handbook'])[] = [
  ['operate', 'operate'],
  ['services', 'services'],
  ['know', 'know'],
  ['runbooks', 'runbooks'],
  ['handbook', 'handbook'],
];

/** Only files of the site itself, and nothing from elsewhere: no text of a page can load or run anything. */
const policy =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'";

/** A page with all that is around it. */
export function pageText(page: Page, frame: Frame): string {
  const { file, language, title, body, twin, scripts = [] } = page;
  const to = (target: string) => addressFrom(file, target);
  const other: Language = language === 'en' ? 'zh' : 'en';
  const document = html`<!doctype html>
<html lang="${language === 'en' ? 'en' : 'zh-CN'}" data-top="${to('index.html').replace(/index\.html$/, '')}" data-index="${to(`assets/search-${language}.json`)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title} · ERP GitOps</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${to('assets/style.css')}">
<link rel="stylesheet" href="${to('assets/site.css')}">
<script src="${to('assets/theme.js')}"></script>
<script type="module" src="${to('assets/site.mjs')}"></script>
${scripts.map((name) => html`<script type="module" src="${to(`assets/${name}`)}"></script>\n`)}</head>
<body>
<a class="skip" href="#content">${say(language, 'skip')}</a>
<header class="top">
<a class="brand" href="${to(placed(language, 'index.html'))}">ERP GitOps</a>
<button type="button" id="search-open" class="search-open" aria-haspopup="dialog"><span>${say(language, 'search')}</span> <kbd>/</kbd></button>
<a class="language" lang="${other === 'en' ? 'en' : 'zh-CN'}" href="${to(twin ?? placed(other, 'index.html'))}">${say(language, 'language')}</a>
<button type="button" id="theme" aria-label="${say(language, 'theme')}" title="${say(language, 'theme')}">◐</button>
</header>
<div class="frame">
<nav class="pages" aria-label="${say(language, 'menu')}">
<details id="menu"><summary>${say(language, 'menu')}</summary>
<div class="list">${sections.map(([section, word]) => listOf(section, say(language, word), page, frame))}</div>
</details>
</nav>
<main id="content" tabindex="-1">
${body}
</main>
</div>
<footer class="foot">${frame.foot[language]}</footer>
<dialog id="search" aria-label="${say(language, 'searchHint')}">
<form method="dialog" role="search">
<input type="search" id="search-text" autocomplete="off" spellcheck="false" aria-label="${say(language, 'searchHint')}" placeholder="${say(language, 'searchHint')}" aria-controls="search-found">
<button>${say(language, 'close')}</button>
</form>
<p class="quiet" id="search-state" role="status" data-none="${say(language, 'noMatch')}" data-some="${say(language, 'matches')}">${say(language, 'searchKeys')}</p>
<ol id="search-found"></ol>
</dialog>
</body>
</html>
`;
  return textOf(document);
}

function listOf(section: Section, title: string, { file, language }: Page, { listed }: Frame): Content {
  const own = listed[language].filter((entry) => entry.section === section);
  if (own.length === 0) return undefined;
  return html`<p class="group">${title}</p>
<ul>
${own.map(
  (
    entry,
  ) => html`<li><a href="${addressFrom(file, entry.file)}"${entry.file === file && html` aria-current="page"`}${entry.isEnglish && html` lang="en"`}>${entry.title}</a>${
    entry.isEnglish && html` <span class="quiet">${say(language, 'english')}</span>`
  }</li>
`,
)}</ul>
`;
}
