import type { RootContent, Table } from 'mdast';
import { createColors } from 'picocolors';
import { parsed, plain } from '../../html/markdown.ts';
import { columns } from '../../terminal/columns.ts';
import { isColored } from '../../terminal/paint.ts';
import type { Preview } from '../run.ts';
import { previewMarkdown } from './document.ts';

type Colors = ReturnType<typeof createColors>;

/** What `ops preview` prints: the comment of the pull request where it is asked for, else its words for a terminal. */
export function shownPreview(preview: Preview, asMarkdown: boolean): string {
  const comment = previewMarkdown(preview);
  return asMarkdown ? comment : terminalText(comment, isColored());
}

/** The document of a preview for a terminal: the same words in the same order, with columns in place of bars, and diffs in colour. */
export function terminalText(markdown: string, hasColors: boolean): string {
  const colors = createColors(hasColors);
  const { children } = parsed(markdown);
  const blocks = children.map((node) => blockOf(node, colors)).filter((text) => text !== '');
  return `${blocks.join('\n\n')}\n`;
}

function blockOf(node: RootContent, colors: Colors): string {
  switch (node.type) {
    case 'heading':
      return colors.bold(plain(node));
    case 'list':
      return node.children.map((item) => `  - ${item.children.map(plain).join(' ')}`).join('\n');
    case 'table':
      return tableText(node, colors);
    case 'code':
      return node.value
        .split('\n')
        .map((line) => `    ${line.startsWith('+') ? colors.green(line) : line.startsWith('-') ? colors.red(line) : line}`)
        .join('\n');
    case 'html':
      return titleOf(node.value, colors);
    default:
      return plain(node);
  }
}

/** Of what can be unfolded in a comment the title: its content follows as blocks of their own. */
function titleOf(html: string, colors: Colors): string {
  const title = /<summary>(.*)<\/summary>/s.exec(html)?.[1];
  if (title === undefined) return '';
  const text = title.replace(/<\/?code>/g, '').replace(/&#(\d+);/g, (_, point: string) => String.fromCodePoint(Number(point)));
  return colors.cyan(text);
}

function tableText({ align, children }: Table, colors: Colors): string {
  const [head = '', ...rows] = columns(
    children.map((row) => row.children.map(plain)),
    align,
  );
  return [colors.dim(head), ...rows].join('\n');
}
