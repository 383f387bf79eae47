import { argoSecrets } from '../model/platform/operators.ts';
import { ownKey } from '../model/platform/own-keys.ts';
import type { Argo } from '../model/platform/platform.ts';

interface Notice {
  readonly name: string;
  /** The status that the message starts with. */
  readonly status: string;
  readonly color: string;
  /** Expression over the Application. */
  readonly when: string;
  /** Expression whose value makes a message once, not at every look. */
  readonly oncePer: string;
  /** Where the Application says what went wrong; absent where nothing did. */
  readonly details?: string;
}

const revision = 'app.status.operationState?.syncResult?.revision';

const notices: readonly Notice[] = [
  {
    name: 'deployed',
    status: 'Deployed',
    color: '#18be52',
    when: "app.status.operationState != nil and app.status.operationState.phase == 'Succeeded' and app.status.health.status == 'Healthy'",
    oncePer: revision,
  },
  {
    name: 'health-degraded',
    status: 'Degraded',
    color: '#f4c030',
    when: "app.status.health.status == 'Degraded'",
    oncePer: revision,
    details: '.app.status.health.message',
  },
  {
    name: 'sync-failed',
    status: 'Sync failed',
    color: '#e96d76',
    // A sync that is tried again for as long as it takes never ends as failed: it says how often it was tried.
    when: "app.status.operationState != nil and (app.status.operationState.phase in ['Error', 'Failed'] or (app.status.operationState?.retryCount ?? 0) >= 5)",
    oncePer: 'app.status.operationState?.startedAt',
    details: '.app.status.operationState.message',
  },
];

/** Tells Slack status, version and service of every Application, without any Application having to ask for it (R84). */
export function notificationValues({ host, slackChannel }: Argo) {
  return {
    enabled: true,
    argocdUrl: `https://${host}`,
    notifiers: { 'service.slack': `token: $${argoSecrets.notifications.key}\n` },
    subscriptions: [{ recipients: [`slack:${slackChannel}`], triggers: notices.map(({ name }) => `on-${name}`) }],
    triggers: Object.fromEntries(
      notices.map(({ name, when, oncePer }) => [`trigger.on-${name}`, `- when: ${when}\n  oncePer: ${oncePer}\n  send: [${name}]\n`]),
    ),
    templates: Object.fromEntries(notices.map((notice) => [`template.${notice.name}`, template(notice)])),
  };
}

function template({ status, color, details }: Notice): string {
  const field = (title: string, value: string, short = true) => ({ title, value, short });
  const attachment = {
    title: '{{.app.metadata.name}}',
    title_link: '{{.context.argocdUrl}}/applications/{{.app.metadata.name}}',
    color,
    fields: [
      field('Service', `{{index .app.metadata.labels \`${ownKey('application')}\`}}`),
      field('Environment', '{{index .app.metadata.labels `environment`}}'),
      field('Status', status),
      field('Version', '{{range .app.status.summary.images}}{{.}} {{end}}', false),
      field('Commit', '{{.app.status.sync.revision}}'),
      ...(details === undefined ? [] : [field('Reason', details, false)]),
    ],
  };
  const lines = JSON.stringify([attachment], undefined, 2).split('\n');
  // The reason may hold quotes and line ends: the template writes it as JSON.
  const escaped = lines.map((line) =>
    details === undefined ? line : line.replace(`"${details}"`, `{{toJson (default \`\` ${details})}}`),
  );
  return [`message: "${status}: {{.app.metadata.name}}"`, 'slack:', '  attachments: |', ...escaped.map((line) => `    ${line}`), ''].join(
    '\n',
  );
}
