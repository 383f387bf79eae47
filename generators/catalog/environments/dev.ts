import { defineEnvironment } from '../../model/environment.ts';

export default defineEnvironment({
  name: 'dev',
  shortName: 'dev',
  tier: 'trial',
  title: { en: 'Daily development and debugging', zh: '开发环境' },
  namespaces: { app: 'erp-dev', infra: 'erp-infra' },
  clusters: [{ name: 'erp-dev', zones: ['us-east-1a'] }],
  host: 'api.dev.erp.example.com',
  corsOrigins: ['https://dev.erp.example.com'],
  issuer: {
    name: 'letsencrypt-staging',
    server: 'https://acme-staging-v02.api.letsencrypt.org/directory',
    dns: {
      hostedZone: 'Z0123456789ABCDEFGHIJ',
      region: 'us-east-1',
      role: 'arn:aws:iam::123456789012:role/erp-cert-manager-dev',
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
      bucket: 'erp-loki-dev',
      region: 'us-east-1',
      role: 'arn:aws:iam::123456789012:role/erp-loki-dev',
      // Private endpoints of S3 and STS in the network of the cluster.
      endpoints: ['10.0.3.0/28', '10.0.3.16/28'],
    },
    traces: { retentionDays: 7, storage: '5Gi' },
    hosts: { grafana: 'grafana.dev.erp.example.com', jaeger: 'jaeger.dev.erp.example.com' },
  },
  alerting: { pages: false, channels: { application: '#erp-dev-application', infrastructure: '#erp-dev-infrastructure' } },
  backup: { mode: 'none' },
  // Who tries something out is told, and not stopped.
  admission: 'warn',
  access: [{ group: 'dev', merge: true, argo: ['get', 'sync', 'action', 'logs', 'exec'], kubernetes: 'edit' }],
  delivery: { soakHours: 1, freezes: [] },
  signatures: 'warn',
  sync: { confirmPrune: false, windows: [] },
});
