import { defineKind } from '../json-schema.ts';
import { secretStore } from '../parts/external-secrets.ts';

export default defineKind({
  apiVersion: 'external-secrets.io/v1',
  kind: 'SecretStore',
  required: { spec: secretStore },
  example: `
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: vault
  namespace: erp-prod
spec:
  provider:
    vault:
      server: https://vault.example.com:8200
      path: secret
      version: v2
      auth:
        kubernetes:
          mountPath: kubernetes-production
          role: erp-production
          serviceAccountRef:
            name: external-secrets
            namespace: external-secrets
`,
});
