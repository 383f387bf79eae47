import { credentialsIn, type FoundCredential } from '../../kubernetes/credentials/strings.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Container, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';

export default defineRule({
  id: 'forbid-credential-in-config',
  severity: 'error',
  manual: '2.3 (D24, D26)',
  summary:
    'Keep passwords, keys and tokens out of every object: ConfigMaps, templates, variables, arguments, headers, annotations, values of charts.',
  rationale:
    'These are read by everybody who may read the repository or view the namespace, and arguments by every process of the ' +
    'node. A ConfigMap is no place to hide in.',
  remediation:
    'Put the value into Vault, name its key under "secrets" in the file of the service (generators/catalog/services), and read it from the ' +
    'file below /app/secrets; elsewhere refer to a Secret.',
  scope: 'object',
  kinds: '*',
  secret: true,

  check(manifest, world) {
    // Of a Secret another rule says all that there is to say; a definition only describes.
    if (['Secret', 'CustomResourceDefinition'].includes(manifest.kind)) return [];
    const containers = world.podOf(manifest)?.containers ?? [];
    return credentialsIn(manifest.fields).map((found) => {
      const container = containers.find(({ path }) => found.path.startsWith(`${path}.`));
      return container === undefined ? problemOf(titleOf(manifest), found) : problemOfContainer(container, found);
    });
  },

  examples: {
    pass: [
      {
        name: 'the settings of a service',
        manifests: `
apiVersion: v1
kind: ConfigMap
metadata: { name: financial-service-config, namespace: erp-prod }
data:
  APP_NAME: financial-service
  DATABASE_MAX_CONNECTIONS: "20"
  DATABASE_PASSWORD_FILE: /app/secrets/DATABASE_PASSWORD
  JWT_TOKEN_TTL: 15m
  KAFKA_BROKERS: kafka-broker-0.kafka-kafka-brokers.erp-infra.svc.cluster.local:9092
  KAFKA_TOPIC_PASSWORD_RESET_TOKEN: identity.password.reset
  OTEL_EXPORTER_OTLP_ENDPOINT: http://jaeger.erp-infra.svc.cluster.local:4317
  PUBLIC_KEY: "-----BEGIN PUBLIC KEY-----"
`,
      },
      {
        name: 'references to variables and files in a container',
        manifests: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec:
  template:
    spec:
      containers:
        - name: financial-service
          args: [--password-file=/app/secrets/DATABASE_PASSWORD, "--token=$(TOKEN)"]
          env:
            - { name: DATABASE_URL_FILE, value: /app/secrets/DATABASE_URL }
            - { name: DATABASE_URL, value: "postgres://financial_user:$(DATABASE_PASSWORD)@postgres-primary:5432/financial_db" }
            - { name: JWT_SECRET, valueFrom: { secretKeyRef: { name: financial-service-secrets, key: JWT_SECRET } } }
`,
      },
      {
        name: 'values that a template takes from the store',
        manifests: `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: financial-service-secrets, namespace: erp-prod }
spec:
  target:
    template:
      data:
        DATABASE_URL: "postgres://financial_user:{{ .DATABASE_PASSWORD | urlquery }}@postgres-primary:5432/financial_db"
        JWT_SECRET: "{{ .JWT_SECRET }}"
`,
      },
    ],
    fail: [
      {
        name: 'written into a template of a Secret',
        from: 'values that a template takes from the store',
        change: {
          'spec.target.template.data': { DATABASE_URL: 'postgres://financial_user:hunter2@postgres-primary:5432/financial_db' },
          'SealedSecret/registry': `
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: { name: registry, namespace: erp-prod }
spec: { encryptedData: { user: AgBy3i4OJSWK }, template: { data: { password: hunter2 } } }
`,
        },
        problems: [
          {
            on: 'ExternalSecret/financial-service-secrets',
            message: 'ExternalSecret "financial-service-secrets" has a URL with a password in "DATABASE_URL".',
            path: 'spec.target.template.data.DATABASE_URL',
          },
          {
            on: 'SealedSecret/registry',
            message: 'SealedSecret "registry" has a literal credential in "password".',
            path: 'spec.template.data.password',
          },
        ],
      },
      {
        name: 'a password and a URL with one in a ConfigMap',
        from: 'the settings of a service',
        change: {
          data: {
            DATABASE_PASSWORD: 'hunter2',
            REDIS_URL: 'redis://:hunter2@redis-master.erp-infra.svc.cluster.local:6379/0',
            'application.yaml': `server: { port: 8000 }
datasource:
  password: hunter2
`,
          },
        },
        problems: [
          {
            on: 'ConfigMap/financial-service-config',
            message: 'ConfigMap "financial-service-config" has a literal credential in "DATABASE_PASSWORD".',
            path: 'data.DATABASE_PASSWORD',
          },
          {
            on: 'ConfigMap/financial-service-config',
            message: 'ConfigMap "financial-service-config" has a URL with a password in "REDIS_URL".',
            path: 'data.REDIS_URL',
          },
          {
            on: 'ConfigMap/financial-service-config',
            message: 'ConfigMap "financial-service-config" has a literal "password" in "application.yaml".',
            path: 'data["application.yaml"]',
          },
        ],
      },
      {
        name: 'in a variable and in arguments',
        manifests: `
apiVersion: batch/v1
kind: CronJob
metadata: { name: backup, namespace: erp-infra }
spec:
  jobTemplate:
    spec:
      template:
        spec:
          containers:
            - name: backup
              command: [sh, -c, "PGPASSWORD=hunter2 pg_dump financial_db"]
              args: [--api-key, 6f1ed002ab5595859014ebf0951522d9]
              env: [{ name: AWS_ACCESS_KEY_ID, value: AKIAIOSFODNN7EXAMPLE }]
`,
        problems: [
          {
            on: 'CronJob/backup',
            message: 'Container "backup" has a literal "PGPASSWORD" in its command.',
            path: 'spec.jobTemplate.spec.template.spec.containers[0].command[2]',
          },
          {
            on: 'CronJob/backup',
            message: 'Container "backup" has a literal credential in its args.',
            path: 'spec.jobTemplate.spec.template.spec.containers[0].args[1]',
          },
          {
            on: 'CronJob/backup',
            message: 'Container "backup" has an AWS access key in the variable "AWS_ACCESS_KEY_ID".',
            path: 'spec.jobTemplate.spec.template.spec.containers[0].env[0].value',
          },
        ],
      },
      {
        name: 'a private key in binary data',
        manifests: `
apiVersion: v1
kind: ConfigMap
metadata: { name: tls, namespace: erp-prod }
binaryData: { tls.key: LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQo= }
`,
        problems: [{ on: 'ConfigMap/tls', message: 'ConfigMap "tls" has a private key in "tls.key".', path: 'binaryData["tls.key"]' }],
      },
    ],
  },
});

function problemOf(title: string, { what, path, name }: FoundCredential): Problem {
  return { message: `${title} has ${what} in "${name}".`, path };
}

function problemOfContainer({ name: container, path: start }: Container, found: FoundCredential): Problem {
  const { what, path, name } = found;
  const field = path.slice(start.length + 1);
  if (/^env\[\d+\]/.test(field)) return { message: `Container "${container}" has ${what} in the variable "${name}".`, path };
  const word = /^(command|args)\[/.exec(field)?.[1];
  if (word !== undefined) return { message: `Container "${container}" has ${what} in its ${word}.`, path };
  return problemOf(`Container "${container}"`, found);
}
