import { mostClients } from '../../kubernetes/data/clients.ts';
import { serversElsewhere } from '../../kubernetes/data/stores-elsewhere.ts';
import { at, fieldsAt, numberAt, presentAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { quantity } from '../../kubernetes/quantities.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { asWritten } from '../../wording.ts';

/** Clients that one pod of the Zalando operator's pooler lets in. */
const clientsPerPooler = 10_000;
/** Connections that others than the services need: superuser, replication, Patroni, the exporter, backups. */
const reserved = 20;
/** What PostgreSQL itself takes. */
const defaultConnections = 100;

const mebibyte = 2 ** 20;
/** What a connection costs beside the memory of one sort (`work_mem`): its process, its caches of the catalogue and of plans. */
const perConnection = 6 * mebibyte;
/** `work_mem` of PostgreSQL where nobody says another. */
const defaultSort = 4 * mebibyte;
/** Share of its memory that Spilo gives to `shared_buffers` where nobody says another (`configure_spilo.py`). */
const defaultBuffers = 1 / 5;

const example = ({ parameters = 'max_connections: "100"', pooler = 'enableConnectionPooler: true', each = '20', most = '20' } = {}) => `
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec:
  postgresql: { version: "16", parameters: { ${parameters} } }
  databases: { financial_db: financial_user, sales_db: sales_user }
  ${pooler}
  connectionPooler: { numberOfInstances: 2, maxDBConnections: 40 }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: financial-service-config, namespace: erp-prod }
data: { DATABASE_MAX_CONNECTIONS: "${each}" }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec:
  strategy: { rollingUpdate: { maxSurge: 1 } }
  template: { spec: { containers: [{ name: financial-service, envFrom: [{ configMapRef: { name: financial-service-config } }] }] } }
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: financial-service, namespace: erp-prod }
spec: { scaleTargetRef: { name: financial-service }, maxReplicaCount: ${most} }
`;

/** A second cluster, and a service whose Secret leads there. */
const beside = `---
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres-reporting, namespace: erp-infra }
spec: { databases: { report_db: report_user }, enableConnectionPooler: true, connectionPooler: { maxDBConnections: 40 } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: report-service-config, namespace: erp-prod }
data: { DATABASE_MAX_CONNECTIONS: "250" }
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: report-service-secrets, namespace: erp-prod }
spec:
  target: { template: { data: { DATABASE_URL: "postgres://report_user:{{ .p }}@postgres-reporting-pooler.erp-infra.svc.cluster.local:5432/report_db" } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: report-service, namespace: erp-prod }
spec:
  replicas: 30
  template: { spec: { containers: [{ name: r, envFrom: [{ configMapRef: { name: report-service-config } }, { secretRef: { name: report-service-secrets } }] }] } }
`;

const on = 'postgresql/postgres';

const told = 'metadata.annotations["erp.example.com/postgres-elsewhere"]';
const servers = (connections: number) =>
  `[{"servers":["erp.db.example.com:5432"],"cidrs":["10.0.5.0/24"],"tls":true,"connections":${connections}}]`;
const elsewhere = (connections: number) => `
apiVersion: v1
kind: Namespace
metadata: { name: erp-infra, annotations: { erp.example.com/postgres-elsewhere: '${servers(connections)}' } }
---`;

export default defineRule({
  id: 'match-connection-budget',
  severity: 'error',
  manual: '2.2, 3.1 (D17)',
  summary: 'Let the pooler take all connections of the services at their most, PostgreSQL all of the pooler, and its memory all of them.',
  rationale:
    'The manual lets three services open 1,200 connections to a server that takes 100: the pods of a scale-up are refused ' +
    'exactly when the load needs them. Connections that memory does not carry end with the whole server killed.',
  remediation:
    'Raise max_connections, the pods of the pooler or the memory, or lower maxDBConnections or DATABASE_MAX_CONNECTIONS ' +
    '(generators/model/platform/data-layer.ts, generators/platform/data/postgres.ts).',
  scope: 'object',
  kinds: ['postgresql', 'Namespace'],

  check(manifest, world) {
    if (manifest.kind === 'Namespace') return elsewhereProblems(manifest, world);
    const spec = fieldsAt(manifest.fields, 'spec');
    // No service connects to a copy of another cluster.
    if (at(spec, 'clone') !== undefined) return [];
    const clients = mostClients(world, 'DATABASE_MAX_CONNECTIONS', manifest);
    const most = quantity(at(spec, 'postgresql', 'parameters', 'max_connections')) ?? defaultConnections;
    const left = most - reserved;
    const server = { path: 'spec.postgresql.parameters.max_connections', subject: `${titleOf(manifest)} allows ${most} connections` };
    const memory = memoryProblems(manifest, most);
    if (at(spec, 'enableConnectionPooler') !== true) {
      if (clients === 0 || clients <= left) return memory;
      return [
        ...memory,
        { message: `${server.subject}, ${left} of them to services, but the services may open ${clients}.`, path: server.path },
      ];
    }
    const poolers = numberAt(spec, 'connectionPooler', 'numberOfInstances') ?? 2;
    const databases = Object.keys(fieldsAt(spec, 'databases')).length;
    const opened = (numberAt(spec, 'connectionPooler', 'maxDBConnections') ?? 60) * databases;
    // Who has a connection keeps it then until he leaves, however many there are.
    const keeps = textAt(spec, 'connectionPooler', 'mode') === 'session';
    // One pod of the pooler may be gone, for an update of its node.
    const taken = Math.max(1, poolers - 1) * clientsPerPooler;
    return [
      ...memory,
      ...(clients <= taken
        ? []
        : [
            {
              message: `The pooler of ${titleOf(manifest)} takes ${taken} clients with one pod gone, but the services may open ${clients}.`,
              path: 'spec.connectionPooler.numberOfInstances',
            },
          ]),
      ...(keeps && clients > opened
        ? [
            {
              message: `The pooler of ${titleOf(manifest)} gives each client a connection for as long as it stays (session), ${opened} in all, but the services may open ${clients}.`,
              path: 'spec.connectionPooler.mode',
            },
          ]
        : []),
      ...(opened <= left
        ? []
        : [{ message: `${server.subject}, ${left} of them to its pooler, which may open ${opened}.`, path: server.path }]),
    ];
  },

  examples: {
    pass: [
      { name: 'two databases of 40 connections each, by the pooler', manifests: example() },
      {
        name: 'without a pooler, with room for every pod',
        manifests: example({ parameters: 'max_connections: "440"', pooler: 'enableConnectionPooler: false' }),
      },
      {
        name: 'memory for all connections',
        manifests: example().replace('connectionPooler:', 'resources: { limits: { memory: 2Gi } }\n  connectionPooler:'),
      },
      {
        name: 'more clients than a pod of one pooler takes, of two clusters',
        manifests: example({ each: '300", PGHOST: "postgres-pooler.erp-infra.svc.cluster.local' }) + beside,
      },
      {
        name: 'a copy of another cluster, which no service uses',
        manifests: example({ parameters: '', pooler: 'clone: { cluster: postgres }' }),
      },
      { name: 'a server of somebody else, with room for every pod', manifests: example().replace(/^/, elsewhere(420)) },
    ],
    fail: [
      {
        name: 'a server of somebody else that takes fewer',
        from: 'a server of somebody else, with room for every pod',
        change: { [`Namespace/erp-infra > ${told}`]: servers(419) },
        problems: [
          {
            on: 'Namespace/erp-infra',
            message: 'postgres of somebody else takes 419 connections, but the services may open 420.',
            path: told,
          },
        ],
      },
      {
        name: 'no room for what is reserved',
        from: 'two databases of 40 connections each, by the pooler',
        change: { 'postgresql/postgres > spec.postgresql.parameters.max_connections': '99' },
        problems: [
          {
            on,
            message: 'postgresql "postgres" allows 99 connections, 79 of them to its pooler, which may open 80.',
            path: 'spec.postgresql.parameters.max_connections',
          },
        ],
      },
      {
        name: 'the manual: no pooler that shares connections, and the default of 100',
        from: 'without a pooler, with room for every pod',
        change: { 'postgresql/postgres > spec.postgresql.parameters.max_connections': undefined },
        problems: [
          {
            on,
            message: 'postgresql "postgres" allows 100 connections, 80 of them to services, but the services may open 420.',
            path: 'spec.postgresql.parameters.max_connections',
          },
        ],
      },
      {
        name: 'more connections than the memory carries',
        from: 'memory for all connections',
        change: { 'postgresql/postgres > spec.postgresql.parameters': { max_connections: '300', shared_buffers: '512MB' } },
        problems: [
          {
            on,
            message:
              'postgresql "postgres" allows 300 connections, which with their sorts and 512 MiB of shared buffers take 3512 MiB, and has 2048 MiB.',
            path: 'spec.resources.limits.memory',
          },
        ],
      },
      {
        name: 'a connection for each client',
        from: 'two databases of 40 connections each, by the pooler',
        change: { 'postgresql/postgres > spec.connectionPooler.mode': 'session' },
        problems: [
          {
            on,
            message:
              'The pooler of postgresql "postgres" gives each client a connection for as long as it stays (session), 80 in all, but the services may open 420.',
            path: 'spec.connectionPooler.mode',
          },
        ],
      },
      {
        name: 'more clients than one pod of the pooler takes, of one of two clusters',
        from: 'more clients than a pod of one pooler takes, of two clusters',
        change: { 'ConfigMap/report-service-config > data.DATABASE_MAX_CONNECTIONS': '400' },
        problems: [
          {
            on: 'postgresql/postgres-reporting',
            message:
              'The pooler of postgresql "postgres-reporting" takes 10000 clients with one pod gone, but the services may open 15200.',
            path: 'spec.connectionPooler.numberOfInstances',
          },
        ],
      },
      {
        name: 'more clients than one pod of the pooler takes',
        from: 'two databases of 40 connections each, by the pooler',
        change: { 'ConfigMap/financial-service-config > data.DATABASE_MAX_CONNECTIONS': '500' },
        problems: [
          {
            on,
            message: 'The pooler of postgresql "postgres" takes 10000 clients with one pod gone, but the services may open 10500.',
            path: 'spec.connectionPooler.numberOfInstances',
          },
        ],
      },
    ],
  },
});

/** What servers of somebody else let in, of which namespaces tell. */
function elsewhereProblems(manifest: Manifest, world: World): readonly Problem[] {
  return serversElsewhere(world).flatMap(({ store, toldBy, connections, path }) => {
    const variable = poolVariables[store];
    if (toldBy !== manifest || connections === undefined || variable === undefined) return [];
    const clients = mostClients(world, variable);
    if (clients <= connections) return [];
    return [{ message: `${store} of somebody else takes ${connections} connections, but the services may open ${clients}.`, path }];
  });
}

/** The variable by which a pod knows how many connections it may open. */
const poolVariables: Readonly<Record<string, string>> = { postgres: 'DATABASE_MAX_CONNECTIONS', redis: 'REDIS_MAX_CONNECTIONS' };

/** What PostgreSQL takes with all its connections at work, each with one sort. */
function memoryProblems(manifest: Manifest, most: number): readonly Problem[] {
  const limit = quantity(presentAt(manifest.fields, 'spec', 'resources', 'limits', 'memory'));
  if (limit === undefined) return [];
  const parameters = fieldsAt(manifest.fields, 'spec', 'postgresql', 'parameters');
  const buffers = pagesOrBytes(parameters['shared_buffers'], 8 * 1024) ?? limit * defaultBuffers;
  const sort = pagesOrBytes(parameters['work_mem'], 1024) ?? defaultSort;
  const needed = buffers + most * (sort + perConnection);
  if (needed <= limit) return [];
  const [all, shared, has] = [needed, buffers, limit].map((bytes) => `${Math.round(bytes / mebibyte)} MiB`);
  const message = `${titleOf(manifest)} allows ${most} connections, which with their sorts and ${shared} of shared buffers take ${all}, and has ${has}.`;
  return [{ message, path: 'spec.resources.limits.memory' }];
}

const memoryUnits: Readonly<Record<string, number>> = { B: 1, kB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40 };

/** An amount of memory as PostgreSQL writes it: `512MB`; without a unit in that of the setting. */
function pagesOrBytes(value: unknown, unit: number): number | undefined {
  const [, amount, suffix] = /^(\d+)\s*(B|kB|MB|GB|TB)?$/.exec(asWritten(value)) ?? [];
  if (amount === undefined) return undefined;
  return Number(amount) * (suffix === undefined ? unit : (memoryUnits[suffix] ?? 1));
}
