import type { Nodes, Parents, Root, RootContent, Table } from 'mdast';
import { type Content, element, type Html, html } from '../../html/html.ts';
import { plain } from '../../html/markdown.ts';
import type { Found } from './page.ts';

/** Where a link of a document leads; undefined: nowhere, so that its text alone is shown. */
export type Follow = (target: string) => string | undefined;

/** A document as a page shows it. */
export interface Document {
  /** The text of its first heading. */
  readonly title: string;
  readonly body: Html;
  readonly found: readonly Found[];
}

interface Writing {
  readonly follow: Follow;
  readonly idOf: (heading: Nodes) => string;
  /** The picture at an address; undefined where there is none. */
  readonly picture: (address: string) => Html | undefined;
}

/** A document in HTML. Whatever HTML it holds itself is left out, and every text of it is text. */
export function documentOf(tree: Root, follow: Follow, picture: Writing['picture'] = () => undefined): Document {
  const ids = idsOf(tree);
  const writing: Writing = { follow, idOf: (heading) => ids.get(heading) ?? '', picture };
  const heading = tree.children.find((node) => node.type === 'heading');
  return {
    title: heading === undefined ? '' : plain(heading),
    body: html`${children(tree, writing)}`,
    found: sectionsOf(tree, ids),
  };
}

/** Anchors as GitHub makes them: lower case, no punctuation, hyphens for spaces, a number behind what is there already. */
function idsOf(tree: Root): ReadonlyMap<Nodes, string> {
  const seen = new Map<string, number>();
  return new Map(
    tree.children.flatMap((node) => {
      if (node.type !== 'heading') return [];
      const id = plain(node)
        .toLowerCase()
        .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
        .replaceAll(' ', '-');
      const count = seen.get(id) ?? 0;
      seen.set(id, count + 1);
      return [[node, count === 0 ? id : `${id}-${count}`] as const];
    }),
  );
}

function sectionsOf(tree: Root, ids: ReadonlyMap<Nodes, string>): readonly Found[] {
  const sections: { title: string; anchor?: string; text: string[] }[] = [];
  for (const node of tree.children) {
    const id = ids.get(node);
    if (id !== undefined) sections.push({ title: plain(node), ...(sections.length > 0 && { anchor: id }), text: [] });
    else sections.at(-1)?.text.push(words(node));
  }
  return sections.map(({ text, ...rest }) => ({ ...rest, text: text.join(' ') }));
}

/** The words of a node, those of different cells and lines apart. */
function words(node: Nodes): string {
  if ('children' in node && node.type !== 'paragraph') return (node.children as readonly Nodes[]).map(words).join(' ');
  return plain(node);
}

function children(node: Parents, writing: Writing): Content {
  return (node.children as readonly RootContent[]).map((child) => written(child, writing));
}

function written(node: RootContent, writing: Writing): Content {
  switch (node.type) {
    case 'heading': {
      const names = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'] as const;
      return element(names[node.depth - 1] ?? 'h6', html` id="${writing.idOf(node)}"`, children(node, writing));
    }
    case 'paragraph':
      return html`<p>${children(node, writing)}</p>`;
    case 'text':
      return node.value;
    case 'inlineCode':
      return html`<code>${node.value}</code>`;
    case 'code':
      return codeBlock(node.value);
    case 'strong':
      return html`<strong>${children(node, writing)}</strong>`;
    case 'emphasis':
      return html`<em>${children(node, writing)}</em>`;
    case 'delete':
      return html`<del>${children(node, writing)}</del>`;
    case 'blockquote':
      return html`<blockquote>${children(node, writing)}</blockquote>`;
    case 'break':
      return html`<br>`;
    case 'thematicBreak':
      return html`<hr>`;
    case 'list':
      return element(node.ordered === true ? 'ol' : 'ul', html``, children(node, writing));
    case 'listItem':
      // A tight item has its text without a paragraph around it.
      return html`<li>${node.children.map((child) =>
        child.type === 'paragraph' && node.spread !== true ? children(child, writing) : written(child, writing),
      )}</li>`;
    case 'table':
      return tableOf(node, writing);
    case 'link': {
      const address = writing.follow(node.url);
      return address === undefined ? html`${children(node, writing)}` : html`<a href="${address}">${children(node, writing)}</a>`;
    }
    case 'image':
      return writing.picture(node.url) ?? html`<em>${node.alt ?? ''}</em>`;
    case 'html':
      // A line that ends within a cell: the one mark of HTML that documents need.
      return /^<br ?\/?>$/.test(node.value) ? html`<br>` : undefined;
    default:
      return undefined;
  }
}

/** Lines to read or to copy; a keyboard can move what is wider than the page. */
export function codeBlock(text: string): Html {
  return html`<pre tabindex="0"><code>${text}</code></pre>`;
}

function tableOf({ children: rows, align }: Table, writing: Writing): Html {
  const cell = (name: 'th' | 'td') => (content: Table['children'][number]['children'][number], column: number) =>
    element(name, align?.[column] === 'right' ? html` class="number"` : html``, children(content, writing));
  const [head, ...others] = rows;
  return html`<div class="scroll" tabindex="0"><table><thead><tr>${head?.children.map(cell('th'))}</tr></thead><tbody>${others.map(
    (row) => html`<tr>${row.children.map(cell('td'))}</tr>`,
  )}</tbody></table></div>`;
}
