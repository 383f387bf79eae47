import type { Nodes, RootContent, Table } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { createColors } from 'picocolors';
import stringWidth from 'string-width';

type Colors = ReturnType<typeof createColors>;

/** The document of a preview for a terminal: the same words in the same order, with columns in place of bars, and diffs in colour. */
export function terminalText(markdown: string, isColored: boolean): string {
  const colors = createColors(isColored);
  const { children } = fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const blocks = children.map((node) => blockOf(node, colors)).filter((text) => text !== '');
  return `${blocks.join('\n\n')}\n`;
}

function blockOf(node: RootContent, colors: Colors): string {
  switch (node.type) {
    case 'heading':
      return colors.bold(inline(node));
    case 'list':
      return node.children.map((item) => `  - ${item.children.map(inline).join(' ')}`).join('\n');
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
      return inline(node);
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
  const rows = children.map((row) => row.children.map(inline));
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const gap = ' '.repeat((widths[column] ?? 0) - stringWidth(cell));
        return align?.[column] === 'right' ? gap + cell : cell + gap;
      })
      .join('  ')
      .trimEnd();
  return rows.map((row, index) => (index === 0 ? colors.dim(line(row)) : line(row))).join('\n');
}

/** The text of a node without its marks. */
function inline(node: Nodes): string {
  if ('value' in node) return node.type === 'html' ? '' : node.value;
  return 'children' in node ? (node.children as readonly Nodes[]).map(inline).join('') : '';
}
