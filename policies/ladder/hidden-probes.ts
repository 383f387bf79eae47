import { asFields, at, listAt, textAt } from '../kubernetes/fields.ts';
import type { Manifest, World } from '../model.ts';

/** One field in which an object of two environments differs: where, and what each has there. */
export interface Sides {
  /** The field by names, of lists the index where an item has none. */
  readonly keys: readonly string[];
  readonly paths: readonly [string, string];
  readonly values: readonly [unknown, unknown];
  readonly manifests: readonly [Manifest | undefined, Manifest | undefined];
}

/**
 * Whether a difference between two routes of a service is that each hides from the Internet the paths at which the service is asked there
 * whether it lives, and the other does not ask them. Whom the route leads to, and whatever else it hides, is no such difference.
 */
export function showsProbes({ paths, values, manifests }: Sides, worlds: readonly [World, World]): boolean {
  const one = hiddenAt(manifests[0], paths[0], values[0]);
  const other = hiddenAt(manifests[1], paths[1], values[1]);
  if (one === undefined || other === undefined || one.rest !== other.rest) return false;
  const [here, there] = [askedPaths(worlds[0], one), askedPaths(worlds[1], other)];
  return follows(one.paths, other.paths, here, there) && follows(other.paths, one.paths, there, here);
}

/** Whether each path that the one hides and the other does not is asked there and not here. */
function follows(mine: readonly string[], theirs: readonly string[], asked: ReadonlySet<string>, askedThere: ReadonlySet<string>): boolean {
  return mine.every((path) => theirs.includes(path) || (asked.has(path) && !askedThere.has(path)));
}

/** The paths that a field hides, below that of its route, and what it says beside them. */
interface Hidden {
  readonly paths: readonly string[];
  /** Whom the route leads to. */
  readonly process: string;
  /** What the process sees before each of these paths; empty where the edge takes it off. */
  readonly kept: string;
  readonly rest: string;
}

function hiddenAt(manifest: Manifest | undefined, path: string, value: unknown): Hidden | undefined {
  if (manifest === undefined) return undefined;
  if (manifest.kind === 'Ingress') return typeof value === 'string' ? hiddenInExpression(manifest, path, value) : undefined;
  const rule = listAt(manifest.fields, 'spec', 'rules')[Number(/^spec\.rules\[(\d+)\]/.exec(path)?.[1] ?? -1)];
  // What leads to pods hides nothing.
  const hides = listAt(rule, 'filters').some((filter) => textAt(filter, 'extensionRef', 'kind') === 'HTTPRouteFilter');
  if (!hides || listAt(rule, 'backendRefs').length > 0) return undefined;
  const own = listAt(rule, 'matches').map((match) => textAt(match, 'path', 'value') ?? '');
  // Of several prefixes the longest is that of the rule.
  const route = listAt(manifest.fields, 'spec', 'rules')
    .flatMap((other) =>
      listAt(other, 'backendRefs').flatMap((backend) =>
        listAt(other, 'matches').map((match) => ({
          prefix: (textAt(match, 'path', 'value') ?? '').replace(/\/$/, ''),
          process: textAt(backend, 'name') ?? '',
          isKept: listAt(other, 'filters').every((filter) => at(filter, 'urlRewrite') === undefined),
        })),
      ),
    )
    .filter(({ prefix }) => own.every((text) => text.startsWith(`${prefix}/`)))
    .sort((a, b) => b.prefix.length - a.prefix.length)[0];
  if (route === undefined) return undefined;
  const { isKept, ...leads } = route;
  const { matches: _, ...others } = asFields(rule) ?? {};
  const kinds = listAt(rule, 'matches').map((match) => {
    const { path: matched, ...more } = asFields(match) ?? {};
    return JSON.stringify([more, textAt(matched, 'type')]);
  });
  return {
    paths: own.map((text) => text.slice(route.prefix.length)),
    process: route.process,
    kept: isKept ? route.prefix : '',
    rest: JSON.stringify([leads, others, [...new Set(kinds)]]),
  };
}

/** `/orders(?!/health|/metrics)(/|$)(.*)` */
function hiddenInExpression(manifest: Manifest, path: string, expression: string): Hidden | undefined {
  const [, before, hidden, after] = /^(.*?)\(\?!([^()]*)\)(.*)$/.exec(expression) ?? [];
  if (before === undefined || hidden === undefined || after === undefined) return undefined;
  const [rule, index] = [...path.matchAll(/\[(\d+)\]/g)].map(([, digits]) => Number(digits));
  const entry = listAt(listAt(manifest.fields, 'spec', 'rules')[rule ?? -1], 'http', 'paths')[index ?? -1];
  const process = textAt(entry, 'backend', 'service', 'name') ?? '';
  const isKept = textAt(manifest.fields, 'metadata', 'annotations', 'nginx.ingress.kubernetes.io/rewrite-target') === undefined;
  return {
    paths: hidden.split('|').map(unescaped),
    process,
    kept: isKept ? unescaped(before) : '',
    rest: JSON.stringify([before, after, process]),
  };
}

/** Pages of health are hidden together. */
const health = '/health';

/** Paths without their query, as they are hidden. */
function pagesOf(paths: readonly string[]): readonly string[] {
  return paths
    .map((path) => path.replace(/\?.*$/, '').replace(/(?<=.)\/+$/, ''))
    .map((path) => (path === health || path.startsWith(`${health}/`) ? health : path));
}

/** Where the pods behind a route are asked, as it hides that: in full, and of what lies below a path that they see below that. */
function askedPaths(world: World, { process, kept }: Hidden): ReadonlySet<string> {
  const asked = ['Deployment', 'StatefulSet']
    .flatMap((kind) => world.ofKind(kind))
    .filter(({ name }) => name === process)
    .flatMap((manifest) => world.podOf(manifest)?.containers ?? [])
    .flatMap(({ fields }) => probes.flatMap((probe) => textAt(fields, probe, 'httpGet', 'path') ?? []));
  const below = kept === '' ? [] : asked.filter((path) => path.startsWith(`${kept}/`)).map((path) => path.slice(kept.length));
  return new Set(pagesOf([...asked, ...below]));
}

const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'];

/** A path out of an expression that matches it alone. */
function unescaped(expression: string): string {
  return expression.replaceAll('\\', '');
}
