import { listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';

/** Kinds of a namespace that give rights. */
const rights = 'rbac.authorization.k8s.io';

const example = (name: string, cluster = '[]', namespaced = '[{ group: apps, kind: Deployment }]', project = 'erp-dev-services') => `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: ${name}, namespace: argocd }
spec: { clusterResourceWhitelist: ${cluster}, namespaceResourceWhitelist: ${namespaced} }
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: web-dev, namespace: argocd, labels: { app.kubernetes.io/component: service, environment: dev } }
spec: { project: ${project} }
`;

export default defineRule({
  id: 'limit-service-project',
  severity: 'error',
  manual: '1.1 (D3)',
  summary: 'Put the Applications of services into a project that allows nothing outside of namespaces, and no rights.',
  rationale:
    'In one project with the namespaces and roles of the environment, an overlay of a service could hold a ClusterRoleBinding, and ' +
    'Argo CD would apply it.',
  remediation: 'Set project to services in generators/applications.ts, and keep such kinds out of what a service is made of.',
  scope: 'object',
  kinds: ['Application', 'AppProject'],

  check(manifest) {
    return manifest.kind === 'Application' ? applicationProblems(manifest) : projectProblems(manifest);
  },

  examples: {
    pass: [{ name: 'services for themselves', manifests: example('erp-dev-services') }],
    fail: [
      {
        name: 'in the project of the environment',
        from: 'services for themselves',
        change: { 'Application/web-dev > spec.project': 'erp-dev' },
        problems: [
          {
            on: 'Application/web-dev',
            message: 'Application "web-dev" of a service is in AppProject "erp-dev", expected "erp-dev-services".',
            path: 'spec.project',
          },
        ],
      },
      {
        name: 'with roles of the cluster',
        from: 'services for themselves',
        change: {
          'AppProject/erp-dev-services > spec.clusterResourceWhitelist': [{ group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' }],
        },
        problems: [
          {
            on: 'AppProject/erp-dev-services',
            message: 'AppProject "erp-dev-services" allows services the kind ClusterRole, which is in no namespace.',
            path: 'spec.clusterResourceWhitelist[0]',
          },
        ],
      },
      {
        name: 'with rights in the namespace',
        from: 'services for themselves',
        change: {
          'AppProject/erp-dev-services > spec.namespaceResourceWhitelist[0]': { group: 'rbac.authorization.k8s.io', kind: 'RoleBinding' },
        },
        problems: [
          {
            on: 'AppProject/erp-dev-services',
            message: 'AppProject "erp-dev-services" allows services the kind RoleBinding, which gives rights.',
            path: 'spec.namespaceResourceWhitelist[0]',
          },
        ],
      },
    ],
  },
});

function applicationProblems(manifest: Manifest): readonly Problem[] {
  if (manifest.labels['app.kubernetes.io/component'] !== 'service') return [];
  const expected = `erp-${manifest.labels['environment'] ?? ''}-services`;
  const project = textAt(manifest.fields, 'spec', 'project') ?? '';
  if (project === expected) return [];
  return [{ message: `${titleOf(manifest)} of a service is in AppProject "${project}", expected "${expected}".`, path: 'spec.project' }];
}

function projectProblems(manifest: Manifest): readonly Problem[] {
  if (!manifest.name.endsWith('-services')) return [];
  const title = titleOf(manifest);
  const entries = (field: string) =>
    listAt(manifest.fields, 'spec', field).map((entry, index) => ({ entry, path: `spec.${field}[${index}]` }));
  return [
    ...entries('clusterResourceWhitelist').map(({ entry, path }) => ({
      message: `${title} allows services the kind ${textAt(entry, 'kind')}, which is in no namespace.`,
      path,
    })),
    ...entries('namespaceResourceWhitelist')
      .filter(({ entry }) => [rights, '*'].includes(textAt(entry, 'group') ?? ''))
      .map(({ entry, path }) => ({ message: `${title} allows services the kind ${textAt(entry, 'kind')}, which gives rights.`, path })),
  ];
}
