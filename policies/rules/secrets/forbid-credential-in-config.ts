import { credentialIn, isCredentialName, isLiteral, signatureIn } from '../../kubernetes/access/credentials.ts';
import { asText, at, below, listAt, textAt, texts } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { isWorkload } from '../../kubernetes/pods/workloads.ts';
import type { Container, Manifest, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';

export default defineRule({
  id: 'forbid-credential-in-config',
  severity: 'error',
  manual: '2.3 (D24, D26)',
  summary: 'Keep passwords, keys and tokens out of ConfigMaps, templates of Secrets, environment variables and arguments.',
  rationale:
    'These are read by everybody who may read the repository or view the namespace, and arguments by every process of the ' +
    'node. A ConfigMap is no place to hide in.',
  remediation: 'Put the value into Vault, add its key to the ExternalSecret of the service, and read it from the file below /app/secrets.',
  scope: 'object',
  kinds: '*',
  secret: true,

  check(manifest, world) {
    if (manifest.kind === 'ConfigMap') return configMapProblems(manifest);
    if (manifest.kind === 'ExternalSecret') return textProblems(manifest, 'spec', 'target', 'template', 'data');
    if (manifest.kind === 'SealedSecret') return textProblems(manifest, 'spec', 'template', 'data');
    if (!isWorkload(manifest.kind)) return [];
    return (world.podOf(manifest)?.containers ?? []).flatMap((container) => [
      ...variableProblems(container),
      ...argumentProblems(container, 'command'),
      ...argumentProblems(container, 'args'),
    ]);
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
            message: 'Container "backup" has an AWS access key in the variable "AWS_ACCESS_KEY_ID".',
            path: 'spec.jobTemplate.spec.template.spec.containers[0].env[0].value',
          },
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

/** Named texts: data of a ConfigMap, or a template, which puts fetched values between text that everybody can read. */
function textProblems(manifest: Manifest, ...keys: readonly string[]): readonly Problem[] {
  return Object.entries(texts(at(manifest.fields, ...keys))).flatMap(([key, value]) => {
    const what = credentialIn(key, value);
    return what === undefined ? [] : [problemIn(manifest, what, key, keys.join('.'))];
  });
}

function configMapProblems(manifest: Manifest): readonly Problem[] {
  return [
    ...textProblems(manifest, 'data'),
    ...Object.entries(texts(at(manifest.fields, 'binaryData'))).flatMap(([key, value]) => {
      const what = signatureIn(Buffer.from(value, 'base64').toString('latin1'));
      return what === undefined ? [] : [problemIn(manifest, what, key, 'binaryData')];
    }),
  ];
}

function problemIn(manifest: Manifest, what: string, key: string, field: string): Problem {
  return { message: `${titleOf(manifest)} has ${what} in "${key}".`, path: below(field, key) };
}

function variableProblems(container: Container): readonly Problem[] {
  return listAt(container.fields, 'env').flatMap((variable, index) => {
    const name = textAt(variable, 'name') ?? '';
    const what = credentialIn(name, textAt(variable, 'value') ?? '');
    if (what === undefined) return [];
    return [
      { message: `Container "${container.name}" has ${what} in the variable "${name}".`, path: `${container.path}.env[${index}].value` },
    ];
  });
}

function argumentProblems(container: Container, field: 'command' | 'args'): readonly Problem[] {
  const words = listAt(container.fields, field).map((word) => asText(word) ?? '');
  return words.flatMap((word, index) => {
    const flag = words[index - 1] ?? '';
    const follows = /^--?[\w.-]+$/.test(flag) && isCredentialName(flag) && !word.startsWith('-') && isLiteral(word);
    const what = follows ? 'a literal credential' : credentialIn('', word);
    if (what === undefined) return [];
    return [{ message: `Container "${container.name}" has ${what} in its ${field}.`, path: `${container.path}.${field}[${index}]` }];
  });
}
