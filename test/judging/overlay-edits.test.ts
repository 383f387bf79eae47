import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { lintRepository } from '../../scripts/judging/lint/lint.ts';
import { loadSuite } from '../../scripts/judging/lint/suite.ts';
import { addTo, write } from '../support/folder.ts';
import { copyOfRepository } from '../support/repository.ts';

const root = copyOfRepository();
const suite = await loadSuite();
const folder = 'overlays/production/sales-service';
const kustomization = `${folder}/kustomization.yaml`;

interface Edit {
  readonly title: string;
  /** What is written otherwise in a file of the overlay. */
  readonly file?: string;
  readonly from: string | RegExp;
  readonly to: string;
  /** Files beside it. */
  readonly more?: Readonly<Record<string, string>>;
  readonly rules: readonly string[];
  readonly said: readonly string[];
}

/** What the base gives to the container: variables of its own, and all those of a ConfigMap. */
const variables = [
  ...['APP_HOST', 'APP_PORT', 'DATABASE_URL_FILE', 'REDIS_URL_FILE', 'JWT_SECRET_FILE', 'ENCRYPTION_KEY_FILE', 'KAFKA_SASL_PASSWORD_FILE'],
]
  .map((name) => `variable "${name}"`)
  .join(', ');
const source = 'variables of ConfigMap "sales-service-config"';
const keys = [
  'APP_NAME',
  'PROMETHEUS_METRICS_PORT',
  'DATABASE_MAX_CONNECTIONS',
  'DATABASE_MIN_CONNECTIONS',
  'REDIS_MAX_CONNECTIONS',
  'KAFKA_SECURITY_PROTOCOL',
  'KAFKA_SASL_MECHANISM',
  'KAFKA_SASL_USERNAME',
  'KAFKA_SSL_CA_LOCATION',
  'KAFKA_TOPIC_ORDER_CONFIRMED',
  'OTEL_SERVICE_NAME',
  'OTEL_TRACES_EXPORTER',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_PROTOCOL',
  'OTEL_TRACES_SAMPLER',
  'SHUTDOWN_DRAIN_SECONDS',
];
const taken = (file: string, what: string, them: string) =>
  `Patch "${folder}/${file}" takes ${what} from container "sales-service" of Deployment "sales-service" without naming ${them}.`;

