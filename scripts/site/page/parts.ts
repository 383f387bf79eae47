import { instantOf, timeOf } from '../../../generators/model/time.ts';
import { type Content, type Html, html } from '../../html/html.ts';
import { codeBlock } from './markdown.ts';
import { type Language, say } from './words.ts';

/** A moment, in UTC; the browser says it in the zone of whoever looks, too. An instant, or milliseconds since 1970. */
export function moment(time: number | string): Html {
  const milliseconds = typeof time === 'number' ? time : timeOf(time);
  return html`<time datetime="${new Date(milliseconds).toISOString().replace('.000', '')}">${instantOf(milliseconds).replace('T', ' ')}</time>`;
}

/** A command with a button that copies it. */
export function command(language: Language, text: string): Html {
  return html`<div class="copy">${codeBlock(text)}<button type="button" data-copy="${say(language, 'copied')}">${say(language, 'copy')}</button></div>`;
}

/** A table; with `cards` a row is a card on a phone, and says with each value what it is. */
export function table(head: readonly string[], rows: readonly (readonly Content[])[], kind: 'plain' | 'cards' = 'plain'): Html {
  const cells = (row: readonly Content[]) =>
    row.map((cell, column) =>
      column === 0 ? html`<th scope="row">${cell}</th>` : html`<td${kind === 'cards' && html` data-label="${head[column]}"`}>${cell}</td>`,
    );
  return html`<div class="scroll" tabindex="0"><table${kind === 'cards' && html` class="cardlike"`}><thead><tr>${head.map(
    (title) => html`<th scope="col">${title}</th>`,
  )}</tr></thead><tbody>${rows.map((row) => html`<tr>${cells(row)}</tr>\n`)}</tbody></table></div>`;
}

/** A list of things, or a word for none. */
export function list(items: readonly Content[], language: Language): Html {
  if (items.length === 0) return html`<p class="quiet">${say(language, 'none')}</p>`;
  return html`<ul>${items.map((item) => html`<li>${item}</li>\n`)}</ul>`;
}

/** Things with a mark between them. */
export function joined(items: readonly Content[], between: Content = ', '): Content {
  return items.flatMap((item, index) => (index === 0 ? [item] : [between, item]));
}
