import type { Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** Ends of lines that stand for nothing, as Chinese writes no spaces: those between two of its characters, and those after one of its marks. */
const unspacedEnds = /(?<=[\p{Script=Han}，。；：、！？（）“”])\n(?=[\p{Script=Han}，。；：、！？（）“”])|(?<=[，。；：、！？（）“”])\n/gu;

/** The syntax tree of a document of GitHub's Markdown, in which a line of Chinese goes on in the next without a space. */
export function parsed(text: string): Root {
  const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  joinLines(tree);
  return tree;
}

function joinLines(node: Nodes): void {
  if (node.type === 'text') node.value = node.value.replace(unspacedEnds, '');
  if ('children' in node) for (const child of node.children) joinLines(child);
}

/** The text of a node without its marks, and without HTML. */
export function plain(node: Nodes): string {
  if ('value' in node) return node.type === 'html' ? '' : node.value;
  if (node.type === 'image') return node.alt ?? '';
  return 'children' in node ? (node.children as readonly Nodes[]).map(plain).join('') : '';
}
