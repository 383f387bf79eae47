import { describe, expect, it } from 'vitest';
import { serviceHosts } from '../../policies/kubernetes/network/hosts.ts';
import rule from '../../policies/rules/network/match-config-host.ts';
import { findingsOn } from '../support/findings.ts';

describe('serviceHosts', () => {
  it.each([
    ['redis.erp-infra.svc', ['redis', 'erp-infra', undefined]],
    ['redis.erp-infra.svc.cluster.local', ['redis', 'erp-infra', undefined]],
    ['redis.erp-infra.svc.cluster.local.', ['redis', 'erp-infra', undefined]],
    ['redis://:p%40ss@redis.erp-infra.svc:6379/0', ['redis', 'erp-infra', 6379]],
    ['http://jaeger.erp-infra.svc.cluster.local:4317', ['jaeger', 'erp-infra', 4317]],
    ['kafka-broker-0.kafka-kafka-brokers.erp-infra.svc.cluster.local:9092', ['kafka-kafka-brokers', 'erp-infra', 9092]],
    ['"redis.erp-infra.svc:6379",', ['redis', 'erp-infra', 6379]],
    ['see redis.erp-infra.svc.', ['redis', 'erp-infra', undefined]],
    ['postgres://u:{{ .password }}@db.erp-infra.svc:5432/x', ['db', 'erp-infra', 5432]],
  ])('finds the Service in %s', (text, expected) => {
    expect(serviceHosts(text).map(({ service, namespace, port }) => [service, namespace, port])).toEqual([expected]);
  });

  it('finds every address of a list', () => {
    const text = [0, 1, 2].map((index) => `kafka-broker-${index}.kafka-kafka-brokers.erp-infra.svc.cluster.local:9092`).join(',');
    expect(serviceHosts(text).map(({ host }) => host)).toEqual([
      'kafka-broker-0.kafka-kafka-brokers.erp-infra.svc.cluster.local',
      'kafka-broker-1.kafka-kafka-brokers.erp-infra.svc.cluster.local',
      'kafka-broker-2.kafka-kafka-brokers.erp-infra.svc.cluster.local',
    ]);
  });

  it.each([
    'api.erp.example.com',
    'svc.cluster.local',
    'redis.svc',
    'a.b.svc-old',
    'a.b.svc.example.com',
    'a.b.service',
    'app.kubernetes.io/svc',
    '',
  ])('finds none in %j', (text) => {
    expect(serviceHosts(text)).toEqual([]);
  });
});

describe('match-config-host', () => {
  const objects = (value: string, service: string) => `
apiVersion: v1
kind: ConfigMap
metadata: { name: sales-service-config, namespace: erp-prod }
data: { FINANCIAL_GRPC_URL: "${value}" }
---
apiVersion: v1
kind: Service
metadata: { name: financial-service-grpc, namespace: erp-prod }
spec: ${service}
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec:
  template:
    metadata: { labels: { app: financial-service } }
    spec: { containers: [{ name: financial-service, ports: [{ name: grpc, containerPort: 50051 }] }] }
`;
  const headless = '{ clusterIP: None, selector: { app: financial-service }, ports: [{ name: grpc, port: 80, targetPort: grpc }] }';
  const host = 'financial-service-grpc.erp-prod.svc.cluster.local';

  it.each([
    ['the port of a Service', `http://${host}:80`, headless.replace('clusterIP: None, ', '')],
    ["the pods' own port behind a headless Service", `http://${host}:50051`, headless],
    ['any port of a name for another host', `http://${host}:5000`, '{ type: ExternalName, externalName: db.example.com }'],
  ])('accepts %s', (_name, value, service) => {
    expect(findingsOn(rule, objects(value, service))).toEqual([]);
  });

  it.each([
    ["the pods' port behind a Service with an address", `http://${host}:50051`, headless.replace('clusterIP: None, ', ''), 50051],
    ['a port that nobody has', `http://${host}:50052`, headless, 50052],
    ['a Service without ports', `http://${host}:80`, '{}', 80],
  ])('reports %s', (_name, value, service, port) => {
    expect(findingsOn(rule, objects(value, service))).toEqual([
      `ConfigMap/sales-service-config data.FINANCIAL_GRPC_URL: Host "${host}" is used with port ${port}, which Service "financial-service-grpc" does not have.`,
    ]);
  });

  it('does not take a Service of another namespace', () => {
    expect(findingsOn(rule, objects(`http://${host}:50051`, headless).replace('erp-prod.svc', 'erp-infra.svc'))).toEqual([
      'ConfigMap/sales-service-config data.FINANCIAL_GRPC_URL: Host "financial-service-grpc.erp-infra.svc.cluster.local" names Service "financial-service-grpc", which does not exist in namespace "erp-infra".',
    ]);
  });

  it('reports a host once for a value that repeats it', () => {
    expect(findingsOn(rule, objects('a.erp-prod.svc:1,a.erp-prod.svc:1', headless))).toHaveLength(1);
  });
});
