import { type Flow, flowsOf } from '../../../policies/kubernetes/network/flows.ts';
import { type Endpoint, networkOf } from '../../../policies/kubernetes/network/network.ts';
import type { IpBlock } from '../../../policies/kubernetes/network/network-policy.ts';
import { prometheusOf } from '../../../policies/kubernetes/observability/monitors.ts';
import type { World } from '../../../policies/model.ts';
import { compare, type Edge, graphText, type Node } from './graph-text.ts';
import { mostServices, processesTogether, summary } from './summary.ts';

/** Labels that tell what a pod is, the most telling first. */
const nameLabels = ['connection-pooler', 'strimzi.io/name', 'cluster-name', 'app', 'app.kubernetes.io/name', 'name', 'k8s-app'];

/** What each picture of an environment shows, by the end of the name of its file. */
const pictures = {
  '': 'the services, who calls them and what they need',
  '-platform': 'operators, tools and backups',
  '-monitoring': 'what Prometheus scrapes, and who asks it',
} as const;

type PictureId = keyof typeof pictures;

/** How a picture calls what has no name of its own in the objects. */
export interface Wording {
  /** Whose addresses they are: `Vault`. */
  readonly outside: (block: IpBlock) => string;
  /** What is spoken at a port. */
  readonly port: (port: Flow['port']) => string;
}

/** As the objects say it: ranges and numbers. */
const asWritten: Wording = { outside: ({ cidr }) => cidr, port: portText };

/**
 * The pictures of an environment in the DOT language, by the end of the names of their files; none for a picture that would be
 * empty. Where the services are too many for one picture, that shows them in groups, and each has one more, `/<service>`.
 */
export function topologyGraphs(world: World, wording: Wording = asWritten): ReadonlyMap<string, string> {
  const services = servicesOf(world);
  const pictureOf = sorter(world, services);
  const nodeOf = nodes(world, wording);
  const edgeOf = ({ source, target, port }: Flow): Edge => ({
    source: nodeOf(source, target),
    target: nodeOf(target, source),
    port: wording.port(port),
  });
  const ids = new Set([...services].map((end) => nodeOf(end, end).id));
  const edges = new Map([...Map.groupBy(flowsOf(world), pictureOf)].map(([picture, flows]) => [picture, flows.map(edgeOf)] as const));
  const isMany = ids.size > mostServices;
  const overviews = (Object.keys(pictures) as PictureId[]).flatMap((picture) => {
    const all = edges.get(picture);
    if (all === undefined) return [];
    const own = picture === '' ? all : folded(all);
    const hint = isMany && picture === '' ? `; each is in ${world.environment}/<service>.svg` : '';
    return [
      [
        picture,
        graphText(`${world.environment}: ${pictures[picture]}${hint}`, isMany ? summary(own, ids) : processesTogether(own, ids)),
      ] as const,
    ];
  });
  return new Map<string, string>([...overviews, ...(isMany ? singles(world.environment, edges.get('') ?? [], ids) : [])]);
}

/** Most arrows to somebody outside that are drawn; more are a knot. */
const mostArrows = 3;

/** The arrows of a picture but for those to somebody outside whom many reach: that stands in the boxes of those who do. */
function folded(edges: readonly Edge[]): readonly Edge[] {
  const isOutside = ({ group }: Node) => group === '';
  const sources = Map.groupBy(
    edges.filter(({ target }) => isOutside(target)),
    ({ target }) => target.label,
  );
  const many = new Set(
    [...sources].filter(([, own]) => new Set(own.map(({ source }) => source.id)).size > mostArrows).map(([label]) => label),
  );
  const isFolded = ({ source, target }: Edge) => isOutside(target) && !isOutside(source) && many.has(target.label);
  const reached = Map.groupBy(edges.filter(isFolded), ({ source }) => source.id);
  const withReached = (node: Node): Node => {
    const names = [...new Set(reached.get(node.id)?.map(({ target }) => target.label))].sort(compare);
    return names.length === 0 ? node : { ...node, label: [node.label, ...names.map((name) => `→ ${name}`)].join('\n') };
  };
  const drawn = edges
    .filter((edge) => !isFolded(edge))
    .map((edge) => ({ ...edge, source: withReached(edge.source), target: withReached(edge.target) }));
  // Whoever reaches nobody else is there, too.
  const shown = new Set(drawn.flatMap(({ source, target }) => [source.id, target.id]));
  const alone = [...reached.values()].flatMap(([edge]) => (edge === undefined || shown.has(edge.source.id) ? [] : [edge.source]));
  return [...drawn, ...alone.map((node) => ({ source: withReached(node), target: withReached(node), port: undefined }))];
}

