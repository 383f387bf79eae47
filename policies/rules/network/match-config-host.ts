import { at, below, fieldsAt, listAt, textAt, texts } from '../../kubernetes/fields.ts';
import { serviceHosts } from '../../kubernetes/network/hosts.ts';
import { destination } from '../../kubernetes/network/services.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const service = `---
apiVersion: v1
kind: Service
metadata: { name: redis-master, namespace: erp-infra }
spec: { selector: { app: redis-ha-haproxy }, ports: [{ port: 6379 }] }
`;

const speaking = `---
apiVersion: v1
kind: Service
metadata: { name: material-grpc, namespace: erp-prod }
spec: { selector: { app: material-service }, ports: [{ port: 50051, appProtocol: grpc }] }
`;

const kafka = `---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: kafka, namespace: erp-infra }
spec: { kafka: { listeners: [{ name: clients, port: 9092, type: internal, tls: true }] } }
`;

const configMap = (value: string) => `
apiVersion: v1
kind: ConfigMap
metadata: { name: financial-service-config, namespace: erp-prod }
data: { ENDPOINT: "${value}" }
`;

const on = 'ConfigMap/financial-service-config';

/** Schemes of URLs, and protocols of the ports of Services (Kubernetes: appProtocol), that speak in the clear or by TLS. */
const plain: ReadonlySet<string> = new Set(['http', 'grpc', 'ws', 'kubernetes.io/h2c', 'kubernetes.io/ws']);
const encrypted: ReadonlySet<string> = new Set(['https', 'grpcs', 'wss', 'kubernetes.io/wss']);

interface Text {
  readonly value: string;
  readonly path: string;
}

export default defineRule({
  id: 'match-config-host',
  severity: 'error',
  manual: '2.2, 2.3 (D14, D20, D23)',
  summary: 'Let every cluster address in the configuration lead to a Service and a port that exist, and speak as the port does.',
  rationale:
    'Half of the addresses in the manual name Services that no chart makes: the pod starts, fails to connect and restarts without end.',
  remediation: 'Write the name, namespace and port of a Service of the environment, and the scheme that its appProtocol means.',
  scope: 'object',
  kinds: ['ConfigMap', 'ExternalSecret', 'ScaledObject', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Pod'],

  check(manifest, world) {
    return textsOf(manifest, world).flatMap(({ value, path }) => hostProblems(value, path, world));
  },

  examples: {
    pass: [
      { name: 'a Service of the environment', manifests: configMap('redis://redis-master.erp-infra.svc.cluster.local:6379/0') + service },
      { name: 'the short form without a port', manifests: configMap('redis-master.erp-infra.svc') + service },
      {
        name: 'a broker below a headless Service that an operator makes',
        manifests: configMap('kafka-broker-0.kafka-kafka-brokers.erp-infra.svc.cluster.local:9092') + kafka,
      },
      { name: 'a port that speaks in the clear', manifests: configMap('http://material-grpc.erp-prod.svc:50051') + speaking },
      { name: 'a host outside the cluster', manifests: configMap('https://erp.example.com:8443') },
    ],
    fail: [
      {
        name: 'a Service that nobody makes',
        from: 'a Service of the environment',
        change: { 'ConfigMap/financial-service-config > data.ENDPOINT': 'redis://redis-ha-master.erp-infra.svc.cluster.local:6379/0' },
        problems: [
          {
            on,
            message:
              'Host "redis-ha-master.erp-infra.svc.cluster.local" names Service "redis-ha-master", which does not exist in namespace "erp-infra".',
            path: 'data.ENDPOINT',
          },
        ],
      },
      {
        name: 'a port that the Service does not have',
        from: 'a Service of the environment',
        change: { 'ConfigMap/financial-service-config > data.ENDPOINT': 'redis://redis-master.erp-infra.svc.cluster.local:6380/0' },
        problems: [
          {
            on,
            message: 'Host "redis-master.erp-infra.svc.cluster.local" is used with port 6380, which Service "redis-master" does not have.',
            path: 'data.ENDPOINT',
          },
        ],
      },
      {
        name: 'TLS to a port that speaks in the clear',
        from: 'a port that speaks in the clear',
        change: { 'ConfigMap/financial-service-config > data.ENDPOINT': 'https://material-grpc.erp-prod.svc:50051' },
        problems: [
          {
            on,
            message:
              'Host "material-grpc.erp-prod.svc" is used by "https", but port 50051 of Service "material-grpc" speaks "grpc", which is not encrypted.',
            path: 'data.ENDPOINT',
          },
        ],
      },
      {
        name: 'in the clear to a port that speaks TLS',
        from: 'a port that speaks in the clear',
        change: { 'Service/material-grpc > spec.ports[0].appProtocol': 'https' },
        problems: [
          {
            on,
            message:
              'Host "material-grpc.erp-prod.svc" is used by "http", but port 50051 of Service "material-grpc" speaks "https", which is encrypted.',
            path: 'data.ENDPOINT',
          },
        ],
      },
      {
        name: 'the second of two brokers',
        from: 'a broker below a headless Service that an operator makes',
        change: {
          'ConfigMap/financial-service-config > data.ENDPOINT':
            'kafka-broker-0.kafka-kafka-brokers.erp-infra.svc:9092,kafka-1.kafka-headless.erp-infra.svc:9092',
        },
        problems: [
          {
            on,
            message:
              'Host "kafka-1.kafka-headless.erp-infra.svc" names Service "kafka-headless", which does not exist in namespace "erp-infra".',
            path: 'data.ENDPOINT',
          },
        ],
      },
      {
        name: 'the template of a Secret',
        manifests: `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: financial-service-secrets, namespace: erp-prod }
