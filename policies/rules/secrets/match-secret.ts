import { listAt, textAt } from '../../kubernetes/fields.ts';
import { missingIn } from '../../kubernetes/objects.ts';
import { referencesOf, secretKeys } from '../../kubernetes/references.ts';
import type { Pod, Problem } from '../../model.ts';
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

const credentials = 'backup-user.postgres.credentials.postgresql.acid.zalan.do';
const role = `
spec:
  containers:
    - name: dump
      env: [{ name: PGUSER, value: backup_user }]
      volumeMounts: [{ name: credentials, mountPath: /app/secrets }]
  volumes: [{ name: credentials, secret: { secretName: ${credentials} } }]
`;

const ofRoles = ['backup-user', 'restore-user']
  .map(
    (user) => `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: ${credentials.replace('backup-user', user)} }
spec: { dataFrom: [{ extract: { key: erp/production/${user} } }] }
`,
  )
  .join('---');

const mounted = (name: string, key = 'DATABASE_URL') => `
spec:
  volumes: [{ name: secrets, secret: { secretName: ${name}, items: [{ key: ${key}, path: DATABASE_URL }] } }]
`;

export default defineRule({
  id: 'match-secret',
  severity: 'error',
  manual: '2.3, 2.4 (D38)',
  summary: 'Let something in the environment make every Secret, and every key of one, that a pod uses, and let it be that of its role.',
  rationale: 'A pod waits forever for a Secret that nobody makes; a missing pull secret is seen only when the image must be pulled.',
  remediation: 'Add an ExternalSecret or SealedSecret for it in the same namespace, or name one that exists.',
  scope: 'every-pod',
  foreign: true,
  made: true,

  check(pod, world) {
    const references = referencesOf(pod).flatMap(({ kind, name, key, optional, path, keyPath, part }) => {
      if (kind !== 'Secret' || optional) return [];
      const found = secretKeys(world, pod.namespace, name);
      // A missing object is reported where the whole of it is named, not again for each key.
      if (found === undefined) {
        return part ? [] : [{ message: `Secret "${name}" ${missingIn(pod.namespace)}.`, path }];
      }
      if (key === undefined || found.keys === undefined || found.keys.has(key)) return [];
      return [{ message: `Secret "${name}" has no key "${key}".`, path: keyPath }];
    });
    return [...references, ...othersRole(pod)];
  },

  examples: {
    pass: [
      { name: 'the password of its own role', template: role, beside: ofRoles },
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
        name: 'the password of another role',
        from: 'the password of its own role',
        change: { 'spec.volumes[0].secret.secretName': credentials.replace('backup-user', 'restore-user') },
        problems: [
          {
            message: 'Container "dump" logs in as "backup_user" with the password of "restore-user".',
            path: 'spec.volumes[0].secret.secretName',
          },
        ],
      },
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

/** The Secret of a role, as postgres-operator 2.0.1 names it (`secret_name_template`). */
const ofRole = /^(.+)\.[^.]+\.credentials\.postgresql\.acid\.zalan\.do$/;

/** Volumes with the password of another role of PostgreSQL than the one that the container logs in as. */
function othersRole(pod: Pod): readonly Problem[] {
  return pod.containers.flatMap(({ name, fields }) => {
    const user = textAt(
      listAt(fields, 'env').find((variable) => textAt(variable, 'name') === 'PGUSER'),
      'value',
    );
    const mounted = new Set(listAt(fields, 'volumeMounts').map((mount) => textAt(mount, 'name')));
    const roles = listAt(pod.spec, 'volumes').flatMap((volume, index) => {
      const role = ofRole.exec(textAt(volume, 'secret', 'secretName') ?? '')?.[1];
      return role === undefined || !mounted.has(textAt(volume, 'name')) ? [] : [{ role, index }];
    });
    const own = user?.replaceAll('_', '-');
    if (own === undefined || roles.some(({ role }) => role === own)) return [];
    return roles.map(({ role, index }) => ({
      message: `Container "${name}" logs in as "${user}" with the password of "${role}".`,
      path: `${pod.path}.volumes[${index}].secret.secretName`,
    }));
  });
}