/** A picture for each service: who calls it and what it needs, one step far. */
function singles(environment: string, edges: readonly Edge[], services: ReadonlySet<string>): readonly (readonly [string, string])[] {
  const own = new Map<string, { readonly node: Node; readonly edges: Edge[] }>();
  for (const edge of edges) {
    for (const node of new Set([edge.source, edge.target])) {
      if (!services.has(node.id)) continue;
      const known = own.get(node.id) ?? { node, edges: [] };
      own.set(node.id, known);
      if (known.edges.at(-1) !== edge) known.edges.push(edge);
    }
  }
  const names = Map.groupBy(own.values(), ({ node }) => node.label);
  return [...own.values()]
    .sort((a, b) => compare(a.node.id, b.node.id))
    .map(({ node, edges: around }) => {
      const name = (names.get(node.label)?.length ?? 0) > 1 ? `${node.group}.${node.label}` : node.label;
      const ends = around.flatMap(({ source, target }) => [source.id, target.id]);
      const others = new Set(ends.filter((id) => id !== node.id && services.has(id)));
      const title = `${environment}: ${name}, who calls it and what it needs`;
      return [`/${name.replaceAll(/[^A-Za-z0-9._-]/g, '-')}`, graphText(title, summary(around, others))] as const;
    });
}

/** Rendered pods that a Service selects, outside the namespaces of the platform. */
function servicesOf(world: World): ReadonlySet<Endpoint> {
  const network = networkOf(world);
  const ofPlatform = new Set(prometheusOf(world).map(({ namespace }) => namespace));
  return new Set(
    world.pods
      .filter(({ manifest, namespace }) => manifest.origin === undefined && !ofPlatform.has(namespace))
      .map((pod) => network.endpointOf(pod)),
  );
}

/**
 * Of the services are the flows to and from them, those of whatever they reach, and who comes in from outside at the door that leads to them;
 * Prometheus has a picture of its own.
 */
function sorter(world: World, services: ReadonlySet<Endpoint>): (flow: Flow) => PictureId {
  const flows = flowsOf(world);
  const asking = new Set<Flow['source']>(prometheusOf(world));
  const targets = new Set(flows.map(({ target }) => target));
  const starts = new Set<Flow['source']>([...services].filter((end) => targets.has(end)));
  const reached = new Set(starts);
  const doors = new Set(flows.flatMap(({ source, target }) => (starts.has(target) && !asking.has(source) ? [source] : [])));
  const bySource = Map.groupBy(flows, ({ source }) => source);
  for (const end of reached) for (const { target } of bySource.get(end) ?? []) if (!('cidr' in target)) reached.add(target);
  return ({ source, target }) => {
    if (asking.has(source) || asking.has(target)) return '-monitoring';
    const comesIn = 'cidr' in source && doors.has(target);
    return comesIn || starts.has(target) || (reached.has(source) && reached.has(target)) ? '' : '-platform';
  };
}

/** An address range is drawn once for each namespace that talks to it: many do, such as all that ask the Kubernetes API. */
function nodes(world: World, { outside }: Wording): (end: Endpoint | IpBlock, other: Endpoint | IpBlock) => Node {
  const rendered = new Map(
    world.pods.filter(({ manifest }) => manifest.origin === undefined).map(({ namespace, labels }) => [labels, namespace] as const),
  );
  const known = new Map<Endpoint, Node>();
  return (end, other) => {
    if ('cidr' in end) {
      const name = outside(end);
      return { id: `${name} ${'cidr' in other ? '' : other.namespace}`, label: name, group: '', isRendered: false };
    }
    const key = nameLabels.find((label) => end.labels[label] !== undefined);
    const name = (key === undefined ? undefined : end.labels[key]) ?? end.title;
    const isRendered = rendered.get(end.labels) === end.namespace;
    const node = known.get(end) ?? { id: `${end.namespace}/${name}`, label: name, group: end.namespace, isRendered };
    known.set(end, node);
    return node;
  };
}

function portText(port: Flow['port']): string {
  if (port === undefined) return 'every port';
  return port.protocol === 'TCP' ? String(port.number) : `${port.number}/${port.protocol}`;
}
