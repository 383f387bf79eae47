import { isExternalNamespace } from '../../kubernetes/namespaces.ts';
import { defineRule } from '../../model.ts';

export default defineRule({
  id: 'match-namespace',
  severity: 'error',
  manual: '2.1 (D11)',
  summary: 'Put objects only into namespaces that the environment renders or the cluster has.',
  rationale:
    'A mistyped namespace, or that of another environment, fails the sync at best; at worst somebody makes it by hand, ' +
    'without labels, quota and default deny.',
  remediation: 'Correct metadata.namespace, or render a Namespace of that name in the environment.',
  scope: 'namespace',
  foreign: true,

  check({ name, manifest, declared }) {
    if (declared || name === '' || isExternalNamespace(name)) return [];
    return [
      {
        message: `${manifest.kind} "${manifest.name}" is in namespace "${name}", which nothing in the environment makes.`,
        path: 'metadata.namespace',
      },
    ];
  },

  examples: {
    pass: [
      {
        name: 'a rendered namespace, also where it comes later, and one of the cluster',
        manifests: `
apiVersion: v1
kind: ConfigMap
metadata: { name: financial-service-config, namespace: erp-prod }
---
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: metrics-reader, namespace: kube-system }
`,
      },
      {
        name: 'a cluster-scoped object that states a namespace, which the API server ignores',
        manifests: `
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: { name: erp-service, namespace: nowhere }
`,
      },
    ],
    fail: [
      {
        name: 'the namespace of another environment, reported once',
        from: 'a rendered namespace, also where it comes later, and one of the cluster',
        change: {
          'ConfigMap/financial-service-config > metadata.namespace': 'erp-staging',
          'RoleBinding/metrics-reader': undefined,
          'Service/financial-service': `
apiVersion: v1
kind: Service
metadata: { name: financial-service, namespace: erp-staging }
`,
        },
        problems: [
          {
            on: 'ConfigMap/financial-service-config',
            message: 'ConfigMap "financial-service-config" is in namespace "erp-staging", which nothing in the environment makes.',
            path: 'metadata.namespace',
          },
        ],
      },
    ],
  },
});
