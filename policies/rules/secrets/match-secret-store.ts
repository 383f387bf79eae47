import { storesRead } from '../../kubernetes/access/secret-stores.ts';
import { findInCluster, missingIn, titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';

const example = (reference: string) => `
apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata: { name: vault }
spec: { provider: { vault: { server: https://vault.example.com, path: secret } } }
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: financial-service-secrets, namespace: erp-prod }
spec:
  secretStoreRef: ${reference}
  data: [{ secretKey: password, remoteRef: { key: erp/production/financial-service, property: password } }]
`;

const on = 'ExternalSecret/financial-service-secrets';

export default defineRule({
  id: 'match-secret-store',
  severity: 'error',
  manual: '2.3 (D25)',
  summary: 'Let the store that an ExternalSecret reads exist.',
  rationale: 'Without its store the Secret is never made, and the pods that mount it wait.',
  remediation: 'Set secretStoreRef to the kind and name of a SecretStore of the same namespace, or of a ClusterSecretStore, that exists.',
  scope: 'object',
  kinds: ['ExternalSecret'],

  check(manifest, world) {
    const stores = storesRead(manifest);
    if (stores.length === 0) return [{ message: `${titleOf(manifest)} names no secret store.`, path: 'spec.secretStoreRef' }];
    return stores.flatMap(({ kind, name, path }) => {
      const cluster = kind === 'ClusterSecretStore';
      const found = cluster ? findInCluster(world, kind, name) : world.find(kind, manifest.namespace, name);
      if (found !== undefined) return [];
      const missing = cluster ? 'does not exist' : missingIn(manifest.namespace);
      return [{ message: `${titleOf(manifest)} reads ${kind} "${name}", which ${missing}.`, path: `${path}.name` }];
    });
  },

  examples: {
    pass: [{ name: 'the store of the cluster', manifests: example('{ kind: ClusterSecretStore, name: vault }') }],
    fail: [
      {
        name: 'a mistyped name',
        from: 'the store of the cluster',
        change: { 'ExternalSecret/financial-service-secrets > spec.secretStoreRef.name': 'valut' },
        problems: [
          {
            on,
            message: 'ExternalSecret "financial-service-secrets" reads ClusterSecretStore "valut", which does not exist.',
            path: 'spec.secretStoreRef.name',
          },
        ],
      },
      {
        name: 'no kind, which means SecretStore',
        from: 'the store of the cluster',
        change: { 'ExternalSecret/financial-service-secrets > spec.secretStoreRef.kind': undefined },
        problems: [
          {
            on,
            message: 'ExternalSecret "financial-service-secrets" reads SecretStore "vault", which does not exist in namespace "erp-prod".',
            path: 'spec.secretStoreRef.name',
          },
        ],
      },
      {
        name: 'no store',
        from: 'the store of the cluster',
        change: { 'ExternalSecret/financial-service-secrets > spec.secretStoreRef': null },
        problems: [{ on, message: 'ExternalSecret "financial-service-secrets" names no secret store.', path: 'spec.secretStoreRef' }],
      },
    ],
  },
});
