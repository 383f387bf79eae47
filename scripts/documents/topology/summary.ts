import { compare, type Edge, type Node } from './graph-text.ts';

/**
 * Most services that one picture names: a person loses the arrows among more, and Graphviz (wasm-graphviz 1.29.2) takes the
 * fourth power of their number for its layout, from about 1 s on.
 */
export const mostServices = 40;

/**
 * The arrows of a picture, with services put together where it would name too many: those of a namespace that need the same and
 * are needed by the same are one box; where that leaves too many boxes, those of a namespace are.
 * @param services ids of the boxes that may be put together
 */
export function summary(edges: readonly Edge[], services: ReadonlySet<string>): readonly Edge[] {
  const shown = new Map(
    edges.flatMap(({ source, target }) => [source, target].filter(({ id }) => services.has(id)).map((node) => [node.id, node] as const)),
  );
  if (shown.size <= mostServices) return edges;
  const alike = groupsBy(shown, signatures(edges, shown));
  const groups = alike.length <= mostServices ? alike : groupsBy(shown, new Map());
  const standIn = new Map(groups.flatMap((members) => members.map(({ id }) => [id, together(members)] as const)));
  return edges.map(({ source, target, port }) => ({
    source: standIn.get(source.id) ?? source,
    target: standIn.get(target.id) ?? target,
    port,
  }));
}

/**
 * The arrows of a picture, with processes of one service put together that need the same and are needed by the same: workers and jobs of a
 * suite are one box, which names each of them, where only their names would differ.
 * @param services ids of the boxes that may be put together
 */
export function processesTogether(edges: readonly Edge[], services: ReadonlySet<string>): readonly Edge[] {
  const nodes = new Map(
    edges.flatMap(({ source, target }) => [source, target].filter(({ id }) => services.has(id)).map((node) => [node.id, node] as const)),
  );
  const labels = new Map([...nodes.values()].map(({ group, label }) => [`${group}/${label}`, label]));
  const own = new Map([...nodes.keys()].map((id) => [id, new Set<string>()]));
  for (const { source, target, port } of edges) {
    own.get(source.id)?.add(`to ${target.id} ${port}`);
    own.get(target.id)?.add(`from ${source.id} ${port}`);
  }
  const groups = Map.groupBy(nodes.values(), ({ id, group, label }) =>
    [stemOf(group, label, labels) ?? `alone ${id}`, ...[...(own.get(id) ?? [])].sort()].join('\n'),
  );
  const standIn = new Map<string, Node>();
  for (const members of groups.values()) {
    const [first, ...others] = members.sort((a, b) => compare(a.id, b.id));
    if (first === undefined || others.length === 0) continue;
    const box = { ...first, id: `${first.id} ...`, label: [first, ...others].map(({ label }) => label).join('\n') };
    for (const { id } of members) standIn.set(id, box);
  }
  return edges.map(({ source, target, port }) => ({
    source: standIn.get(source.id) ?? source,
    target: standIn.get(target.id) ?? target,
    port,
  }));
}

/** The service whose process a box is, by their names; undefined where there is none. */
function stemOf(group: string, label: string, labels: ReadonlyMap<string, string>): string | undefined {
  const parts = label.split('-');
  const stems = parts.slice(1).map((_, index) => `${group}/${parts.slice(0, parts.length - 1 - index).join('-')}`);
  return stems.find((stem) => labels.has(stem));
}

/** What each service has to do with whatever is no service: with whom, in which direction, at which port. */
function signatures(edges: readonly Edge[], services: ReadonlyMap<string, Node>): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map([...services.keys()].map((id) => [id, new Set<string>()]));
  for (const { source, target, port } of edges) {
    if (!services.has(target.id)) found.get(source.id)?.add(`to ${target.id} ${port}`);
    if (!services.has(source.id)) found.get(target.id)?.add(`from ${source.id} ${port}`);
  }
  return found;
}

function groupsBy(
  services: ReadonlyMap<string, Node>,
  signature: ReadonlyMap<string, ReadonlySet<string>>,
): readonly (readonly [Node, ...Node[]])[] {
  const groups = Map.groupBy(services.values(), ({ id, group }) => [group, ...[...(signature.get(id) ?? [])].sort()].join('\n'));
  return [...groups.values()].flatMap((members) => {
    const [first, ...others] = members.sort((a, b) => compare(a.id, b.id));
    return first === undefined ? [] : [[first, ...others] as const];
  });
}

function together([first, ...others]: readonly [Node, ...Node[]]): Node {
  const last = others.at(-1);
  if (last === undefined) return first;
  const label = `${others.length + 1} services\n${first.label} ... ${last.label}`;
  return { ...first, id: `${first.id} ... ${last.label}`, label };
}
