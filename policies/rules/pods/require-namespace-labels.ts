import { ownEntry } from '../../company/own-keys.ts';
import { requiredEnvironments, tierName, tierOf, tiers } from '../../environments.ts';
import { below } from '../../kubernetes/fields.ts';
import { placeRoles, roleName } from '../../kubernetes/namespaces.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

export default defineRule({
  id: 'require-namespace-labels',
  severity: 'error',
  manual: '2.1',
  summary: 'Label every namespace with its environment, its team, and how strictly it is judged.',
  rationale: 'Alerts, cost reports and access are cut by these labels; a namespace of no team is a namespace that nobody is called for.',
  remediation:
    'Set the labels environment (the name of the environment) and team on the Namespace, and erp.example.com/tier as the file of the environment says.',
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
    return [...problems, ...tierProblems(manifest, world), ...roleProblems(manifest, world)];
  },

  examples: {
    pass: [
      {
        name: 'the namespaces of the manual',
        manifests: `
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod, labels: { environment: production, team: erp-platform, erp.example.com/tier: production } }
---
apiVersion: v1
kind: Namespace
metadata: { name: erp-infra, labels: { environment: production, team: infrastructure, erp.example.com/tier: production } }
`,
      },
      {
        name: 'a place that waits',
        manifests: `
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod, labels: { environment: production, team: erp-platform, erp.example.com/tier: production, erp.example.com/role: standby } }
---
apiVersion: v1
kind: Namespace
metadata: { name: erp-infra, labels: { environment: production, team: infrastructure, erp.example.com/tier: production, erp.example.com/role: standby } }
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
      {
        name: 'no tier, where others have one',
        from: 'the namespaces of the manual',
        change: { 'Namespace/erp-prod > metadata.labels["erp.example.com/tier"]': undefined },
        problems: [
          { on: 'Namespace/erp-prod', message: 'Namespace "erp-prod" has no label "erp.example.com/tier".', path: 'metadata.labels' },
        ],
      },
      {
        name: 'half of a place waits',
        from: 'a place that waits',
        change: { 'Namespace/erp-prod > metadata.labels["erp.example.com/role"]': undefined },
        problems: [
          {
            on: 'Namespace/erp-prod',
            message: 'Namespace "erp-prod" has no role, but Namespace "erp-infra" of the same place is "standby".',
            path: 'metadata.labels',
          },
        ],
      },
      {
        name: 'a role that there is not',
        from: 'a place that waits',
        change: {
          'Namespace/erp-prod > metadata.labels["erp.example.com/role"]': 'primary',
          'Namespace/erp-infra > metadata.labels["erp.example.com/role"]': 'primary',
        },
        problems: ['erp-prod', 'erp-infra'].map((name) => ({
          on: `Namespace/${name}`,
          message: `Namespace "${name}" has the role "primary", which is none of "standby" and "stateless".`,
          path: 'metadata.labels["erp.example.com/role"]',
        })),
      },
      {
        name: 'a weaker tier than the others',
        from: 'the namespaces of the manual',
        change: { 'Namespace/erp-infra > metadata.labels["erp.example.com/tier"]': 'trial' },
        problems: [
          {
            on: 'Namespace/erp-infra',
            message: 'Namespace "erp-infra" has the tier "trial", but its environment is of tier "production".',
            path: 'metadata.labels["erp.example.com/tier"]',
          },
        ],
      },
      {
        name: 'production that calls itself a trial',
        from: 'the namespaces of the manual',
        change: {
          'Namespace/erp-prod > metadata.labels["erp.example.com/tier"]': 'trial',
          'Namespace/erp-infra > metadata.labels["erp.example.com/tier"]': 'trial',
        },
        problems: ['erp-prod', 'erp-infra'].map((name) => ({
          on: `Namespace/${name}`,
          message: `Namespace "${name}" has the tier "trial", weaker than "production", which the manual has for "production".`,
          path: 'metadata.labels["erp.example.com/tier"]',
        })),
      },
    ],
  },
});

/** All say the same: what a place is, it is as a whole. */
function roleProblems(manifest: Manifest, world: World): readonly Problem[] {
  const { value: told, key = '' } = ownEntry(manifest.labels, roleName) ?? {};
  const title = `Namespace "${manifest.name}"`;
  const path = told === undefined ? 'metadata.labels' : below('metadata.labels', key);
  if (told !== undefined && !placeRoles.some((role) => role === told)) {
    return [{ message: `${title} has the role "${told}", which is none of "${placeRoles.join('" and "')}".`, path }];
  }
  const others = world.ofKind('Namespace').filter(({ origin }) => origin === undefined);
  const other = others.find(({ labels }) => placeRoles.some((role) => role === ownEntry(labels, roleName)?.value));
  const role = ownEntry(other?.labels ?? {}, roleName)?.value;
  if (other === undefined || role === told) return [];
  const own = told === undefined ? 'has no role' : `has the role "${told}"`;
  return [{ message: `${title} ${own}, but Namespace "${other.name}" of the same place is "${role}".`, path }];
}

/** All say the same, and an environment of the manual is not made weaker than that says. */
function tierProblems(manifest: Manifest, world: World): readonly Problem[] {
  const { value: told, key = '' } = ownEntry(manifest.labels, tierName) ?? {};
  const path = below('metadata.labels', key);
  if (told === undefined) {
    const used = world.ofKind('Namespace').flatMap(({ labels }) => ownEntry(labels, tierName)?.key ?? []);
    return used.slice(0, 1).map((label) => ({ message: `Namespace "${manifest.name}" has no label "${label}".`, path: 'metadata.labels' }));
  }
  if (told !== world.tier) {
    return [{ message: `Namespace "${manifest.name}" has the tier "${told}", but its environment is of tier "${world.tier}".`, path }];
  }
  const least = requiredEnvironments.includes(world.environment) ? tierOf({}, world.environment) : 'trial';
  if (tiers.indexOf(world.tier) >= tiers.indexOf(least)) return [];
  const message = `Namespace "${manifest.name}" has the tier "${told}", weaker than "${least}", which the manual has for "${world.environment}".`;
  return [{ message, path }];
}
