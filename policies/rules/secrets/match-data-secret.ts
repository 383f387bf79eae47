import { at, listAt, textAt } from '../../kubernetes/fields.ts';
import { missingIn, titleOf } from '../../kubernetes/objects.ts';
import { secretKeys } from '../../kubernetes/references.ts';
import type { Manifest } from '../../model.ts';
import { defineRule } from '../../model.ts';

const user = (name: string, key = 'password') => `
apiVersion: kafka.strimzi.io/v1
kind: KafkaUser
metadata: { name: financial-service, namespace: erp-infra }
spec: { authentication: { type: scram-sha-512, password: { valueFrom: { secretKeyRef: { name: ${name}, key: ${key} } } } } }
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: financial-service-kafka, namespace: erp-infra }
spec: { target: { template: { data: { password: "{{ .password }}" } } } }
`;

const account = `
apiVersion: v1
kind: ServiceAccount
metadata: { name: web, namespace: erp-infra }
imagePullSecrets: [{ name: registry }]
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: registry, namespace: erp-infra }
spec: { target: { template: { data: { .dockerconfigjson: "{{ .value }}" } } } }
`;

const certificate = `---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: data, namespace: erp-infra }
spec: { secretName: data-tls }
`;

const postgres = (secret: string) => `
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec: { tls: { secretName: ${secret}, caFile: ca.crt } }
${certificate}`;

/** A Secret that an object of an operator reads. */
interface Use {
  readonly name: string;
  readonly keys: readonly string[];
  /** The field with the name. */
  readonly path: string;
}

