import { asFields, asText, at, listAt, textAt, texts } from '../kubernetes/fields.ts';
import { type Matcher, matchesAll, parseMatchers } from './matchers.ts';

/** One node of the tree by which Alertmanager finds who is told. */
export interface Route {
  readonly receiver: string;
  readonly matchers: readonly Matcher[];
  /** Whether its siblings after it are asked as well. */
  readonly continues: boolean;
  /** Whether it tells nobody at some times. */
  readonly isMutedAtTimes: boolean;
  readonly routes: readonly Route[];
}

/** What a receiver does. */
export interface Receiver {
  readonly name: string;
  readonly channels: readonly string[];
  readonly pages: boolean;
}

/** A configuration of Alertmanager, as far as it says who is told. */
export interface Routing {
  readonly root: Route;
  readonly receivers: ReadonlyMap<string, Receiver>;
  /** Matchers that cannot be read. */
  readonly unread: readonly string[];
}

/** Reads the routes and receivers of a configuration. */
export function routingOf(configuration: unknown): Routing {
  const unread: string[] = [];
  return {
    root: routeOf(at(configuration, 'route'), '', unread),
    receivers: new Map(
      listAt(configuration, 'receivers').map((receiver) => {
        const name = textAt(receiver, 'name') ?? '';
        const channels = listAt(receiver, 'slack_configs').flatMap((slack) => textAt(slack, 'channel') ?? []);
        return [name, { name, channels, pages: listAt(receiver, 'pagerduty_configs').length > 0 }] as const;
      }),
    ),
    unread,
  };
}

/**
 * Who hears at any time of an alert with these labels: of the first route that fits, of those after it as long as they say `continue`,
 * and of a route itself where none below it fits (Alertmanager 0.34, dispatch/route.go).
 */
export function receiversFor({ root, receivers }: Routing, labels: Readonly<Record<string, string>>): readonly Receiver[] {
  const names = matching(root, labels)
    .filter(({ isMutedAtTimes }) => !isMutedAtTimes)
    .map(({ receiver }) => receiver);
  return [...new Set(names)].flatMap((name) => receivers.get(name) ?? []);
}

function matching(route: Route, labels: Readonly<Record<string, string>>): readonly Route[] {
  if (!matchesAll(route.matchers, labels)) return [];
  const found: Route[] = [];
  for (const child of route.routes) {
    const below = matching(child, labels);
    found.push(...below);
    if (below.length > 0 && !child.continues) break;
  }
  return found.length === 0 ? [route] : found;
}

/** Below a route its receiver holds where none is named. What cannot be read matches nothing. */
function routeOf(route: unknown, above: string, unread: string[]): Route {
  const receiver = textAt(route, 'receiver') ?? above;
  return {
    receiver,
    matchers: [
      ...pairs(at(route, 'match'), '='),
      ...pairs(at(route, 'match_re'), '=~'),
      ...listAt(route, 'matchers').flatMap((written) => {
        const matchers = parseMatchers(asText(written) ?? '');
        if (matchers === undefined) unread.push(String(written));
        return matchers ?? nothing;
      }),
    ],
    continues: at(route, 'continue') === true,
    isMutedAtTimes: ['mute_time_intervals', 'active_time_intervals'].some((key) => listAt(route, key).length > 0),
    routes: listAt(route, 'routes').map((child) => routeOf(child, receiver, unread)),
  };
}

/** No alert has two values of one label. */
const nothing: readonly Matcher[] = [
  { label: 'alertname', operator: '=', value: '' },
  { label: 'alertname', operator: '!=', value: '' },
];

function pairs(value: unknown, operator: '=' | '=~'): readonly Matcher[] {
  return Object.entries(texts(asFields(value) ?? {})).map(([label, own]) => ({ label, operator, value: own }));
}
