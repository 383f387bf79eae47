import { defineEnvironment } from '../../model/environment.ts';

export default defineEnvironment({
  name: 'production',
  shortName: 'prod',
  tier: 'production',
  title: { en: 'Live service', zh: '生产环境' },
  namespaces: { app: 'erp-prod', infra: 'erp-infra' },
  // One regional cluster. The third zone, us-east-1c, holds quorum voters of the data layer only.
  clusters: [{ name: 'erp-production', zones: ['us-east-1a', 'us-east-1b'] }],
  host: 'api.erp.example.com',
  corsOrigins: ['https://erp.example.com'],
  issuer: {
    name: 'letsencrypt-prod',
    server: 'https://acme-v02.api.letsencrypt.org/directory',
    dns: {
      hostedZone: 'Z0123456789ABCDEFGHIJ',
      region: 'us-east-1',
      role: 'arn:aws:iam::123456789012:role/erp-cert-manager-production',
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
      bucket: 'erp-loki',
      region: 'us-east-1',
      role: 'arn:aws:iam::123456789012:role/erp-loki',
      // Private endpoints of S3 and STS in the network of the cluster.
      endpoints: ['10.0.3.0/28', '10.0.3.16/28'],
    },
    traces: { retentionDays: 7, storage: '50Gi' },
    hosts: { grafana: 'grafana.erp.example.com', jaeger: 'jaeger.erp.example.com' },
  },
  // Orders are taken around the clock: what is critical here wakes somebody.
  alerting: { pages: true, channels: { application: '#erp-production-application', infrastructure: '#erp-production-infrastructure' } },
  backup: {
    mode: 'continuous',
    // The version of the image is that of PostgreSQL's client tools in it.
    image: { version: '16.14.0', digest: 'sha256:ef526998d2fc708ba402d88548b5c980be43e7f9f78acb10ed90368bd0c9207d' },
    bucket: 'erp-backups',
    region: 'us-east-1',
    role: 'arn:aws:iam::123456789012:role/erp-postgres-backup',
    archiveRole: 'arn:aws:iam::123456789012:role/erp-postgres-archive',
    // Private endpoints of S3 and STS in the network of the cluster.
    endpoints: ['10.0.3.0/28', '10.0.3.16/28'],
    retentionDays: 30,
    schedule: '0 2 * * *',
    timeZone: 'Asia/Shanghai',
  },
  admission: 'deny',
  access: [{ group: 'ops', merge: true, argo: ['get', 'sync', 'action', 'logs'], kubernetes: 'view' }],
  delivery: {
    from: 'staging',
    soakHours: 0,
    freezes: [{ name: 'month-end-closing', schedule: '0 0 28 * *', hours: 96, timeZone: 'Asia/Shanghai', reason: 'Month-end closing' }],
  },
  signatures: 'enforce',
  sync: {
    confirmPrune: true,
    windows: [
      {
        kind: 'allow',
        schedule: '0 9 * * 1-5',
        duration: '9h',
        timeZone: 'Asia/Shanghai',
        manualSync: true,
        description: 'Working hours, when somebody is there to watch',
      },
    ],
  },
});
