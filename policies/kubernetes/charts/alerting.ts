import { asFields, at, listAt, textAt } from '../fields.ts';
import { valueProblems } from './judge-values.ts';
import { everyItem, flag, like, listLike, oneOf, period } from './meanings.ts';
import type { Meaning, Shape } from './shape.ts';

const severities: readonly string[] = ['critical', 'warning', 'info', 'none'];
/** Of who is told by whom: anything else would be a credential in Git, or somebody else's address. */
const secretFile = /^\/etc\/alertmanager\/secrets\/alertmanager-receivers\/[\w-]+$/;
/** What the receivers of Alertmanager 0.30 take as a text and would be a credential, or an address that is one. */
const credential =
  /^(.*_)?(api_url|url|routing_key|service_key|bot_token|token|password|auth_password|auth_secret|api_key|api_secret|credentials)$/;

const texts = listLike(/./);
const wait = period(0, 24);
const matchers = listLike(/^\w+(=|!=|=~|!~)".*"$/);
/** Anything of its own type, as far as it is written today: what a receiver of one kind says. */
const anyReceiver: Meaning = (value, context) =>
  everyItem({
    url_file: like(/^\//, 'a path'),
    routing_key_file: like(/^\//, 'a path'),
    api_url_file: like(/^\//, 'a path'),
    send_resolved: flag,
    channel: like(/^#[\w-]+$/, 'a channel'),
    severity: oneOf('critical', 'warning', 'info', 'error'),
    color: like(/\{\{.*\}\}/, 'a template'),
    title: like(/\{\{.*\}\}/, 'a template'),
    title_link: like(/\{\{.*\}\}/, 'a template'),
    text: like(/\{\{.*\}\}/, 'a template'),
    description: like(/\{\{.*\}\}/, 'a template'),
    details: {
      environment: like(/\{\{.*\}\}/, 'a template'),
      team: like(/\{\{.*\}\}/, 'a template'),
      alerts: like(/\{\{.*\}\}/, 'a template'),
      runbook: like(/\{\{.*\}\}/, 'a template'),
    },
  })(value, context);
const routeShape: Shape = {
  receiver: like(/^[\w-]+$/, 'a name'),
  matchers,
  group_by: texts,
  group_wait: wait,
  group_interval: wait,
  repeat_interval: wait,
  continue: flag,
  routes: (value, context) => everyItem(routeShape)(value, context),
};
/** Alertmanager's configuration, as far as it is said here (0.30, docs/configuration.md). */
const configuration: Shape = {
  global: { resolve_timeout: wait, slack_api_url_file: like(/^\//, 'a path') },
  templates: texts,
  route: routeShape,
  inhibit_rules: everyItem({ source_matchers: matchers, target_matchers: matchers, equal: texts }),
  receivers: everyItem({
    name: like(/^[\w-]+$/, 'a name'),
    webhook_configs: anyReceiver,
    pagerduty_configs: anyReceiver,
    slack_configs: anyReceiver,
  }),
};

/** Routes, receivers and inhibitions that tell somebody of everything that is critical. */
export const alerting: Meaning = (value, context) => {
  const fields = asFields(value);
  if (fields === undefined) return 'a configuration of Alertmanager';
  const [misshapen] = valueProblems(fields, configuration, context, 'it');
  if (misshapen !== undefined)
    return `a configuration of Alertmanager, and ${misshapen.message.replace(/^sets it\.?/, 'it sets ').replace(/\.$/, '')}`;
  const receivers = listAt(fields, 'receivers').map((receiver) => textAt(receiver, 'name') ?? '');
  const routes = routesOf(at(fields, 'route'));
  const stray = routes.find((route) => !receivers.includes(textAt(route, 'receiver') ?? ''));
  if (stray !== undefined) return `every route to have one of the receivers ${receivers.join(', ')}`;
  const silent = new Set(
    listAt(fields, 'receivers')
      .filter((receiver) => Object.keys(asFields(receiver) ?? {}).length < 2)
      .map((receiver) => textAt(receiver, 'name') ?? ''),
  );
  if (routes.some((route) => silent.has(textAt(route, 'receiver') ?? '') && !isOfTrifles(route)))
    return 'nobody to be told only of what is none or info';
  const paged = new Set(
    listAt(fields, 'receivers')
      .filter((receiver) => at(receiver, 'pagerduty_configs') !== undefined)
      .map((receiver) => textAt(receiver, 'name')),
  );
  if (paged.size > 0 && !routes.some((route) => paged.has(textAt(route, 'receiver')) && matchersOf(route).includes('severity="critical"')))
    return 'what is critical to be told to the pager';
  const unknown = routes.flatMap(matchersOf).find((matcher) => !isKnownMatcher(matcher));
  if (unknown !== undefined) return `severities to be of ${severities.join(', ')}`;
  if (listAt(fields, 'inhibit_rules').some((rule) => listAt(rule, 'equal').length === 0))
    return 'every inhibition to be about something that is equal';
  const written = textsIn(fields).find(([key, text]) => (key.endsWith('_file') ? !secretFile.test(text) : credential.test(key)));
  return written === undefined ? undefined : `${written[0]} to come from a file of the Secret alertmanager-receivers`;
};

function routesOf(route: unknown): readonly unknown[] {
  return [route, ...listAt(route, 'routes').flatMap(routesOf)];
}

function matchersOf(route: unknown): readonly string[] {
  return listAt(route, 'matchers').map(String);
}

function isOfTrifles(route: unknown): boolean {
  return matchersOf(route).some((matcher) => /^severity=~"(none|info)(\|(none|info))*"$/.test(matcher));
}

function isKnownMatcher(matcher: string): boolean {
  const [, , named = ''] = /^severity(=~?|!~?=?)"([^"]*)"$/.exec(matcher) ?? [];
  return named === '' ? !matcher.startsWith('severity') : named.split('|').every((severity) => severities.includes(severity));
}

function textsIn(value: unknown, key = ''): readonly (readonly [key: string, text: string])[] {
  if (typeof value === 'string') return [[key, value]];
  if (Array.isArray(value)) return value.flatMap((item) => textsIn(item, key));
  return Object.entries(asFields(value) ?? {}).flatMap(([name, item]) => textsIn(item, name));
}
