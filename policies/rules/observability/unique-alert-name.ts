import { titleOf } from '../../kubernetes/objects.ts';
import { alertingRules } from '../../kubernetes/observability/alerts.ts';
import { defineRule } from '../../model.ts';

const rules = (object: string, ...alerts: readonly string[]) => `
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: ${object}, namespace: erp-infra }
spec:
  groups:
    - name: ${object}
      rules: [${alerts.map((alert) => `{ alert: ${alert}, expr: up == 0 }`).join(', ')}]
`;

export default defineRule({
  id: 'unique-alert-name',
  severity: 'error',
  manual: '5.2',
  summary: 'Use each alert name once in an environment.',
  rationale:
    'Alertmanager groups, silences and inhibits by the name: a silence for one alert silences its namesake too, and the runbook ' +
    'can only speak of one of them.',
  remediation: 'Rename one of the alerts, or make one rule of both.',
  scope: 'object',
  kinds: ['PrometheusRule'],

  check(manifest, world) {
    const all = world.ofKind('PrometheusRule').flatMap((other) => alertingRules(other).map(({ name, path }) => ({ name, path, other })));
    return alertingRules(manifest).flatMap(({ name, path }) => {
      const first = all.find((candidate) => candidate.name === name);
      if (first === undefined || (first.other === manifest && first.path === path)) return [];
      return [{ message: `Alert "${name}" is already in ${titleOf(first.other)}, at ${first.path}.`, path: `${path}.alert` }];
    });
  },

  examples: {
    pass: [{ name: 'different names', manifests: `${rules('a', 'ServiceDown', 'HighLatency')}---${rules('b', 'RedisDown')}` }],
    fail: [
      {
        name: 'the same name in two objects',
        from: 'different names',
        change: {
          'PrometheusRule/a > spec.groups[0].rules[1]': undefined,
          'PrometheusRule/b > spec.groups[0].rules[1]': { alert: 'ServiceDown', expr: 'up == 0' },
        },
        problems: [
          {
            on: 'PrometheusRule/b',
            message: 'Alert "ServiceDown" is already in PrometheusRule "a", at spec.groups[0].rules[0].',
            path: 'spec.groups[0].rules[1].alert',
          },
        ],
      },
      {
        name: 'the same name twice in one object',
        from: 'different names',
        change: { 'PrometheusRule/a > spec.groups[0].rules[1].alert': 'ServiceDown', 'PrometheusRule/b': undefined },
        problems: [
          {
            on: 'PrometheusRule/a',
            message: 'Alert "ServiceDown" is already in PrometheusRule "a", at spec.groups[0].rules[0].',
            path: 'spec.groups[0].rules[1].alert',
          },
        ],
      },
    ],
  },
});
