import { type Receiver, receiversFor, routingOf } from '../../alertmanager/routes.ts';
import { deliveryFactsOf, environmentIn } from '../../kubernetes/argo-cd/delivery-facts.ts';
import { asText, at, fieldsAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { quotedList } from '../../wording.ts';

const root = 'spec.source.helm.valuesObject.alertmanager.config';
const keys = root.split('.');

/** Alerts of the manual (5.2) that are about services, by which routes are tried. */
const tried = { critical: 'ServiceDown', warning: 'HighErrorRate' } as const;

const facts = `
apiVersion: facts.erp.example.com/v1
kind: DeliveryFacts
metadata: { name: delivery }
spec:
  teams: { ledger: { codeOwner: "@example-erp/ledger", channel: "#erp-ledger" } }
  environments:
    - name: production
      namespaces: [erp-prod, erp-infra]
      written: { alerting: { pages: true, channels: { application: "#erp-prod", infrastructure: "#erp-prod-infra" } } }
`;
const slack = (team: string, channel: string) => `{ name: slack-${team}, slack_configs: [{ channel: "${channel}" }] }`;
const application = `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: kube-prometheus-stack-production, namespace: argocd, labels: { environment: production } }
spec:
  source:
    chart: kube-prometheus-stack
    helm:
      valuesObject:
        alertmanager:
          config:
            route:
              receiver: slack-infrastructure
              routes:
                - { receiver: dead-mans-switch, matchers: ['alertname="Watchdog"'] }
                - { receiver: pager, matchers: ['severity="critical"', 'environment="production"'], continue: true }
                - { receiver: slack-application, matchers: ['team="application"'] }
                - { receiver: slack-ledger, matchers: ['{team=~"ledger|general-ledger"}'] }
                - { receiver: slack-infrastructure, matchers: ['team="infrastructure"'] }
            receivers:
              - { name: dead-mans-switch, webhook_configs: [{ url_file: /x }] }
              - { name: pager, pagerduty_configs: [{ routing_key_file: /x }] }
              - ${slack('application', '#erp-prod')}
              - ${slack('infrastructure', '#erp-prod-infra')}
              - ${slack('ledger', '#erp-ledger')}
`;
const on = 'Application/kube-prometheus-stack-production';
const found = (message: string, path = 'route') => ({
  on,
  message: `Application "kube-prometheus-stack-production" ${message}`,
  path: `${root}.${path}`,
});
const from = 'a team has its route and its channel';
const routes = (index: number) => `${on} > ${root}.route.routes[${index}]`;

export default defineRule({
  id: 'match-team-route',
  severity: 'error',
  manual: '5.2',
  summary: 'Let alerts of each team reach the channel of that team and no other, at any time, and wake somebody where they are critical.',
  rationale:
    'The label "team" of an alert decides who hears of it, and Alertmanager tells the first route that fits: one that is missing, or that comes ' +
    'after a wider one, sends the alerts of a service to people who do not know it, and nothing says so.',
  remediation:
    'Change teams in generators/catalog/platform.ts, channels under alerting in generators/catalog/environments, or generators/alerts/alertmanager.ts.',
  scope: 'object',
  kinds: ['Application'],

  check(manifest, world) {
    const configuration = at(manifest.fields, ...keys);
    const declared = deliveryFactsOf(world);
    const environment = declared && environmentIn(declared, manifest.labels['environment'] ?? '');
    if (configuration === undefined || declared === undefined || environment === undefined) return [];
    const alerting = at(environment.written, 'alerting');
    const channels = [
      ...Object.entries(fieldsAt(alerting, 'channels')).flatMap(([team, channel]) => [{ team, channel: asText(channel) ?? '' }]),
      ...[...declared.teams].map(([team, { channel }]) => ({ team, channel })),
    ];
    const routing = routingOf(configuration);
    return [
      ...routing.unread.map((matcher) => ({
        message: `${titleOf(manifest)} has the matcher ${JSON.stringify(matcher)}, which Alertmanager does not read as one.`,
        path: `${root}.route`,
      })),
      ...channels.flatMap(({ team, channel }) =>
        Object.entries(tried).flatMap(([severity, alertname]) => {
          const labels = { alertname, severity, team, environment: environment.name, namespace: environment.namespaces[0] ?? '' };
          const wakes = severity === 'critical' && at(alerting, 'pages') === true;
          return problemsOf(manifest, { team, channel, severity, wakes }, receiversFor(routing, labels));
        }),
      ),
    ];
  },

  examples: {
    pass: [{ name: from, manifests: `${application}---${facts}` }],
    fail: [
      {
        name: 'a team without a route',
        from,
        change: { [routes(3)]: undefined },
        problems: [
          found('sends a critical alert of the team "ledger" to no channel, expected "#erp-ledger".'),
          found('sends a warning alert of the team "ledger" to "#erp-prod-infra", expected "#erp-ledger".'),
        ],
      },
      {
        name: 'a wider route before that of the team',
        from,
        change: { [`${routes(2)}.matchers[0]`]: 'team=~"application|l.*"' },
        problems: [
          found('sends a critical alert of the team "ledger" to "#erp-prod", expected "#erp-ledger".'),
          found('sends a warning alert of the team "ledger" to "#erp-prod", expected "#erp-ledger".'),
        ],
      },
      {
        name: 'a channel of somebody else, and one in addition',
        from,
        change: {
          [`${on} > ${root}.receivers[4].slack_configs[0].channel`]: '#erp-stock',
          [`${routes(2)}`]: { receiver: 'slack-application', matchers: ['severity="warning"'], continue: true },
        },
        problems: [
          found('sends a critical alert of the team "application" to no channel, expected "#erp-prod".'),
          found('sends a warning alert of the team "infrastructure" to "#erp-prod", "#erp-prod-infra", expected "#erp-prod-infra".'),
          found('sends a critical alert of the team "ledger" to "#erp-stock", expected "#erp-ledger".'),
          found('sends a warning alert of the team "ledger" to "#erp-prod", "#erp-stock", expected "#erp-ledger".'),
        ],
      },
      {
        name: 'a pager that takes the alert away, and a route that sleeps at night',
        from,
        change: { [`${routes(1)}.continue`]: undefined, [`${routes(3)}.mute_time_intervals`]: ['nights'] },
        problems: [
          found('sends a critical alert of the team "application" to no channel, expected "#erp-prod".'),
          found('sends a critical alert of the team "infrastructure" to no channel, expected "#erp-prod-infra".'),
          found('sends a critical alert of the team "ledger" to no channel, expected "#erp-ledger".'),
          found('sends a warning alert of the team "ledger" to no channel, expected "#erp-ledger".'),
        ],
      },
      {
        name: 'critical alerts of one team that wake nobody, and a matcher that is none',
        from,
        change: {
          [`${routes(1)}.matchers`]: ['severity="critical"', 'team!="ledger"'],
          [`${routes(0)}.matchers[0]`]: 'alertname=~"Watch("',
        },
        problems: [
          found('has the matcher "alertname=~\\"Watch(\\"", which Alertmanager does not read as one.'),
          found('wakes nobody for a critical alert of the team "ledger".'),
        ],
      },
    ],
  },
});

interface Tried {
  readonly team: string;
  readonly channel: string;
  readonly severity: string;
  readonly wakes: boolean;
}

function problemsOf(manifest: Manifest, { team, channel, severity, wakes }: Tried, receivers: readonly Receiver[]): readonly Problem[] {
  const told = [...new Set(receivers.flatMap(({ channels }) => channels))];
  const alert = `a ${severity} alert of the team "${team}"`;
  const path = `${root}.route`;
  return [
    ...(told.length === 1 && told[0] === channel
      ? []
      : [
          {
            message: `${titleOf(manifest)} sends ${alert} to ${told.length === 0 ? 'no channel' : quotedList(told)}, expected "${channel}".`,
            path,
          },
        ]),
    ...(wakes && !receivers.some(({ pages }) => pages) ? [{ message: `${titleOf(manifest)} wakes nobody for ${alert}.`, path }] : []),
  ];
}
