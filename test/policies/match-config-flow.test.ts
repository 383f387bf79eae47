import { describe, expect, it } from 'vitest';
import rule from '../../policies/rules/network/match-config-flow.ts';
import { findingsOn } from '../support/findings.ts';

const denied = `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny, namespace: erp-prod }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
`;

const called = (service: string) => `---
apiVersion: v1
kind: Service
metadata: { name: ledger, namespace: erp-prod }
spec: ${service}
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ledger, namespace: erp-prod }
spec:
  template:
    metadata: { labels: { app: ledger } }
    spec: { containers: [{ name: ledger, ports: [{ name: http, containerPort: 8080 }, { name: grpc, containerPort: 9090 }] }] }
`;

const caller = (spec: string) => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: sales, namespace: erp-prod }
spec: { template: { metadata: { labels: { app: sales } }, spec: ${spec} } }
`;

const withValue = (value: string) => caller(`{ containers: [{ name: sales, env: [{ name: LEDGER, value: "${value}" }] }] }`);

const mayCall = (port: number) => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: sales, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: sales } }
  policyTypes: [Egress]
  egress: [{ to: [{ podSelector: { matchLabels: { app: ledger } } }], ports: [{ port: ${port} }] }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ledger, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: ledger } }
  policyTypes: [Ingress]
  ingress: [{ from: [{ podSelector: { matchLabels: { app: sales } } }], ports: [{ port: ${port} }] }]
`;

const twoPorts = '{ selector: { app: ledger }, ports: [{ port: 80, targetPort: http }, { port: 8080, targetPort: 9090 }] }';
const pathsIn = (manifests: string) => findingsOn(rule, manifests).map((line) => line.replace(/^\S+ (\S+): .*/, '$1'));
const value = ['spec.template.spec.containers[0].env[0].value'];

describe('match-config-flow', () => {
  it.each([
    ['the port to which the Service leads', 'ledger.erp-prod.svc:80', twoPorts, 8080, []],
    ["another port of the pods, which has the Service's number", 'ledger.erp-prod.svc:8080', twoPorts, 8080, value],
    ['any port of an address without one', 'ledger.erp-prod.svc', twoPorts, 9090, []],
    ['no port of an address without one', 'ledger.erp-prod.svc', twoPorts, 4444, value],
    ["the pods' own port behind a headless Service", 'ledger.erp-prod.svc:8080', `{ clusterIP: None, ${twoPorts.slice(1)}`, 8080, []],
    ['a Service for another host', 'ledger.erp-prod.svc:80', '{ type: ExternalName, externalName: ledger.example.com }', 4444, []],
    ['a Service without selector', 'ledger.erp-prod.svc:80', '{ ports: [{ port: 80 }] }', 4444, []],
    ['a port that the Service does not have', 'ledger.erp-prod.svc:81', twoPorts, 4444, []],
    ['a short name', 'http://ledger:80/books', twoPorts, 4444, value],
    ['a short name to which the way is open', 'http://ledger', twoPorts, 8080, []],
    ['a short name with its namespace, in a list', 'other:1,ledger.erp-prod:80', twoPorts, 4444, value],
    ['a word that is the name of a Service, and no address', 'ledger: 80', twoPorts, 4444, []],
    ['a host below the name of a Service', 'https://ledger.example.com', twoPorts, 4444, []],
    ['a user of the name of a Service', 'https://ledger@erp-prod.example.com', twoPorts, 4444, []],
    ['a host outside the cluster', 'ledger.example.com:80', twoPorts, 4444, []],
  ])('judges %s', (_name, address, service, port, expected) => {
    expect(pathsIn(withValue(address) + called(service) + denied + mayCall(port))).toEqual(expected);
  });

  it('does not ask a pod to reach itself', () => {
    const own = called(twoPorts).replace(
      'name: ledger, ports',
      'name: ledger, env: [{ name: OWN, value: "ledger.erp-prod.svc:80" }], ports',
    );
    expect(pathsIn(own + denied)).toEqual([]);
  });

  const keys = `---
apiVersion: v1
kind: ConfigMap
metadata: { name: config, namespace: erp-prod }
data: { LEDGER: "ledger.erp-prod.svc:80", OTHER: none }
---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: { name: sealed, namespace: erp-prod }
spec: { template: { data: { URL: "http://ledger.erp-prod.svc:80" } } }
`;
  const volume = (source: string) => caller(`{ containers: [{ name: sales }], volumes: [{ name: config, ${source} }] }`);
  const spec = 'spec.template.spec';

  it.each([
    ['a volume', volume('configMap: { name: config }'), [`${spec}.volumes[0].configMap.name`]],
    ['a picked key', volume('configMap: { name: config, items: [{ key: LEDGER, path: a }] }'), [`${spec}.volumes[0].configMap.name`]],
    ['a key that is not picked', volume('configMap: { name: config, items: [{ key: OTHER, path: a }] }'), []],
    [
      'a sealed template, projected',
      volume('projected: { sources: [{ secret: { name: sealed } }] }'),
      [`${spec}.volumes[0].projected.sources[0].secret.name`],
    ],
    [
      'one variable',
      caller('{ containers: [{ name: sales, env: [{ name: A, valueFrom: { configMapKeyRef: { name: config, key: LEDGER } } }] }] }'),
      [`${spec}.containers[0].env[0].valueFrom.configMapKeyRef.name`],
    ],
    [
      'the same address twice',
      caller(
        '{ containers: [{ name: sales, envFrom: [{ configMapRef: { name: config } }] }], volumes: [{ name: a, configMap: { name: config } }] }',
      ),
      [`${spec}.containers[0].envFrom[0].configMapRef.name`],
    ],
  ])('reads %s', (_name, pod, expected) => {
    expect(pathsIn(pod + called(twoPorts) + keys + denied)).toEqual(expected);
  });

  it('asks one permission for all brokers of a Kafka cluster, and none for its controllers', () => {
    const brokers = [0, 1].map((index) => `kafka-broker-${index}.kafka-kafka-brokers.erp-prod.svc:9092`).join(',');
    const pool = (role: string) => `---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: { name: ${role}, namespace: erp-prod, labels: { strimzi.io/cluster: kafka } }
spec: { replicas: 2, roles: [${role}] }
`;
    const kafka = `---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: kafka, namespace: erp-prod }
spec: { kafka: { listeners: [{ name: clients, port: 9092 }] } }
${pool('controller')}${pool('broker')}`;
    expect(pathsIn(withValue(brokers) + kafka)).toEqual([]);
    expect(pathsIn(withValue(brokers) + kafka + denied)).toEqual(value);
  });
});
