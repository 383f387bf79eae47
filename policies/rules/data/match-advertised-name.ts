import { asText, listAt, textAt } from '../../kubernetes/fields.ts';
import { advertisedBy, covers } from '../../kubernetes/network/advertised-names.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';

const certificate = (secret: string, ...names: readonly string[]) => `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: served, namespace: erp-infra }
spec: { secretName: ${secret}, dnsNames: [${names.map((name) => `"${name}"`).join(', ')}] }
---`;

const kafka = (configuration: string) => `
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: kafka, namespace: erp-infra }
spec:
  kafka:
    listeners:
      - name: clients
        port: 9092
        type: internal
        tls: true
        configuration: { brokerCertChainAndKey: { secretName: kafka-tls }${configuration} }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: { name: broker, namespace: erp-infra, labels: { strimzi.io/cluster: kafka }, annotations: { strimzi.io/next-node-ids: "[0-99]" } }
spec: { replicas: 1, roles: [broker] }
`;

const brokers = certificate(
  'kafka-tls',
  'kafka-kafka-bootstrap.erp-infra.svc.cluster.local',
  '*.kafka-kafka-brokers.erp-infra.svc.cluster.local',
);

const postgres = (
  ...services: readonly string[]
) => `${certificate('postgres-tls', ...services.map((name) => `${name}.erp-infra.svc.cluster.local`))}
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec: { enableConnectionPooler: true, tls: { secretName: postgres-tls } }
---
apiVersion: v1
kind: Service
metadata: { name: postgres-primary, namespace: erp-infra }
spec: { selector: { connection-pooler: postgres-pooler }, ports: [{ port: 5432 }] }
`;

const gateway = (host: string) => `${certificate('api-tls', '*.erp.example.com')}
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: erp-gateway, namespace: erp-infra }
spec:
  gatewayClassName: eg
  listeners: [{ name: https, protocol: HTTPS, port: 443, hostname: ${host}, tls: { certificateRefs: [{ name: api-tls }] } }]
`;

export default defineRule({
  id: 'match-advertised-name',
  severity: 'error',
  manual: '3.3 (D22, D68)',
  summary: 'Let the certificate that a server shows hold every name by which clients come to it.',
  rationale:
    'Clients check the name. Kafka sends each of them on to the names of its brokers, which nobody wrote down: where the certificate ' +
    'lacks them the first connection succeeds and every one after it fails.',
  remediation: 'Add the name to the certificate, or let the server tell another, in generators/platform/.',
  scope: 'object',
  kinds: ['Kafka', 'postgresql', 'Gateway'],

  check(manifest, world) {
    return advertisedBy(manifest, world).flatMap(({ names, secret, path, server }) => {
      const certificates = world
        .ofKind('Certificate')
        .filter((item) => item.namespace === manifest.namespace && textAt(item.fields, 'spec', 'secretName') === secret);
      return certificates.flatMap((item) => {
        const held = listAt(item.fields, 'spec', 'dnsNames').flatMap((name) => asText(name) ?? []);
        const missing = [...new Set(names)].filter((name) => !held.some((pattern) => covers(pattern, name)));
        if (missing.length === 0) return [];
        const list = missing.map((name) => `"${name}"`).join(', ');
        return [{ message: `Clients come to ${server} as ${list}, which ${titleOf(item)} does not hold.`, path }];
      });
    });
  },

  examples: {
    pass: [
      { name: 'brokers that tell the names of the certificate', manifests: brokers + kafka(', useServiceDnsDomain: true') },
      {
        name: 'a certificate with the short names',
        manifests: certificate('kafka-tls', 'kafka-kafka-bootstrap.erp-infra.svc', '*.kafka-kafka-brokers.erp-infra.svc') + kafka(''),
      },
      {
        name: 'a name of its own for a broker',
        manifests:
          certificate('kafka-tls', 'kafka-kafka-bootstrap.erp-infra.svc', 'a.example.com') +
          kafka(', brokers: [{ broker: 0, advertisedHost: a.example.com }]'),
      },
      { name: 'all Services of a database', manifests: postgres('postgres', 'postgres-repl', 'postgres-pooler', 'postgres-primary') },
      { name: 'a host below the wildcard', manifests: gateway('api.erp.example.com') },
    ],
    fail: [
      {
        name: 'names without the domain of the cluster',
        from: 'brokers that tell the names of the certificate',
        change: { 'Kafka/kafka > spec.kafka.listeners[0].configuration.useServiceDnsDomain': undefined },
        problems: [
          {
            on: 'Kafka/kafka',
            message:
              'Clients come to listener "clients" of Kafka "kafka" as "kafka-kafka-bootstrap.erp-infra.svc", "kafka-broker-0.kafka-kafka-brokers.erp-infra.svc", which Certificate "served" does not hold.',
            path: 'spec.kafka.listeners[0].configuration.brokerCertChainAndKey.secretName',
          },
        ],
      },
      {
        name: 'an alias that nobody added',
        from: 'all Services of a database',
        change: { 'Certificate/served > spec.dnsNames[3]': undefined },
        problems: [
          {
            on: 'postgresql/postgres',
            message:
              'Clients come to postgresql "postgres" as "postgres-primary.erp-infra.svc.cluster.local", which Certificate "served" does not hold.',
            path: 'spec.tls.secretName',
          },
        ],
      },
      {
        name: 'a host two levels below the wildcard',
        from: 'a host below the wildcard',
        change: { 'Gateway/erp-gateway > spec.listeners[0].hostname': 'api.dev.erp.example.com' },
        problems: [
          {
            on: 'Gateway/erp-gateway',
            message:
              'Clients come to listener "https" of Gateway "erp-gateway" as "api.dev.erp.example.com", which Certificate "served" does not hold.',
            path: 'spec.listeners[0].tls.certificateRefs[0].name',
          },
        ],
      },
    ],
  },
});
