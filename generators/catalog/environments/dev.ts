import { defineEnvironment } from '../../model/environment.ts';

export default defineEnvironment({
  name: 'dev',
  shortName: 'dev',
  title: { en: 'Daily development and debugging', zh: '开发环境' },
  namespaces: { app: 'erp-dev', infra: 'erp-infra' },
  clusters: [{ name: 'erp-dev', zones: ['us-east-1a'] }],
  host: 'api.dev.erp.example.com',
  corsOrigins: ['https://dev.erp.example.com'],
  issuer: { name: 'letsencrypt-staging', server: 'https://acme-staging-v02.api.letsencrypt.org/directory' },
  edge: 'gateway',
  logLevel: 'debug',
  traceRatio: 1,
  sizing: 0.25,
  replicas: { fixed: 1 },
  dataLayer: {
    postgres: { instances: 1, poolers: 1, storage: '10Gi' },
    redis: { nodes: 1, storage: '1Gi' },
    kafka: { brokers: 1, controllers: 1, storage: '10Gi', controllerStorage: '1Gi' },
  },
  backup: { mode: 'none' },
  access: [{ group: 'dev', merge: true, argo: ['get', 'sync', 'rollback', 'action', 'logs', 'exec'], kubernetes: 'edit' }],
  sync: { confirmPrune: false, windows: [] },
});
