import { defineEnvironment } from '../../model/environment.ts';

export default defineEnvironment({
  name: 'staging',
  shortName: 'staging',
  tier: 'rehearsal',
  title: { en: 'Verification before release, load tests', zh: '预发布环境' },
  namespaces: { app: 'erp-staging', infra: 'erp-infra' },
  clusters: [{ name: 'erp-staging', zones: ['us-east-1a', 'us-east-1b'] }],
  host: 'api.staging.erp.example.com',
  corsOrigins: ['https://staging.erp.example.com'],
  issuer: {
    name: 'letsencrypt-staging',
    server: 'https://acme-staging-v02.api.letsencrypt.org/directory',
    dns: {
      hostedZone: 'Z0123456789ABCDEFGHIJ',
      region: 'us-east-1',
      role: 'arn:aws:iam::123456789012:role/erp-cert-manager-staging',
      // Private endpoints of STS in the network of the cluster.
      endpoints: ['10.0.3.0/28', '10.0.3.16/28'],
    },
  },
  edge: 'gateway',
  logLevel: 'info',
  traceRatio: 0.1,
  sizing: 1,
  replicas: { minimumPerZone: 3 },
  nodes: { most: 40 },
  dataLayer: {
    postgres: { instances: 3, poolers: 2, storage: '100Gi' },
    redis: { nodes: 3, storage: '10Gi' },
    kafka: { brokers: 3, controllers: 3, storage: '50Gi', controllerStorage: '10Gi' },
  },
  observability: {
    metrics: { replicas: 2, retentionDays: 15, storage: '50Gi' },
    alertmanagers: 3,
    logs: {
      replicas: 3,
      retentionDays: 30,
      storage: '20Gi',
      bucket: 'erp-loki-staging',
      region: 'us-east-1',
      role: 'arn:aws:iam::123456789012:role/erp-loki-staging',
      // Private endpoints of S3 and STS in the network of the cluster.
      endpoints: ['10.0.3.0/28', '10.0.3.16/28'],
    },
    traces: { retentionDays: 7, storage: '50Gi' },
    hosts: { grafana: 'grafana.staging.erp.example.com', jaeger: 'jaeger.staging.erp.example.com' },
  },
  alerting: { pages: false, channels: { application: '#erp-staging-application', infrastructure: '#erp-staging-infrastructure' } },
  backup: {
    mode: 'daily',
    // The version of the image is that of PostgreSQL's client tools in it.
    image: { version: '16.14.0', digest: 'sha256:ef526998d2fc708ba402d88548b5c980be43e7f9f78acb10ed90368bd0c9207d' },
    bucket: 'erp-backups-staging',
    region: 'us-east-1',
    role: 'arn:aws:iam::123456789012:role/erp-staging-postgres-backup',
    // Private endpoints of S3 and STS in the network of the cluster.
    endpoints: ['10.0.3.0/28', '10.0.3.16/28'],
    retentionDays: 30,
    schedule: '0 2 * * *',
    timeZone: 'Asia/Shanghai',
    drillSchedule: '0 5 * * 0',
  },
  admission: 'deny',
  access: [
    { group: 'dev', merge: true, argo: ['get', 'sync', 'logs'], kubernetes: 'view' },
    { group: 'ops', merge: true, argo: ['get', 'sync', 'action', 'logs'], kubernetes: 'edit' },
  ],
  delivery: { from: 'test', soakHours: 24, freezes: [] },
  signatures: 'enforce',
  sync: { confirmPrune: true, windows: [] },
});
