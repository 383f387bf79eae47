import { below } from '../../kubernetes/fields.ts';
import { defineRule } from '../../model.ts';

export default defineRule({
  id: 'require-namespace-labels',
  severity: 'error',
  manual: '2.1',
  summary: 'Label every namespace with its environment and its team.',
  rationale: 'Alerts, cost reports and access are cut by these labels; a namespace of no team is a namespace that nobody is called for.',
  remediation: 'Set the labels environment (the name of the environment) and team on the Namespace.',
  scope: 'object',
  kinds: ['Namespace'],

  check(manifest, world) {
    const { environment, team } = manifest.labels;
    const problems = [];
    if (!environment) {
      problems.push({ message: `Namespace "${manifest.name}" has no label "environment".`, path: 'metadata.labels' });
    } else if (environment !== world.environment) {
      problems.push({
        message: `Namespace "${manifest.name}" has the label environment "${environment}", but belongs to "${world.environment}".`,
        path: below('metadata.labels', 'environment'),
      });
    }
    if (!team) problems.push({ message: `Namespace "${manifest.name}" has no label "team".`, path: 'metadata.labels' });
    return problems;
  },

  examples: {
    pass: [
      {
        name: 'the namespaces of the manual',
        manifests: `
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod, labels: { environment: production, team: erp-platform } }
---
apiVersion: v1
kind: Namespace
metadata: { name: erp-infra, labels: { environment: production, team: infrastructure } }
`,
      },
      {
        name: 'the same name in another environment',
        environment: 'dev',
        manifests: `
apiVersion: v1
kind: Namespace
metadata: { name: erp-infra, labels: { environment: dev, team: infrastructure } }
`,
      },
    ],
    fail: [
      {
        name: 'no labels at all',
        from: 'the namespaces of the manual',
        change: { 'Namespace/erp-prod > metadata.labels': undefined, 'Namespace/erp-infra': undefined },
        problems: [
          { on: 'Namespace/erp-prod', message: 'Namespace "erp-prod" has no label "environment".', path: 'metadata.labels' },
          { on: 'Namespace/erp-prod', message: 'Namespace "erp-prod" has no label "team".', path: 'metadata.labels' },
        ],
      },
      {
        name: 'the environment of another overlay, and an empty team',
        from: 'the namespaces of the manual',
        change: { 'Namespace/erp-prod > metadata.labels': { environment: 'staging', team: '' }, 'Namespace/erp-infra': undefined },
        problems: [
          {
            on: 'Namespace/erp-prod',
            message: 'Namespace "erp-prod" has the label environment "staging", but belongs to "production".',
            path: 'metadata.labels.environment',
          },
          { on: 'Namespace/erp-prod', message: 'Namespace "erp-prod" has no label "team".', path: 'metadata.labels' },
        ],
      },
    ],
  },
});