/** What hands do to a generated overlay, each by one edit, and what the rules that are about it say, in the order in which it is told. */
const edits: readonly Edit[] = [
  {
    title: 'names without the hash of what is in them',
    from: 'namespace: erp-prod',
    to: 'generatorOptions: { disableNameSuffixHash: true }\nnamespace: erp-prod',
    rules: ['require-config-hash'],
    said: [
      'ConfigMap "sales-service-config" keeps its name when its content changes, and Deployment "sales-service" reads variables of it: its pods run on with the old ones.',
    ],
  },
  {
    title: 'TLS to a neighbour that speaks in the clear',
    from: 'http://material-service-grpc',
    to: 'https://material-service-grpc',
    rules: ['match-config-host'],
    said: [
      'Host "material-service-grpc.erp-prod.svc.cluster.local" is used by "https", but port 50051 of Service "material-service-grpc" speaks "grpc", which is not encrypted.',
    ],
  },
  {
    title: 'a zone of another region',
    file: 'deployment.patch.yaml',
    from: 'us-east-1b',
    to: 'us-west-1b',
    rules: ['match-node-labels', 'require-zone-spread'],
    said: ['The pod asks for the zone "us-west-1b", where nothing else of the environment runs.'],
  },
  {
    title: 'one zone for all pods',
    file: 'deployment.patch.yaml',
    from: /\n +- us-east-1b/,
    to: '',
    rules: ['match-node-labels', 'require-zone-spread'],
    said: ['Deployment "sales-service" runs on nodes of the zone "us-east-1a" alone: there is nothing to spread over.'],
  },
  {
    title: 'the consumer group of another service',
    from: 'KAFKA_GROUP_ID=sales-service-prod-group',
    to: 'KAFKA_GROUP_ID=material-service-prod-group',
    rules: ['limit-kafka-rights'],
    said: [
      'KafkaUser "sales-service" has a right on the group "sales-service-prod-group", which nothing that logs in as it is configured with.',
    ],
  },
  {
    title: 'the image of another service',
    from: 'newTag: 1.0.0',
    to: 'newName: registry.example.com/erp/material-service\n    newTag: 1.0.0',
    rules: ['match-image-policy'],
    said: ['provenance', 'signature'].map(
      (policy) =>
        `ClusterImagePolicy "sales-service-${policy}" is about "registry.example.com/erp/sales-service@sha256:*", and no such image runs where the controller looks.`,
    ),
  },
  {
    title: 'a component that sets what the autoscaler decides',
    from: 'resources:',
    to: 'components: [fixed]\nresources:',
    more: {
      [`${folder}/fixed/kustomization.yaml`]:
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n  - target: { kind: Deployment }\n    patch: |-\n      - { op: add, path: /spec/replicas, value: 6 }\n',
    },
    rules: ['forbid-replicas-with-autoscaler'],
    said: ['Deployment "sales-service" sets spec.replicas, but ScaledObject "sales-service" decides the number.'],
  },
  {
    title: 'a protocol that the brokers do not speak, over that of the base',
    from: '      - LOG_LEVEL=info',
    to: '      - LOG_LEVEL=info\n      - KAFKA_SECURITY_PROTOCOL=PLAINTEXT',
    rules: ['match-variable'],
    said: [
      'Variable "KAFKA_SECURITY_PROTOCOL" of Deployment "sales-service" is "PLAINTEXT", and the listener "clients" of Kafka "kafka" speaks SASL_SSL.',
    ],
  },
  {
    title: 'variables that replace those of the base',
    file: 'deployment.patch.yaml',
    from: '        - name: sales-service\n',
    to: '        - name: sales-service\n          env:\n            - $patch: replace\n            - { name: RUST_LOG, value: debug }\n',
    rules: ['forbid-lost-variable'],
    said: [taken('deployment.patch.yaml', variables, 'them')],
  },
  {
    title: 'an operation on all variables',
    from: 'patches:\n',
    to: 'patches:\n  - target: { kind: Deployment }\n    patch: |-\n      - { op: replace, path: /spec/template/spec/containers/0/env, value: [{ name: RUST_LOG, value: debug }] }\n',
    rules: ['forbid-lost-variable'],
    said: [taken('kustomization.yaml', variables, 'them')],
  },
  {
    title: 'an operation on the whole container',
    from: 'patches:\n',
    to: 'patches:\n  - target: { kind: Deployment }\n    patch: |-\n      - { op: remove, path: /spec/template/spec/containers/0/envFrom }\n',
    rules: ['forbid-lost-variable'],
    said: [taken('kustomization.yaml', source, 'it')],
  },
  {
    title: 'sources of variables, which Kustomize does not merge',
    file: 'deployment.patch.yaml',
    from: '        - name: sales-service\n',
    to: '        - name: sales-service\n          envFrom:\n            - configMapRef: { name: more }\n',
    rules: ['forbid-lost-variable'],
    said: [taken('deployment.patch.yaml', source, 'it')],
  },
  {
    title: 'settings that replace those of the base',
    from: 'behavior: merge',
    to: 'behavior: replace',
    rules: ['forbid-lost-variable'],
    said: [
      `ConfigMap "sales-service-config" is replaced as a whole, and loses ${keys.map((key) => `"${key}"`).join(', ')}, which Deployment "sales-service" reads as variables.`,
    ],
  },
  {
    title: 'a setting twice, so that nothing is built',
    from: '      - LOG_LEVEL=info',
    to: '      - LOG_LEVEL=info\n      - LOG_LEVEL=debug',
    rules: ['match-network-peer-pod'],
    said: [
      'The overlay "overlays/production/sales-service" does not build: configmap sales-service-config illegally repeats the key `LOG_LEVEL`.',
      'NetworkPolicy "financial-service-netpol" has a peer with "app=sales-service", which nothing in namespace "erp-prod" matches.',
      'NetworkPolicy "material-service-netpol" has a peer with "app=sales-service", which nothing in namespace "erp-prod" matches.',
    ],
  },
];

describe('edits of a generated overlay', () => {
  it.each(edits)('tells $title', { timeout: 60_000 }, async ({ file = 'kustomization.yaml', from, to, more = {}, rules, said }) => {
    const place = `${folder}/${file}`;
    const before = readFileSync(path.join(root, place), 'utf8');
    const plain = readFileSync(path.join(root, kustomization), 'utf8');
    expect(before.replace(from, to)).not.toBe(before);
    try {
      write(root, place, before.replace(from, to));
      addTo(root, more);
      const { findings } = await lintRepository({ root, environments: ['production'] }, { ...suite, selected: rules });
      expect(findings.map(({ message }) => message)).toEqual(said);
    } finally {
      write(root, place, before);
      write(root, kustomization, plain);
    }
  });
});
