import { defineEnvironment } from '../../model/environment.ts';

export default defineEnvironment({
  name: 'staging',
  shortName: 'staging',
  title: { en: 'Verification before release, load tests', zh: '预发布环境' },
  namespaces: { app: 'erp-staging', infra: 'erp-infra' },
  clusters: [{ name: 'erp-staging', zones: ['us-east-1a', 'us-east-1b'] }],
  host: 'api.staging.erp.example.com',
  corsOrigins: ['https://staging.erp.example.com'],
  issuer: { name: 'letsencrypt-staging', server: 'https://acme-staging-v02.api.letsencrypt.org/directory' },
  edge: 'gateway',
  logLevel: 'info',
  traceRatio: 0.1,
  sizing: 1,
  replicas: { minimumPerZone: 3 },
  kafkaBrokers: 3,
  access: [
    { group: 'dev', merge: true, argo: ['get', 'sync', 'logs'], kubernetes: 'view' },
    { group: 'ops', merge: true, argo: ['get', 'sync', 'rollback', 'action', 'logs'], kubernetes: 'edit' },
  ],
  sync: { confirmPrune: true, windows: [] },
});
