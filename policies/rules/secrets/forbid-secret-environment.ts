import { listAt, presentAt, textAt } from '../../kubernetes/fields.ts';
import { ofContainers } from '../../kubernetes/pods/admission.ts';
import { defineRule } from '../../model.ts';

export default defineRule({
  id: 'forbid-secret-environment',
  severity: 'error',
  manual: '2.4 (D26)',
  summary: 'Hand secrets to containers as files, not as environment variables.',
  rationale:
    'Environment variables are inherited by child processes and end up in crash dumps and debug pages; they do not change until the pod restarts, so a rotated secret stays old.',
  remediation: 'Mount the Secret as a read-only volume with defaultMode 0400, and name the file in a variable such as DATABASE_URL_FILE.',
  scope: 'every-container',
  admission: ofContainers(
    '(!has(c.envFrom) || c.envFrom.all(e, !has(e.secretRef))) && ' +
      '(!has(c.env) || c.env.all(e, !has(e.valueFrom) || !has(e.valueFrom.secretKeyRef)))',
  ),

  check({ name, fields, path }) {
    const whole = listAt(fields, 'envFrom').flatMap((source, index) => {
      if (presentAt(source, 'secretRef') === undefined) return [];
      const secret = textAt(source, 'secretRef', 'name') ?? '';
      return [
        {
          message: `Container "${name}" takes all keys of Secret "${secret}" as environment variables.`,
          path: `${path}.envFrom[${index}].secretRef`,
        },
      ];
    });
    const single = listAt(fields, 'env').flatMap((variable, index) => {
      if (presentAt(variable, 'valueFrom', 'secretKeyRef') === undefined) return [];
      const secret = textAt(variable, 'valueFrom', 'secretKeyRef', 'name') ?? '';
      const message = `Container "${name}" takes the environment variable "${textAt(variable, 'name') ?? ''}" from Secret "${secret}".`;
      return [{ message, path: `${path}.env[${index}].valueFrom.secretKeyRef` }];
    });
    return [...whole, ...single];
  },

  examples: {
    pass: [
      { name: 'no environment', container: 'name: financial-service' },
      {
        name: 'a ConfigMap, fields of the pod, and the path of a mounted file',
        container: `
name: financial-service
envFrom: [{ configMapRef: { name: financial-service-config } }]
env:
  - { name: DATABASE_URL_FILE, value: /app/secrets/DATABASE_URL }
  - { name: POD_NAME, valueFrom: { fieldRef: { fieldPath: metadata.name } } }
volumeMounts: [{ name: secrets, mountPath: /app/secrets, readOnly: true }]
`,
      },
    ],
    fail: [
      {
        name: 'a whole Secret',
        from: 'no environment',
        change: { envFrom: [{ configMapRef: { name: 'financial-service-config' } }, { secretRef: { name: 'financial-service-secrets' } }] },
        problems: [
          {
            message: 'Container "financial-service" takes all keys of Secret "financial-service-secrets" as environment variables.',
            path: 'envFrom[1].secretRef',
          },
        ],
      },
      {
        name: 'one key of a Secret, even an optional one',
        container: `
name: financial-service
env:
  - name: DATABASE_URL
    valueFrom: { secretKeyRef: { name: financial-service-secrets, key: DATABASE_URL, optional: true } }
`,
        problems: [
          {
            message: 'Container "financial-service" takes the environment variable "DATABASE_URL" from Secret "financial-service-secrets".',
            path: 'env[0].valueFrom.secretKeyRef',
          },
        ],
      },
    ],
  },
});
