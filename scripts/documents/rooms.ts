import { drawn } from './graphviz.ts';
import type { Import } from './imports.ts';

/** Where the picture of the rooms lies. */
export const roomsPicture = 'docs/rooms.svg';

/** Who names whom. */
type Graph = ReadonlyMap<string, ReadonlySet<string>>;

const fonts = 'Helvetica,Arial,sans-serif';
const colours = { generators: '#e8f1fb', policies: '#fdf0e3', scripts: '#eaf6ea' } as const;

/**
 * Circles of imports: those between files, and at every level those between the files and folders that lie side by side. Each as
 * the members of the circle, sorted; the level first.
 */
export function circles(imports: readonly Import[]): readonly string[] {
  const files = circlesOf(graphOf(imports.map(({ file, target }) => [file, target])));
  const levels = [...Map.groupBy(imports, ({ file, target }) => commonFolder(file, target))].flatMap(([folder, own]) => {
    const step = (file: string) => file.slice(folder.length).split('/')[0] ?? file;
    return circlesOf(graphOf(own.map(({ file, target }) => [step(file), step(target)]))).map((members) => `${folder}: ${members}`);
  });
  return [...files, ...levels].sort();
}

/** The rooms, who stands on whom, as SVG: an arrow that follows from two others is left out. The same tree gives the same bytes. */
export async function roomsSvg(imports: readonly Import[]): Promise<string> {
  const [picture = ''] = await drawn([roomsGraph(imports)]);
  return picture;
}

/** The same in the DOT language. */
export function roomsGraph(imports: readonly Import[]): string {
  const edges = imports.map(({ file, target }) => [roomOf(file), roomOf(target)] as const).filter(([from, to]) => from !== to);
  const rooms = [...new Set(imports.flatMap(({ file, target }) => [roomOf(file), roomOf(target)]))].sort();
  const shown = reduced(graphOf(edges));
  const clusters = Object.entries(colours).map(([top, colour]) => {
    const own = rooms.filter((room) => room === top || room.startsWith(`${top}/`));
    const nodes = own.map((room) => `    ${quoted(room)} [label=${quoted(room === top ? `${top}/*.ts` : room.slice(top.length + 1))}];`);
    return `  subgraph ${quoted(`cluster_${top}`)} {\n    label=${quoted(top)}; style="rounded,filled"; color="${colour}";\n${nodes.join('\n')}\n  }`;
  });
  const arrows = [...shown].flatMap(([from, targets]) => [...targets].sort().map((to) => `  ${quoted(from)} -> ${quoted(to)};`));
  return [
    'digraph rooms {',
    '  rankdir=TB; ranksep=0.45; nodesep=0.2;',
    `  graph [fontname="${fonts}", fontsize=16]; edge [color="#8a8a8a", arrowsize=0.6];`,
    `  node [shape=box, style="rounded,filled", fillcolor=white, color="#8a8a8a", fontname="${fonts}", fontsize=14, height=0.3, margin="0.16,0.05"];`,
    ...clusters,
    ...arrows.sort(),
    '}',
    '',
  ].join('\n');
}

/**
 * `scripts/judging/lint/lint.ts` is in the room `scripts/judging`. The programs and the entry of the generators stand above all rooms beside
 * them; of the files beside the rooms of `policies/` some stand above and some below, so each is shown by itself.
 */
function roomOf(file: string): string {
  const [top = '', room = '', ...below] = file.split('/');
  return below.length === 0 && top !== 'policies' ? top : `${top}/${room}`;
}

function commonFolder(one: string, other: string): string {
  const parts = one.split('/');
  const others = other.split('/');
  let same = 0;
  while (same < parts.length - 1 && same < others.length - 1 && parts[same] === others[same]) same += 1;
  return parts
    .slice(0, same)
    .map((part) => `${part}/`)
    .join('');
}

function graphOf(edges: Iterable<readonly [string, string]>): Graph {
  const graph = new Map<string, Set<string>>();
  for (const [from, to] of edges) {
    if (from === to) continue;
    const targets = graph.get(from) ?? new Set();
    graph.set(from, targets.add(to));
  }
  return graph;
}

/** The strongly connected parts of more than one member, each as a line: Tarjan's algorithm. */
function circlesOf(graph: Graph): readonly string[] {
  const found: string[] = [];
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const visit = (node: string): number => {
    const own = order.size;
    order.set(node, own);
    lowest.set(node, own);
    open.push(node);
    for (const next of graph.get(node) ?? []) {
      const reach = order.has(next) ? (open.includes(next) ? (order.get(next) ?? own) : own) : visit(next);
      lowest.set(node, Math.min(lowest.get(node) ?? own, reach));
    }
    const low = lowest.get(node) ?? own;
    if (low === own) {
      const members = open.splice(open.indexOf(node));
      if (members.length > 1) found.push(members.sort().join(', '));
    }
    return low;
  };
  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return found;
}

/** Without the edges that a longer way shows already. The graph has no circle. */
function reduced(graph: Graph): Graph {
  const reach = new Map<string, ReadonlySet<string>>();
  const below = (node: string): ReadonlySet<string> => {
    const known = reach.get(node);
    if (known !== undefined) return known;
    reach.set(node, new Set());
    const all = new Set([...(graph.get(node) ?? [])].flatMap((next) => [next, ...below(next)]));
    reach.set(node, all);
    return all;
  };
  return new Map(
    [...graph]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([node, targets]) => [
        node,
        new Set([...targets].filter((to) => ![...targets].some((other) => other !== to && below(other).has(to)))),
      ]),
  );
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
