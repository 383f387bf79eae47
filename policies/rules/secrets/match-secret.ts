import { missingIn } from '../../kubernetes/objects.ts';
import { referencesOf, secretKeys } from '../../kubernetes/references.ts';
import { defineRule } from '../../model.ts';

const externalSecret = `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: financial-service-secrets }
spec:
  target: { name: financial-service-secrets, template: { data: { DATABASE_URL: "postgres://{{ .password }}" } } }
  data: [{ secretKey: password, remoteRef: { key: erp/production/financial-service, property: password } }]
`;

const pullSecret = `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: registry-credentials }
spec: { dataFrom: [{ extract: { key: erp/production/registry } }] }
`;

const filed = (file: string) => `
spec:
  containers:
    - name: financial-service
      env: [{ name: DATABASE_URL_FILE, value: ${file} }]
      volumeMounts: [{ name: secrets, mountPath: /app/secrets }]
  volumes: [{ name: secrets, secret: { secretName: financial-service-secrets } }]
`;

const mounted = (name: string, key = 'DATABASE_URL') => `
spec:
  volumes: [{ name: secrets, secret: { secretName: ${name}, items: [{ key: ${key}, path: DATABASE_URL }] } }]
`;

export default defineRule({
  id: 'match-secret',
  severity: 'error',
  manual: '2.3, 2.4 (D38)',
  summary: 'Let something in the environment make every Secret, and every key of one, that a pod uses.',
  rationale: 'A pod waits forever for a Secret that nobody makes; a missing pull secret is seen only when the image must be pulled.',
  remediation: 'Add an ExternalSecret or SealedSecret for it in the same namespace, or name one that exists.',
  scope: 'every-pod',
  foreign: true,
  made: true,

  check(pod, world) {
    return referencesOf(pod).flatMap(({ kind, name, key, optional, path, keyPath, part }) => {
      if (kind !== 'Secret' || optional) return [];
      const found = secretKeys(world, pod.namespace, name);
      // A missing object is reported where the whole of it is named, not again for each key.
      if (found === undefined) {
        return part ? [] : [{ message: `Secret "${name}" ${missingIn(pod.namespace)}.`, path }];
      }
      if (key === undefined || found.keys === undefined || found.keys.has(key)) return [];
      return [{ message: `Secret "${name}" has no key "${key}".`, path: keyPath }];
    });
  },

  examples: {
    pass: [
      { name: 'a file by its path', template: filed('/app/secrets/DATABASE_URL'), beside: externalSecret },
      { name: 'made by an ExternalSecret', template: mounted('financial-service-secrets'), beside: externalSecret },
      {
        name: 'made by a SealedSecret',
        template: mounted('financial-service-secrets'),
        beside: `
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: { name: financial-service-secrets }
spec: { encryptedData: { DATABASE_URL: AgBy3i4OJSWK } }
`,
      },
      {
        name: 'made by a Certificate',
        template: mounted('financial-tls', 'tls.crt'),
        beside: `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: financial }
spec: { secretName: financial-tls, issuerRef: { kind: ClusterIssuer, name: letsencrypt-prod } }
`,
      },
      {
        name: 'pull secret under the name of its ExternalSecret',
        template: 'spec: { imagePullSecrets: [{ name: registry-credentials }] }',
        beside: pullSecret,
      },
    ],
    fail: [
      {
        name: 'a path of a file that the Secret does not have',
        from: 'a file by its path',
        change: { 'spec.containers[0].env[0].value': '/app/secrets/DATABASE_URI' },
        problems: [
          {
            message: 'Secret "financial-service-secrets" has no key "DATABASE_URI".',
            path: 'spec.containers[0].env[0].value',
          },
        ],
      },
      {
        name: 'a Secret that nobody makes',
        from: 'made by an ExternalSecret',
        change: { 'spec.volumes[0].secret.secretName': 'finance-secrets' },
        problems: [
          { message: 'Secret "finance-secrets" does not exist in namespace "erp-prod".', path: 'spec.volumes[0].secret.secretName' },
        ],
      },
      {
        name: 'a key that the template of the ExternalSecret does not make',
        from: 'made by an ExternalSecret',
        change: { 'spec.volumes[0].secret.items[0].key': 'password' },
        problems: [
          {
            message: 'Secret "financial-service-secrets" has no key "password".',
            path: 'spec.volumes[0].secret.items[0].key',
          },
        ],
      },
      {
        name: 'the name of an ExternalSecret whose Secret is called otherwise',
        from: 'made by an ExternalSecret',
        change: { 'ExternalSecret/financial-service-secrets > spec.target.name': 'financial-credentials' },
        problems: [
          {
            message: 'Secret "financial-service-secrets" does not exist in namespace "erp-prod".',
            path: 'spec.volumes[0].secret.secretName',
          },
        ],
      },
      {
        name: 'no pull secret',
        from: 'pull secret under the name of its ExternalSecret',
        change: { 'ExternalSecret/registry-credentials': undefined },
        problems: [
          { message: 'Secret "registry-credentials" does not exist in namespace "erp-prod".', path: 'spec.imagePullSecrets[0].name' },
        ],
      },
      {
        name: 'a missing Secret in one variable',
        template: `
spec:
  containers:
    - name: financial-service
      env: [{ name: PGPASSWORD, valueFrom: { secretKeyRef: { name: postgres, key: password } } }]
`,
        problems: [
          {
            message: 'Secret "postgres" does not exist in namespace "erp-prod".',
            path: 'spec.containers[0].env[0].valueFrom.secretKeyRef.name',
          },
        ],
      },
    ],
  },
});
