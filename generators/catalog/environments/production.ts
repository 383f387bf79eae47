import { defineEnvironment } from '../../model/environment.ts';

export default defineEnvironment({
  name: 'production',
  shortName: 'prod',
  title: { en: 'Live service', zh: '生产环境' },
  namespaces: { app: 'erp-prod', infra: 'erp-infra' },
  // One regional cluster. The third zone, us-east-1c, holds quorum voters of the data layer only.
  clusters: [{ name: 'erp-production', zones: ['us-east-1a', 'us-east-1b'] }],
  host: 'api.erp.example.com',
  corsOrigins: ['https://erp.example.com'],
  issuer: { name: 'letsencrypt-prod', server: 'https://acme-v02.api.letsencrypt.org/directory' },
  edge: 'gateway',
  logLevel: 'info',
  traceRatio: 0.1,
  sizing: 1,
  replicas: { minimumPerZone: 3 },
  kafkaBrokers: 3,
  access: [{ group: 'ops', merge: true, argo: ['get', 'sync', 'rollback', 'action', 'logs'], kubernetes: 'view' }],
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
      {
        kind: 'deny',
        schedule: '0 0 28 * *',
        duration: '96h',
        timeZone: 'Asia/Shanghai',
        manualSync: false,
        description: 'Month-end closing',
      },
    ],
  },
});
