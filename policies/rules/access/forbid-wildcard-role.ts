import { accessRules } from '../../kubernetes/access/access.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';

export default defineRule({
  id: 'forbid-wildcard-role',
  severity: 'error',
  manual: '1.1 (D3)',
  summary: 'List verbs, resources and API groups by name.',
  rationale:
    'A wildcard also gives what does not exist yet: the next operator brings its resources, and the role has them before ' +
    'anybody was asked.',
  remediation: 'Replace "*" by the names that are needed.',
  scope: 'object',
  kinds: ['Role', 'ClusterRole'],
  admission: [
    {
      on: ['roles'],
      everywhere: true,
      keeps:
        '!has(object.rules) || dyn(object.rules) == null || object.rules.all(r, ' +
        ['apiGroups', 'verbs', 'nonResourceURLs'].map((field) => `(!has(r.${field}) || !('*' in r.${field}))`).join(' && ') +
        " && (!has(r.resources) || r.resources.all(name, !name.matches('(^|/)[*](/|$)'))))",
    },
  ],

  check(manifest) {
    return accessRules(manifest).flatMap(({ path, apiGroups, resources, verbs, nonResourceUrls }) =>
      [
        { field: 'apiGroups', wide: apiGroups.includes('*'), what: 'every API group' },
        { field: 'resources', wide: resources.some((resource) => resource.split('/').includes('*')), what: 'every resource' },
        { field: 'verbs', wide: verbs.includes('*'), what: 'every verb' },
        { field: 'nonResourceURLs', wide: nonResourceUrls.includes('*'), what: 'every address of the API server' },
      ]
        .filter(({ wide }) => wide)
        .map(({ field, what }) => ({ message: `${titleOf(manifest)} gives ${what}, by "*".`, path: `${path}.${field}` })),
    );
  },

  examples: {
    pass: [
      {
        name: 'names',
        manifests: `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: tester, namespace: erp-test }
rules:
  - { apiGroups: [""], resources: [pods/portforward], verbs: [create] }
  - { apiGroups: [""], resources: [pods], verbs: [delete] }
`,
      },
    ],
    fail: [
      {
        name: 'a wildcard in each field',
        manifests: `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: ops }
rules:
  - { apiGroups: ["*"], resources: [pods], verbs: [get] }
  - { apiGroups: [""], resources: ["*/scale"], verbs: [get] }
  - { apiGroups: [""], resources: [pods], verbs: [get, "*"] }
  - { nonResourceURLs: ["*"], verbs: [get] }
`,
        problems: [
          { on: 'ClusterRole/ops', message: 'ClusterRole "ops" gives every API group, by "*".', path: 'rules[0].apiGroups' },
          { on: 'ClusterRole/ops', message: 'ClusterRole "ops" gives every resource, by "*".', path: 'rules[1].resources' },
          { on: 'ClusterRole/ops', message: 'ClusterRole "ops" gives every verb, by "*".', path: 'rules[2].verbs' },
          {
            on: 'ClusterRole/ops',
            message: 'ClusterRole "ops" gives every address of the API server, by "*".',
            path: 'rules[3].nonResourceURLs',
          },
        ],
      },
    ],
  },
});
