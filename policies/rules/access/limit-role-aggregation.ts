import { accessRules, bindingsOf } from '../../kubernetes/access/access.ts';
import { below, listAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { labelSelector, matches } from '../../kubernetes/selectors.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const aggregation = 'rbac.authorization.k8s.io/aggregate-to-';
/** The label of every role that Kubernetes 1.35 makes itself, cluster-admin among them (`bootstrappolicy`). */
const ofKubernetes = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };

const example = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: reports-view, labels: { ${aggregation}view: "true" } }
rules: [{ apiGroups: [erp.example.com], resources: [reports], verbs: [get, list] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: node-reader }
rules: [{ apiGroups: [""], resources: [nodes], verbs: [get, list] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: monitoring }
aggregationRule: { clusterRoleSelectors: [{ matchLabels: { erp.example.com/aggregate-to-monitoring: "true" } }] }
rules: []
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: node-reader }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: node-reader }
subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: erp-ops }]
`;
const from = 'a part of view, a role of its own, and one of chosen parts';

export default defineRule({
  id: 'limit-role-aggregation',
  severity: 'error',
  manual: '1.1 (D3)',
  summary: 'Make a ClusterRole a part of another by a label of its own, and only where nobody has it by itself.',
  rationale:
    'A selector that takes every role takes cluster-admin with them, and what a role says itself Kubernetes overwrites. A role that some group has ' +
    'for itself goes to everybody who has view as soon as it is labelled as a part of it.',
  remediation:
    'Select by a label that only the parts have, without rules beside it; take the label from a role that a binding gives (generators/platform/access).',
  scope: 'object',
  kinds: ['ClusterRole'],

  check(manifest, world) {
    return [...selectors(manifest), ...parts(manifest, world)];
  },

  examples: {
    pass: [{ name: from, manifests: example }],
    fail: [
      {
        name: 'every role there is, beside rules of its own',
        from,
        change: {
          'ClusterRole/node-reader > aggregationRule': { clusterRoleSelectors: [{ matchLabels: {} }] },
        },
        problems: [
          {
            on: 'ClusterRole/node-reader',
            message: 'ClusterRole "node-reader" takes over the roles of Kubernetes, cluster-admin among them.',
            path: 'aggregationRule.clusterRoleSelectors[0]',
          },
          {
            on: 'ClusterRole/node-reader',
            message: 'ClusterRole "node-reader" has rules of its own, which Kubernetes overwrites by those of its parts.',
            path: 'rules',
          },
        ],
      },
      {
        name: 'every role that lacks a label',
        from,
        change: {
          'ClusterRole/monitoring > aggregationRule': {
            clusterRoleSelectors: [{ matchExpressions: [{ key: 'team', operator: 'DoesNotExist' }] }],
          },
        },
        problems: [
          {
            on: 'ClusterRole/monitoring',
            message: 'ClusterRole "monitoring" takes over the roles of Kubernetes, cluster-admin among them.',
            path: 'aggregationRule.clusterRoleSelectors[0]',
          },
        ],
      },
      {
        name: 'a role of one group that becomes a part of edit',
        from,
        change: { 'ClusterRole/node-reader > metadata.labels': { [`${aggregation}edit`]: 'true' } },
        problems: [
          {
            on: 'ClusterRole/node-reader',
            message: 'ClusterRole "node-reader" becomes a part of "edit", though ClusterRoleBinding "node-reader" gives it by itself.',
            path: `metadata.labels["${aggregation}edit"]`,
          },
        ],
      },
    ],
  },
});

function selectors(role: Manifest): readonly Problem[] {
  const chosen = listAt(role.fields, 'aggregationRule', 'clusterRoleSelectors');
  const open = chosen.flatMap((value, index): readonly Problem[] => {
    const selector = labelSelector(value);
    if (selector === undefined || !matches(selector, ofKubernetes)) return [];
    const path = `aggregationRule.clusterRoleSelectors[${index}]`;
    return [{ message: `${titleOf(role)} takes over the roles of Kubernetes, cluster-admin among them.`, path }];
  });
  if (chosen.length === 0 || accessRules(role).length === 0) return open;
  return [...open, { message: `${titleOf(role)} has rules of its own, which Kubernetes overwrites by those of its parts.`, path: 'rules' }];
}

function parts(role: Manifest, world: World): readonly Problem[] {
  const wholes = ['view', 'edit', 'admin'].filter((whole) => role.labels[`${aggregation}${whole}`] === 'true');
  const [binding] = wholes.length === 0 ? [] : bindingsOf(role, world);
  if (binding === undefined) return [];
  return wholes.map((whole) => ({
    message: `${titleOf(role)} becomes a part of "${whole}", though ${titleOf(binding)} gives it by itself.`,
    path: below('metadata.labels', `${aggregation}${whole}`),
  }));
}