export default defineRule({
  id: 'match-data-secret',
  severity: 'error',
  manual: '2.3, 3.1, 3.3 (D22, D68)',
  summary:
    'Let something in the environment make every Secret that a database, a broker, its users, an issuer and the pulls of an account read.',
  rationale: 'An operator waits for a missing Secret without end, or starts without TLS, and says so only in its own log.',
  remediation: 'Add an ExternalSecret or a Certificate that makes the Secret in the same namespace, or name one that exists.',
  scope: 'object',
  kinds: ['postgresql', 'Kafka', 'KafkaUser', 'Issuer', 'ServiceAccount'],

  check(manifest, world) {
    return usesOf(manifest).flatMap(({ name, keys, path }) => {
      const found = secretKeys(world, manifest.namespace, name);
      const subject = `${titleOf(manifest)} reads Secret "${name}"`;
      if (found === undefined) return [{ message: `${subject}, which ${missingIn(manifest.namespace)}.`, path }];
      return keys
        .filter((key) => found.keys !== undefined && !found.keys.has(key))
        .map((key) => ({ message: `${subject}, which has no key "${key}".`, path }));
    });
  },

  examples: {
    pass: [
      { name: 'a password by an ExternalSecret', manifests: user('financial-service-kafka') },
      { name: 'a certificate', manifests: postgres('data-tls') },
      { name: 'what the pulls of an account need', manifests: account },
      { name: 'a certificate of the operator', manifests: postgres('data-tls').replace(/spec: \{ tls.*\n/, 'spec: {}\n') },
    ],
    fail: [
      {
        name: 'a password that nobody makes',
        from: 'a password by an ExternalSecret',
        change: { 'KafkaUser/financial-service > spec.authentication.password.valueFrom.secretKeyRef.name': 'financial-kafka' },
        problems: [
          {
            on: 'KafkaUser/financial-service',
            message: 'KafkaUser "financial-service" reads Secret "financial-kafka", which does not exist in namespace "erp-infra".',
            path: 'spec.authentication.password.valueFrom.secretKeyRef.name',
          },
        ],
      },
      {
        name: 'a key that the Secret lacks',
        from: 'a password by an ExternalSecret',
        change: { 'KafkaUser/financial-service > spec.authentication.password.valueFrom.secretKeyRef.key': 'secret' },
        problems: [
          {
            on: 'KafkaUser/financial-service',
            message: 'KafkaUser "financial-service" reads Secret "financial-service-kafka", which has no key "secret".',
            path: 'spec.authentication.password.valueFrom.secretKeyRef.name',
          },
        ],
      },
      {
        name: 'an authority under another key',
        from: 'a certificate',
        change: { 'postgresql/postgres > spec.tls.caFile': 'ca.pem' },
        problems: [
          {
            on: 'postgresql/postgres',
            message: 'postgresql "postgres" reads Secret "data-tls", which has no key "ca.pem".',
            path: 'spec.tls.secretName',
          },
        ],
      },
      {
        name: 'the name of the Certificate instead of its Secret',
        from: 'a certificate',
        change: { 'postgresql/postgres > spec.tls.secretName': 'data' },
        problems: [
          {
            on: 'postgresql/postgres',
            message: 'postgresql "postgres" reads Secret "data", which does not exist in namespace "erp-infra".',
            path: 'spec.tls.secretName',
          },
        ],
      },
      {
        name: 'a registry that nobody knows',
        from: 'what the pulls of an account need',
        change: { 'ServiceAccount/web > imagePullSecrets[0].name': 'other-registry' },
        problems: [
          {
            on: 'ServiceAccount/web',
            message: 'ServiceAccount "web" reads Secret "other-registry", which does not exist in namespace "erp-infra".',
            path: 'imagePullSecrets[0].name',
          },
        ],
      },
      {
        name: 'a listener',
        manifests: `
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: kafka, namespace: erp-infra }
spec:
  kafka:
    listeners:
      - name: clients
        configuration: { brokerCertChainAndKey: { secretName: kafka-tls, certificate: tls.crt, key: tls.key } }
`,
        problems: [
          {
            on: 'Kafka/kafka',
            message: 'Kafka "kafka" reads Secret "kafka-tls", which does not exist in namespace "erp-infra".',
            path: 'spec.kafka.listeners[0].configuration.brokerCertChainAndKey.secretName',
          },
        ],
      },
    ],
  },
});

function usesOf({ kind, fields }: Manifest): readonly Use[] {
  const use = (owner: unknown, field: string, path: string, keys: readonly (string | undefined)[]): readonly Use[] => {
    const name = textAt(owner, field);
    // The operators take an empty name for none.
    return name === undefined || name === '' ? [] : [{ name, keys: keys.filter((key) => key !== undefined), path: `${path}.${field}` }];
  };
  const spec = at(fields, 'spec');
  switch (kind) {
    case 'postgresql': {
      const tls = at(spec, 'tls');
      const keys = [textAt(tls, 'certificateFile') ?? 'tls.crt', textAt(tls, 'privateKeyFile') ?? 'tls.key'];
      const [authority, apart] = [textAt(tls, 'caFile'), textAt(tls, 'caSecretName')];
      return [
        ...use(tls, 'secretName', 'spec.tls', apart === undefined ? [...keys, authority] : keys),
        ...use(tls, 'caSecretName', 'spec.tls', [authority]),
      ];
    }
    case 'ServiceAccount':
      return listAt(fields, 'imagePullSecrets').flatMap((entry, index) =>
        use(entry, 'name', `imagePullSecrets[${index}]`, ['.dockerconfigjson']),
      );
    case 'Issuer':
      return use(at(spec, 'ca'), 'secretName', 'spec.ca', ['tls.crt', 'tls.key']);
    case 'KafkaUser': {
      const reference = at(spec, 'authentication', 'password', 'valueFrom', 'secretKeyRef');
      return use(reference, 'name', 'spec.authentication.password.valueFrom.secretKeyRef', [textAt(reference, 'key')]);
    }
    default:
      return listAt(spec, 'kafka', 'listeners').flatMap((listener, index) => {
        const pair = at(listener, 'configuration', 'brokerCertChainAndKey');
        const path = `spec.kafka.listeners[${index}].configuration.brokerCertChainAndKey`;
        return use(pair, 'secretName', path, [textAt(pair, 'certificate'), textAt(pair, 'key')]);
      });
  }
}
