import { textAt } from '../../kubernetes/fields.ts';
import { alertingRules } from '../../kubernetes/observability/alerts.ts';
import { defineRule } from '../../model.ts';

/** What Alertmanager routes by, and what the person who is woken reads. */
const wanted = [
  ['labels', 'severity'],
  ['labels', 'team'],
  ['labels', 'environment'],
  ['annotations', 'summary'],
  ['annotations', 'description'],
  ['annotations', 'runbook_url'],
] as const;

const severities: readonly string[] = ['critical', 'warning', 'info', 'none'];

const rules = (labels: string, annotations: string) => `
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: erp-services, namespace: erp-infra }
spec:
  groups:
    - name: erp-services
      rules:
        - alert: ServiceDown
          expr: up == 0
          labels: { ${labels} }
          annotations: { ${annotations} }
        - record: job:up:sum
          expr: sum by (job) (up)
`;
const labels = 'severity: critical, team: application, environment: production';
const annotations = 'summary: Down, description: It is down, runbook_url: "https://git.example.com/runbook#servicedown"';
const on = 'PrometheusRule/erp-services';
const path = 'spec.groups[0].rules[0]';

export default defineRule({
  id: 'require-alert-metadata',
  severity: 'error',
  manual: '5.2 (D106)',
  summary: 'Give every alert a severity, a team, an environment, a summary, a description and a runbook.',
  rationale:
    'Alertmanager routes by severity, team and environment: an alert without them reaches the wrong people or nobody, and one ' +
    'without a runbook leaves whoever is woken alone with it.',
  remediation:
    'Add the missing labels and annotations to the alert; severity is critical, warning, info or none, runbook_url an https address.',
  scope: 'object',
  kinds: ['PrometheusRule'],

  check(manifest) {
    return alertingRules(manifest).flatMap(({ name, fields, path: at }) => [
      ...wanted
        .filter(([part, key]) => (textAt(fields, part, key)?.trim() ?? '') === '')
        .map(([part, key]) => ({ message: `Alert "${name}" has no ${key}.`, path: `${at}.${part}.${key}` })),
      ...[textAt(fields, 'labels', 'severity')]
        .filter((severity) => severity !== undefined && severity.trim() !== '' && !severities.includes(severity))
        .map((severity) => ({
          message: `Alert "${name}" has the severity "${severity}", which no route knows.`,
          path: `${at}.labels.severity`,
        })),
      ...[textAt(fields, 'annotations', 'runbook_url')]
        .filter((url) => url !== undefined && url.trim() !== '' && !/^https:\/\/\S+$/.test(url))
        .map((url) => ({
          message: `Alert "${name}" has the runbook_url "${url}", which is no address.`,
          path: `${at}.annotations.runbook_url`,
        })),
    ]);
  },

  examples: {
    pass: [{ name: 'all that people and routes need', manifests: rules(labels, annotations) }],
    fail: [
      {
        name: 'no team',
        from: 'all that people and routes need',
        change: { 'spec.groups[0].rules[0].labels.team': undefined },
        problems: [{ on, message: 'Alert "ServiceDown" has no team.', path: `${path}.labels.team` }],
      },
      {
        name: 'no runbook, and an empty description',
        from: 'all that people and routes need',
        change: { 'spec.groups[0].rules[0].annotations': { summary: 'Down', description: ' ' } },
        problems: [
          { on, message: 'Alert "ServiceDown" has no description.', path: `${path}.annotations.description` },
          { on, message: 'Alert "ServiceDown" has no runbook_url.', path: `${path}.annotations.runbook_url` },
        ],
      },
      {
        name: 'a severity of another system',
        from: 'all that people and routes need',
        change: { 'spec.groups[0].rules[0].labels.severity': 'page' },
        problems: [{ on, message: 'Alert "ServiceDown" has the severity "page", which no route knows.', path: `${path}.labels.severity` }],
      },
      {
        name: 'a runbook that is a path',
        from: 'all that people and routes need',
        change: { 'spec.groups[0].rules[0].annotations.runbook_url': 'docs/runbook.md' },
        problems: [
          {
            on,
            message: 'Alert "ServiceDown" has the runbook_url "docs/runbook.md", which is no address.',
            path: `${path}.annotations.runbook_url`,
          },
        ],
      },
    ],
  },
});
