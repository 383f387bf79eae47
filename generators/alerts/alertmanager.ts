import { receiverFiles, receiversSecret } from '../model/environment/alerting.ts';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { runbookPage } from '../model/platform/git-host.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { inhibitRules } from './inhibition.ts';

/** Where the operator mounts the Secrets of `alertmanagerSpec.secrets`, and the files of `templateFiles`. */
const secretFile = (file: string) => `/etc/alertmanager/secrets/${receiversSecret}/${file}`;
const templates = '/etc/alertmanager/config/*.tmpl';

/** How soon and how often people hear of the same trouble. */
const pace = {
  calm: { group_wait: '30s', group_interval: '5m', repeat_interval: '12h' },
  urgent: { group_wait: '10s', group_interval: '1m', repeat_interval: '4h' },
  /** The other end raises the alarm after some minutes of silence. */
  pulse: { group_wait: '0s', group_interval: '30s', repeat_interval: '1m' },
} as const;

const slack = (team: string) => `slack-${team}`;

/**
 * The configuration of Alertmanager (manual 5.1, 5.2, D92): the value `alertmanager.config` of kube-prometheus-stack. It needs
 * the Secret `alertmanager-receivers` in `alertmanagerSpec.secrets` and the files of `alertmanagerTemplates` in
 * `alertmanager.templateFiles`. Holds no secret: addresses are read from files.
 */
export function alertmanagerConfig({ name, alerting }: EnvironmentDefinition, platform: PlatformDefinition) {
  const runbook = runbookPage(platform.git);
  const teams = Object.entries(platform.teams ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    global: { resolve_timeout: '5m', slack_api_url_file: secretFile(receiverFiles.slack) },
    templates: [templates],
    route: {
      // What carries no team, such as an alert that somebody else's chart brings.
      receiver: slack('infrastructure'),
      group_by: ['environment', 'team', 'alertname', 'namespace'],
      ...pace.calm,
      routes: [
        { receiver: 'dead-mans-switch', matchers: ['alertname="Watchdog"'], ...pace.pulse },
        { receiver: 'nobody', matchers: ['severity=~"none|info"'] },
        ...(alerting.pages
          ? [{ receiver: 'pager', matchers: ['severity="critical"', `environment="${name}"`], ...pace.urgent, continue: true }]
          : []),
        teamRoute('application'),
        teamRoute('infrastructure'),
        ...teams.map(([team]) => teamRoute(team)),
      ],
    },
    inhibit_rules: inhibitRules,
    receivers: [
      { name: 'nobody' },
      {
        name: 'dead-mans-switch',
        webhook_configs: [{ url_file: secretFile(receiverFiles.deadMansSwitch), send_resolved: false }],
      },
      ...(alerting.pages ? [pager()] : []),
      slackReceiver('application', alerting.channels.application, runbook),
      slackReceiver('infrastructure', alerting.channels.infrastructure, runbook),
      ...teams.map(([team, { channel }]) => slackReceiver(team, channel, runbook)),
    ],
  };
}

function teamRoute(team: string) {
  const receiver = slack(team);
  return { receiver, matchers: [`team="${team}"`], routes: [{ receiver, matchers: ['severity="critical"'], ...pace.urgent }] };
}

function pager() {
  return {
    name: 'pager',
    pagerduty_configs: [
      {
        routing_key_file: secretFile(receiverFiles.pager),
        send_resolved: true,
        severity: 'critical',
        description: '{{ template "erp.summary" . }}',
        details: {
          environment: '{{ .CommonLabels.environment }}',
          team: '{{ .CommonLabels.team }}',
          alerts: '{{ template "erp.text" . }}',
          runbook: '{{ .CommonAnnotations.runbook_url }}',
        },
      },
    ],
  };
}

function slackReceiver(team: string, channel: string, runbook: string) {
  return {
    name: slack(team),
    slack_configs: [
      {
        channel,
        send_resolved: true,
        color: '{{ if eq .Status "resolved" }}good{{ else if eq .CommonLabels.severity "critical" }}danger{{ else }}warning{{ end }}',
        title: '{{ template "erp.title" . }}',
        title_link: `{{ with .CommonAnnotations.runbook_url }}{{ . }}{{ else }}${runbook}{{ end }}`,
        text: '{{ template "erp.text" . }}',
      },
    ],
  };
}
