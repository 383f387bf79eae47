import { asFields, listAt, textAt } from '../kubernetes/fields.ts';
import type { Manifest, World } from '../model.ts';
import type { Declared } from './declared.ts';

/** One field in which an object of two environments differs: where, and what each has there. */
export interface Sides {
  /** The field by names, of lists the index where an item has none. */
  readonly keys: readonly string[];
  readonly paths: readonly [string, string];
  readonly values: readonly [unknown, unknown];
  readonly manifests: readonly [Manifest | undefined, Manifest | undefined];
}

interface Rung {
  readonly world: World;
  readonly declared: Declared;
}

/**
 * Whether a difference between two routes of a service is that each hides from the Internet the paths at which the service is asked there
 * whether it lives, and the other does not ask them. Whom the route leads to, and whatever else it hides, is no such difference.
 */
export function showsProbes({ paths, values, manifests }: Sides, rungs: readonly [Rung, Rung], service: string | undefined): boolean {
  const one = hiddenAt(manifests[0], paths[0], values[0]);
  const other = hiddenAt(manifests[1], paths[1], values[1]);
  if (one === undefined || other === undefined || one.rest !== other.rest) return false;
  const [here, there] = rungs.map(({ world }) => drawnPaths(world, one.process)) as [ReadonlySet<string>, ReadonlySet<string>];
  const said = rungs.map(({ declared }) => (service === undefined ? [] : pagesOf(saidPaths(declared.service(service)))));
  return (
    follows(one.paths, other.paths, new Set([...here, ...(said[0] ?? [])]), there) &&
    follows(other.paths, one.paths, new Set([...there, ...(said[1] ?? [])]), here)
  );
}

/** Whether each path that the one hides and the other does not is asked there and not here. */
function follows(mine: readonly string[], theirs: readonly string[], asked: ReadonlySet<string>, askedThere: ReadonlySet<string>): boolean {
  return mine.every((path) => theirs.includes(path) || (asked.has(path) && !askedThere.has(path)));
}

/** The paths that a field hides, as the service sees them, and what it says beside them. */
interface Hidden {
  readonly paths: readonly string[];
  /** Whom the route leads to. */
  readonly process: string;
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
        })),
      ),
    )
    .filter(({ prefix }) => own.every((text) => text.startsWith(`${prefix}/`)))
    .sort((a, b) => b.prefix.length - a.prefix.length)[0];
  if (route === undefined) return undefined;
  const { matches: _, ...others } = asFields(rule) ?? {};
  const kinds = listAt(rule, 'matches').map((match) => {
    const { path: matched, ...more } = asFields(match) ?? {};
    return JSON.stringify([more, textAt(matched, 'type')]);
  });
  return {
    paths: own.map((text) => text.slice(route.prefix.length)),
    process: route.process,
    rest: JSON.stringify([route, others, [...new Set(kinds)]]),
  };
}

/** `/orders(?!/health|/metrics)(/|$)(.*)` */
function hiddenInExpression(manifest: Manifest, path: string, expression: string): Hidden | undefined {
  const [, before, hidden, after] = /^(.*?)\(\?!([^()]*)\)(.*)$/.exec(expression) ?? [];
  if (before === undefined || hidden === undefined || after === undefined) return undefined;
  const [rule, index] = [...path.matchAll(/\[(\d+)\]/g)].map(([, digits]) => Number(digits));
  const entry = listAt(listAt(manifest.fields, 'spec', 'rules')[rule ?? -1], 'http', 'paths')[index ?? -1];
  const process = textAt(entry, 'backend', 'service', 'name') ?? '';
  return { paths: hidden.split('|').map((text) => text.replaceAll('\\', '')), process, rest: JSON.stringify([before, after, process]) };
}

/** Pages of health are hidden together. */
const health = '/health';

/** Paths without their query, as they are hidden. */
function pagesOf(paths: readonly string[]): readonly string[] {
  return paths
    .map((path) => path.replace(/\?.*$/, '').replace(/(?<=.)\/+$/, ''))
    .map((path) => (path === health || path.startsWith(`${health}/`) ? health : path));
}

/** Paths at which pods of a process are asked in an environment. */
function drawnPaths(world: World, process: string): ReadonlySet<string> {
  const containers = ['Deployment', 'StatefulSet']
    .flatMap((kind) => world.ofKind(kind))
    .filter(({ name }) => name === process)
    .flatMap((manifest) => world.podOf(manifest)?.containers ?? []);
  return new Set(pagesOf(containers.flatMap(({ fields }) => probes.flatMap((probe) => textAt(fields, probe, 'httpGet', 'path') ?? []))));
}

const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'];

/** Every path below a field `probes`, at any depth. */
function saidPaths(value: unknown, within = false): readonly string[] {
  const items = Array.isArray(value) ? value.map((item): [string, unknown] => ['', item]) : Object.entries(asFields(value) ?? {});
  return items.flatMap(([key, inner]) =>
    within && key === 'path' && typeof inner === 'string' ? [inner] : saidPaths(inner, within || key === 'probes'),
  );
}
