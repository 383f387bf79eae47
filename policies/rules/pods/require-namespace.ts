import { isFlat } from '../../kubernetes/namespaces.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { isClusterScoped } from '../../kubernetes/scope.ts';
import { defineRule } from '../../model.ts';

/** What keeps others out of "default". */
const keepers: readonly string[] = ['NetworkPolicy', 'ResourceQuota', 'LimitRange'];

export default defineRule({
  id: 'require-namespace',
  severity: 'error',
  manual: '2.1',
  summary: 'State the namespace of every namespaced object, and take none that the cluster was born with.',
  rationale:
    'An object without a namespace goes to whatever namespace the one who applies it has chosen last, where no quota and no ' +
    'policy awaits it. In "default" none does either.',
  remediation: 'Set metadata.namespace to the namespace of the environment.',
  scope: 'object',
  kinds: '*',

  check(manifest, world) {
    // Manifests of which none states a namespace are meant for one that is chosen when they are applied.
    const isOwnAccount = manifest.kind === 'ServiceAccount' && manifest.name === 'default';
    if (manifest.namespace === 'default' && !keepers.includes(manifest.kind) && !isOwnAccount) {
      return [{ message: `${titleOf(manifest)} is in the namespace "default".`, path: 'metadata.namespace' }];
    }
    if (manifest.namespace !== '' || isClusterScoped(manifest) || isFlat(world)) return [];
    return [{ message: `${titleOf(manifest)} states no namespace.`, path: 'metadata.namespace' }];
  },

  examples: {
    pass: [
      {
        name: 'a namespaced object with, cluster-scoped ones without a namespace',
        manifests: `
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod }
---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: eg }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: financial-service-config, namespace: erp-prod }
`,
      },
      {
        name: 'manifests of which none states a namespace',
        manifests: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service }
spec: { template: { spec: { containers: [] } } }
---
apiVersion: v1
kind: Service
metadata: { name: financial-service }
`,
      },
    ],
    fail: [
      {
        name: 'one object was forgotten',
        from: 'manifests of which none states a namespace',
        change: {
          'Service/financial-service': undefined,
          'ConfigMap/financial-service-config': `
apiVersion: v1
kind: ConfigMap
metadata: { name: financial-service-config, namespace: erp-prod }
`,
        },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" states no namespace.',
            path: 'metadata.namespace',
          },
        ],
      },
      {
        name: 'the namespace that everybody has',
        from: 'a namespaced object with, cluster-scoped ones without a namespace',
        change: { 'ConfigMap/financial-service-config > metadata.namespace': 'default' },
        problems: [
          {
            on: 'ConfigMap/financial-service-config',
            message: 'ConfigMap "financial-service-config" is in the namespace "default".',
            path: 'metadata.namespace',
          },
        ],
      },
      {
        name: 'a namespaced kind of a group that also has cluster-scoped ones',
        manifests: `
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod }
---
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: { name: vault }
---
apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata: { name: vault }
`,
        problems: [{ on: 'SecretStore/vault', message: 'SecretStore "vault" states no namespace.', path: 'metadata.namespace' }],
      },
    ],
  },
});
