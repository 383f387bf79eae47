import { fieldsAt } from '../../kubernetes/fields.ts';
import { groupOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';

export default defineRule({
  id: 'forbid-plaintext-secret',
  severity: 'error',
  manual: '2.3 (D24)',
  summary: 'Keep Secret objects out of the repository.',
  rationale: 'Base64 is no encryption: whoever can read the repository, its clones and its history has the password for ever.',
  remediation: 'Put the values into Vault and render an ExternalSecret that makes this Secret, or seal it as a SealedSecret.',
  scope: 'object',
  kinds: ['Secret'],
  secret: true,

  check(manifest) {
    if (groupOf(manifest.apiVersion) !== '') return [];
    const filled = ['data', 'stringData'].filter((field) => Object.keys(fieldsAt(manifest.fields, field)).length > 0);
    const keys = filled.flatMap((field) => Object.keys(fieldsAt(manifest.fields, field)));
    const what = keys.length === 0 ? 'is rendered as it is' : `is written out, with ${keys.map((key) => `"${key}"`).join(', ')}`;
    return [{ message: `Secret "${manifest.name}" ${what}.`, path: filled[0] ?? '' }];
  },

  examples: {
    pass: [
      {
        name: 'an ExternalSecret and a SealedSecret',
        manifests: `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: financial-service-secrets, namespace: erp-prod }
spec: { target: { name: financial-service-secrets } }
---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: { name: financial-service-secrets, namespace: erp-prod }
spec: { encryptedData: { JWT_SECRET: AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq } }
---
apiVersion: example.com/v1
kind: Secret
metadata: { name: a-kind-of-somebody-else, namespace: erp-prod }
`,
      },
    ],
    fail: [
      {
        name: 'the manual: stringData',
        manifests: `
apiVersion: v1
kind: Secret
metadata: { name: financial-service-secrets, namespace: erp-prod }
type: Opaque
stringData: { DATABASE_URL: PROD_PASSWORD_HERE, JWT_SECRET: CHANGE-THIS }
`,
        problems: [
          {
            on: 'Secret/financial-service-secrets',
            message: 'Secret "financial-service-secrets" is written out, with "DATABASE_URL", "JWT_SECRET".',
            path: 'stringData',
          },
        ],
      },
      {
        name: 'data in base64',
        manifests: `
apiVersion: v1
kind: Secret
metadata: { name: registry-credentials, namespace: erp-prod }
type: kubernetes.io/dockerconfigjson
data: { .dockerconfigjson: e30= }
`,
        problems: [
          {
            on: 'Secret/registry-credentials',
            message: 'Secret "registry-credentials" is written out, with ".dockerconfigjson".',
            path: 'data',
          },
        ],
      },
      {
        name: 'a token of a service account that never runs out',
        manifests: `
apiVersion: v1
kind: Secret
metadata: { name: deployer, namespace: erp-prod, annotations: { kubernetes.io/service-account.name: deployer } }
type: kubernetes.io/service-account-token
`,
        problems: [{ on: 'Secret/deployer', message: 'Secret "deployer" is rendered as it is.', path: '' }],
      },
    ],
  },
});