spec:
  target:
    template: { data: { DATABASE_URL: "postgres://financial_user:{{ .password }}@postgres-primary.erp-infra.svc:5432/financial_db" } }
`,
        problems: [
          {
            on: 'ExternalSecret/financial-service-secrets',
            message:
              'Host "postgres-primary.erp-infra.svc" names Service "postgres-primary", which does not exist in namespace "erp-infra".',
            path: 'spec.target.template.data.DATABASE_URL',
          },
        ],
      },
      {
        name: 'the address of Prometheus in a trigger',
        manifests: `
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: financial-service, namespace: erp-prod }
spec:
  scaleTargetRef: { name: financial-service }
  triggers: [{ type: prometheus, metadata: { serverAddress: "http://prometheus.erp-infra.svc:9090" } }]
`,
        problems: [
          {
            on: 'ScaledObject/financial-service',
            message: 'Host "prometheus.erp-infra.svc" names Service "prometheus", which does not exist in namespace "erp-infra".',
            path: 'spec.triggers[0].metadata.serverAddress',
          },
        ],
      },
      {
        name: 'a variable of a container',
        manifests: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: sales-service, namespace: erp-prod }
spec:
  template:
    spec:
      containers:
        - name: sales-service
          env: [{ name: FINANCIAL_GRPC_URL, value: "http://financial-grpc.erp-prod.svc.cluster.local:50051" }]
`,
        problems: [
          {
            on: 'Deployment/sales-service',
            message:
              'Host "financial-grpc.erp-prod.svc.cluster.local" names Service "financial-grpc", which does not exist in namespace "erp-prod".',
            path: 'spec.template.spec.containers[0].env[0].value',
          },
        ],
      },
    ],
  },
});

function hostProblems(value: string, path: string, world: World): readonly Problem[] {
  const problems = serviceHosts(value).flatMap(({ host, service, namespace, port, scheme = '' }) => {
    const found = destination(world, namespace, service);
    if (found === undefined) {
      return [`Host "${host}" names Service "${service}", which does not exist in namespace "${namespace}".`];
    }
    if (port === undefined || found.anyPort) return [];
    const own = found.ports.find(({ number }) => number === port);
    if (own === undefined) return [`Host "${host}" is used with port ${port}, which Service "${service}" does not have.`];
    const { appProtocol = '' } = own;
    if (encrypted.has(scheme) && plain.has(appProtocol))
      return [
        `Host "${host}" is used by "${scheme}", but port ${port} of Service "${service}" speaks "${appProtocol}", which is not encrypted.`,
      ];
    if (plain.has(scheme) && encrypted.has(appProtocol))
      return [
        `Host "${host}" is used by "${scheme}", but port ${port} of Service "${service}" speaks "${appProtocol}", which is encrypted.`,
      ];
    return [];
  });
  return [...new Set(problems)].map((message) => ({ message, path }));
}

function textsOf(manifest: Manifest, world: World): readonly Text[] {
  switch (manifest.kind) {
    case 'ConfigMap':
      return entries(at(manifest.fields, 'data'), 'data');
    case 'ExternalSecret':
      return entries(at(manifest.fields, 'spec', 'target', 'template', 'data'), 'spec.target.template.data');
    case 'ScaledObject':
      return listAt(manifest.fields, 'spec', 'triggers').flatMap((trigger, index) =>
        entries(fieldsAt(trigger, 'metadata'), `spec.triggers[${index}].metadata`),
      );
    default:
      return (world.podOf(manifest)?.containers ?? []).flatMap(({ fields, path }) =>
        listAt(fields, 'env').flatMap((variable, index) => {
          const value = textAt(variable, 'value');
          return value === undefined ? [] : [{ value, path: `${path}.env[${index}].value` }];
        }),
      );
  }
}

function entries(value: unknown, path: string): readonly Text[] {
  return Object.entries(texts(value)).map(([key, text]) => ({ value: text, path: below(path, key) }));
}
