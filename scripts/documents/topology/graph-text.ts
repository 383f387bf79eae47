const fonts = 'Helvetica,Arial,sans-serif';

/** Below the title of each picture. */
const legend = 'blue: drawn from this repository; white: made by a chart or an operator, or outside; an arrow may open a connection';

/** A box of a picture. */
export interface Node {
  readonly id: string;
  /** May have several lines. */
  readonly label: string;
  /** Namespace; empty outside the cluster. */
  readonly group: string;
  readonly isRendered: boolean;
}

/** An arrow, and the ports that it stands for, as they are written beside it; without a port its ends are shown and no arrow. */
export interface Edge {
  readonly source: Node;
  readonly target: Node;
  readonly port: string | undefined;
}

/** A picture in the DOT language: boxes in their namespaces, and one arrow between two boxes for all ports. */
export function graphText(title: string, edges: readonly Edge[]): string {
  const lines = new Map<string, Set<string>>();
  const nodes = new Map<string, Node>();
  for (const { source, target, port } of edges) {
    nodes.set(source.id, source).set(target.id, target);
    if (port === undefined) continue;
    const key = `${source.id}\n${target.id}`;
    const ports = lines.get(key) ?? new Set();
    ports.add(port);
    lines.set(key, ports);
  }
  const groups = Map.groupBy(
    [...nodes.values()].sort((a, b) => compare(a.id, b.id)),
    ({ group }) => group,
  );
  return [
    'digraph topology {',
    `  graph [label=<${marked(title)}<br/><font point-size="12">${legend}</font>>, labelloc=t, rankdir=LR, ranksep=1.4, nodesep=0.18, fontname=${quoted(fonts)}, fontsize=20]`,
    `  node [shape=box, style="rounded,filled", fillcolor="#ffffff", color="#57606a", fontname=${quoted(fonts)}, fontsize=14, margin="0.2,0.06"]`,
    `  edge [color="#57606a", fontname=${quoted(fonts)}, fontsize=12, fontcolor="#57606a", arrowsize=0.6]`,
    ...[...groups].sort(([a], [b]) => compare(a, b)).flatMap(([group, members]) => groupLines(group, members)),
    ...[...lines].sort(([a], [b]) => compare(a, b)).map(([key, ports]) => edgeLine(key, ports)),
    '}',
    '',
  ].join('\n');
}

function groupLines(group: string, members: readonly Node[]): readonly string[] {
  const nodes = members.map(
    ({ id, label, isRendered }) =>
      `    ${quoted(id)} [label=${quoted(label)}${isRendered ? ', fillcolor="#ddf4ff", color="#0969da"' : ''}]`,
  );
  if (group === '') return nodes;
  return [
    `  subgraph ${quoted(`cluster_${group}`)} {`,
    `    graph [label=${quoted(group)}, style=rounded, color="#8c959f", bgcolor="#f6f8fa", fontsize=16]`,
    ...nodes,
    '  }',
  ];
}

function edgeLine(key: string, ports: ReadonlySet<string>): string {
  const [source = '', target = ''] = key.split('\n');
  return `  ${quoted(source)} -> ${quoted(target)} [label=${quoted([...ports].sort(byNumber).join(', '))}]`;
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

/** In a label of DOT that has marks. */
function marked(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** By their characters: the same order in every language. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byNumber(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10) || compare(a, b);
}
