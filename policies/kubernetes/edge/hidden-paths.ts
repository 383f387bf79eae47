import type { Fields, Manifest, Pod, Problem, World } from '../../model.ts';
import { at, fieldsAt, listAt, numberAt, textAt } from '../fields.ts';
import { podsBehind, servingPorts } from '../network/services.ts';

/** A path of the pods behind a route that is for the cluster alone, and where the route publishes it. */
export interface PublishedPath {
  readonly inner: string;
  readonly outer: string;
  /** The rule that leads to the pods. */
  readonly path: string;
  /** The HTTPRouteFilter that answers in place of the pods, as far as one does. */
  readonly filter: Manifest | undefined;
}

/**
 * The paths of probes and metrics of the pods behind an HTTPRoute, with who answers there. Empty where the route keeps no path from its pods:
 * nobody there means to hide one.
 */
export function publishedPaths(route: Manifest, world: World): readonly PublishedPath[] {
  const rules = listAt(route.fields, 'spec', 'rules');
  const filters = rules.flatMap((rule) => listAt(rule, 'filters').flatMap((filter) => textAt(filter, 'extensionRef', 'name') ?? []));
  const answers = filters.flatMap((name) => world.find('HTTPRouteFilter', route.namespace, name) ?? []);
  if (!answers.some(isAnswer)) return [];
  return rules.flatMap((rule, index) =>
    listAt(rule, 'backendRefs').flatMap((backend) => {
      const inner = innerPaths(route, backend, world);
      return matchesOf(rule).flatMap(({ type, value }) =>
        inner.flatMap((path) => {
          const rewrite = rewriteOf(rule);
          const outer = outside(path, type, value, rewrite);
          return outer === undefined || (rewrite === undefined && isItsPage(path, type, value))
            ? []
            : [{ inner: path, outer, path: `spec.rules[${index}]`, filter: answering(route, rules, outer, value, world) }];
        }),
      );
    }),
  );
}

/** Whether a filter answers by itself: Envoy Gateway 1.9.0, `directResponse`. */
function isAnswer({ fields }: Manifest): boolean {
  return at(fields, 'spec', 'directResponse') !== undefined;
}

/** Whether a probe asks at the very page that a route is for, which everybody sees: who is asked at /, below another path. */
function isItsPage(path: string, type: string, value: string): boolean {
  return type === 'PathPrefix' && trimmed(path) === trimmed(value) && !/^\/(?:health|metrics)(?:\/|$)/.test(path);
}

/** What the pods say of themselves: the paths of their probes at the port that the backend leads to, and that of their metrics. */
function innerPaths(route: Manifest, backend: unknown, world: World): readonly string[] {
  const service = world.find('Service', textAt(backend, 'namespace') ?? route.namespace, textAt(backend, 'name') ?? '');
  if (service === undefined || (textAt(backend, 'kind') ?? 'Service') !== 'Service') return [];
  const port = listAt(service.fields, 'spec', 'ports').find((entry) => numberAt(entry, 'port') === numberAt(backend, 'port'));
  const target = at(port, 'targetPort') ?? numberAt(port, 'port');
  return [...new Set(podsBehind(service, world).flatMap((pod) => [...probedAt(pod, target), ...measuredBy(pod)]))];
}

function probedAt(pod: Pod, target: unknown): readonly string[] {
  const own = servingPorts(pod).find(({ name, number }) => name === target || number === target);
  return pod.containers.flatMap(({ fields }) =>
    ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((field) => {
      const probe = fieldsAt(fields, field, 'httpGet');
      // A route is a path: what stands behind ? is no part of it.
      const path = textAt(probe, 'path')?.replace(/\?.*$/, '');
      const isThere = own !== undefined && (probe['port'] === own.name || probe['port'] === own.number);
      // Who is probed at / answers there to anybody.
      return path !== undefined && path !== '/' && isThere ? [path] : [];
    }),
  );
}

function measuredBy({ template }: Pod): readonly string[] {
  const path = textAt(template, 'metadata', 'annotations', 'prometheus.io/path');
  return path === undefined || path === '/' ? [] : [path];
}

interface Match {
  readonly type: string;
  readonly value: string;
}

/** Without a match a rule is for every path (Gateway API 1.6.1). */
function matchesOf(rule: unknown): readonly Match[] {
  const matches = listAt(rule, 'matches');
  if (matches.length === 0) return [{ type: 'PathPrefix', value: '/' }];
  return matches.map((match) => ({
    type: textAt(match, 'path', 'type') ?? 'PathPrefix',
    value: textAt(match, 'path', 'value') ?? '/',
  }));
}

/** What a rule writes in place of the prefix that it matched. */
function rewriteOf(rule: unknown): string | undefined {
  return listAt(rule, 'filters').flatMap((filter) => textAt(filter, 'urlRewrite', 'path', 'replacePrefixMatch') ?? [])[0];
}

/** Where somebody outside asks for a path of the pods; undefined where the rule leads nobody there. */
function outside(inner: string, type: string, value: string, rewrite: string | undefined): string | undefined {
  if (type === 'Exact') return (rewrite ?? value) === inner ? value : undefined;
  if (type !== 'PathPrefix') return undefined;
  const base = trimmed(rewrite ?? value);
  if (!isBelow(inner, base)) return undefined;
  return `${trimmed(value)}${inner.slice(base.length)}` || '/';
}

/** Who answers at a path before the pods do: the rule with the longest prefix decides. */
function answering(route: Manifest, rules: readonly unknown[], outer: string, least: string, world: World): Manifest | undefined {
  let longest = trimmed(least).length;
  let found: Manifest | undefined;
  for (const rule of rules) {
    for (const { type, value } of matchesOf(rule)) {
      const fits = type === 'Exact' ? value === outer : type === 'PathPrefix' && isBelow(outer, trimmed(value));
      if (!fits || trimmed(value).length <= longest) continue;
      longest = trimmed(value).length;
      const name = listAt(rule, 'filters').flatMap((filter) => textAt(filter, 'extensionRef', 'name') ?? [])[0];
      const filter = name === undefined ? undefined : world.find('HTTPRouteFilter', route.namespace, name);
      found = filter !== undefined && isAnswer(filter) ? filter : undefined;
    }
  }
  return found;
}

function isBelow(path: string, base: string): boolean {
  return path === base || path.startsWith(`${base}/`) || base === '';
}

function trimmed(path: string): string {
  return path.replace(/\/+$/, '');
}

/** A page in the name of the ERP that runs what somebody else writes. */
export function answerProblems(spec: Fields): readonly Problem[] {
  const text = textAt(spec, 'directResponse', 'body', 'inline') ?? '';
  const address = /<(?:script|iframe|object|embed|link)\b[^>]*\b(?:src|href|data)\s*=\s*["']?((?:https?:)?\/\/[^"'\s>]+)/i.exec(text)?.[1];
  return address === undefined ? [] : [{ message: `answers with a page that loads "${address}"`, path: 'spec.directResponse.body.inline' }];
}
