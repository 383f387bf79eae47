import { defineEnvironment } from '../../model/environment.ts';

export default defineEnvironment({
  name: 'test',
  shortName: 'test',
  tier: 'trial',
  title: { en: 'Integration and QA tests', zh: '测试环境' },
  namespaces: { app: 'erp-test', infra: 'erp-infra' },
  clusters: [{ name: 'erp-test', zones: ['us-east-1a'] }],
  host: 'api.test.erp.example.com',
  corsOrigins: ['https://test.erp.example.com'],
  issuer: {
    name: 'letsencrypt-staging',
    server: 'https://acme-staging-v02.api.letsencrypt.org/directory',
    dns: {
      hostedZone: 'Z0123456789ABCDEFGHIJ',
      region: 'us-east-1',
      role: 'arn:aws:iam::123456789012:role/erp-cert-manager-test',
      // Private endpoints of STS in the network of the cluster.
      endpoints: ['10.0.3.0/28', '10.0.3.16/28'],
    },
  },
  edge: 'gateway',
  logLevel: 'debug',
  traceRatio: 1,
  sizing: 0.25,
  replicas: { fixed: 1 },
  nodes: { most: 6 },
  dataLayer: {
    postgres: { instances: 1, poolers: 1, storage: '10Gi' },
    redis: { nodes: 1, storage: '1Gi' },
    kafka: { brokers: 1, controllers: 1, storage: '10Gi', controllerStorage: '1Gi' },
  },
  observability: {
    metrics: { replicas: 1, retentionDays: 15, storage: '10Gi' },
    alertmanagers: 1,
    logs: {
      replicas: 1,
      retentionDays: 30,
      storage: '5Gi',
      bucket: 'erp-loki-test',
      region: 'us-east-1',
      role: 'arn:aws:iam::123456789012:role/erp-loki-test',
      // Private endpoints of S3 and STS in the network of the cluster.
      endpoints: ['10.0.3.0/28', '10.0.3.16/28'],
    },
    traces: { retentionDays: 7, storage: '5Gi' },
    hosts: { grafana: 'grafana.test.erp.example.com', jaeger: 'jaeger.test.erp.example.com' },
  },
  alerting: { pages: false, channels: { application: '#erp-test-application', infrastructure: '#erp-test-infrastructure' } },
  backup: { mode: 'none' },
  admission: 'deny',
  access: [
    { group: 'dev', merge: true, argo: ['get', 'sync', 'action', 'logs'], kubernetes: 'edit' },
    { group: 'qa', merge: true, argo: ['get', 'sync', 'action', 'logs'], kubernetes: 'test' },
  ],
  delivery: { from: 'dev', soakHours: 4, freezes: [] },
  signatures: 'warn',
  sync: { confirmPrune: false, windows: [] },
});
