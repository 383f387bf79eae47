import { describe, expect, it } from 'vitest';
import { generate } from '../../generators/generate.ts';
import { localProfile, modelOf } from '../../generators/local/profile.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import type { EnvironmentDefinition } from '../../generators/model/environment/environment.ts';
import type { KubernetesObject } from '../../generators/model/object.ts';
import type { PostgresSize } from '../../generators/model/platform/data-layer.ts';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';
import { operated } from '../../generators/model/stores/stores.ts';
import { heldOf, lostBetween } from '../../scripts/judging/held.ts';
import { restoreObjects } from '../../scripts/operations/restore.ts';
import { faultsIn, mistakesIn } from '../services/judged.ts';
import { catalogOf, rds, furtherSize as size, withClusters } from './companies.ts';

const small: PostgresSize = { instances: 1, poolers: 1, storage: '10Gi' };

const report: ServiceDefinition = {
  name: 'report-service',
  title: { en: 'Reports', zh: '报表' },
  route: '/reports',
  uses: ['postgres'],
  database: { name: 'report_db', user: 'report_user', cluster: 'reporting' },
  jobs: { migrate: { at: 'before-rollout', args: ['migrate'], minutes: 10 } },
  initialRelease: { version: '1.0.0', digest: `sha256:${'e'.repeat(64)}` },
};

type Further = Readonly<Record<string, PostgresSize>>;

/** The catalog of this repository with further clusters, each environment with its own, and one more service. */
function catalogWith(further: (environment: EnvironmentDefinition) => Further, service: ServiceDefinition = report): Catalog {
  const catalog = withClusters(catalogOf({}), further);
  return {
    ...catalog,
    services: [...catalog.services, { file: `generators/catalog/services/${service.name}.ts`, value: service }].sort((a, b) =>
      a.file < b.file ? -1 : 1,
    ),
  };
}

const everywhere = catalogWith(({ tier }) => ({ reporting: tier === 'trial' ? small : size }));
const drawn = generate(everywhere);

function objectsOf(environment: string): readonly KubernetesObject[] {
  return drawn.applications.flatMap(({ variants }) =>
    variants.filter((variant) => variant.environment === environment).flatMap(({ objects }) => objects),
  );
}

function found<T>(kind: string, name: string, environment = 'production'): T {
  const object = objectsOf(environment).find((candidate) => candidate.kind === kind && candidate.metadata.name === name);
  if (object === undefined) throw new Error(`There is no ${kind} ${name}.`);
  return object as unknown as T;
}

interface Pods {
  readonly containers: readonly {
    readonly name: string;
    readonly env: readonly { readonly name: string; readonly value: string }[];
    readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  }[];
  readonly volumes: readonly { readonly name: string; readonly secret?: { readonly secretName: string } }[];
}

function podOf(cronJob: string): Pods {
  return found<{ spec: { jobTemplate: { spec: { template: { spec: Pods } } } } }>('CronJob', cronJob).spec.jobTemplate.spec.template.spec;
}

describe('a further cluster of PostgreSQL', () => {
  it('is described without a mistake', () => {
    expect(mistakesIn(everywhere)).toEqual([]);
  });

  it('is built as it is meant, valid, and passes every rule and requirement', { timeout: 600_000 }, async () => {
    expect(await faultsIn(everywhere)).toEqual([]);
  });

  it('has the size that the environment gives it, and the databases of who asks for it, and no others', () => {
    const clusters = objectsOf('production').filter(({ kind }) => kind === 'postgresql') as unknown as readonly {
      metadata: { name: string };
      spec: { numberOfInstances: number; volume: { size: string }; databases: object; tls: { secretName: string } };
    }[];
    expect(
      clusters.map(({ metadata, spec }) => [
        metadata.name,
        spec.numberOfInstances,
        spec.volume.size,
        Object.keys(spec.databases),
        spec.tls.secretName,
      ]),
    ).toEqual([
      ['postgres', 3, '100Gi', ['erp_prod', 'financial_db', 'material_db', 'sales_db'], 'postgres-tls'],
      ['postgres-reporting', 2, '200Gi', ['report_db'], 'postgres-reporting-tls'],
    ]);
  });

  it('is reached by the service whose database it holds: at its pooler, and past it by a run around a rollout', () => {
    const { spec } = found<{ spec: { target: { template: { data: Record<string, string> } } } }>(
      'ExternalSecret',
      'report-service-secrets',
    );
    const session = found<typeof spec extends never ? never : { spec: typeof spec }>('ExternalSecret', 'report-service-session');
    const hostOf = (url = '') => /@([^/]+)\//.exec(url)?.[1];
    expect([hostOf(spec.target.template.data['DATABASE_URL']), hostOf(session.spec.target.template.data['DATABASE_SESSION_URL'])]).toEqual([
      'postgres-reporting-primary.erp-infra.svc.cluster.local:5432',
      'postgres-reporting.erp-infra.svc.cluster.local:5432',
    ]);
  });

  it('opens its pooler and itself to those who carry its labels, which are not those of the first', () => {
    interface Policy {
      readonly spec: {
        readonly podSelector: { readonly matchLabels: Record<string, string> };
        readonly ingress: readonly {
          readonly from: readonly { readonly podSelector: { readonly matchLabels: Record<string, string> } }[];
        }[];
      };
    }
    const ends = ['postgres-clients', 'postgres-reporting-clients', 'postgres-reporting-sessions'].map((name) => {
      const { spec } = found<Policy>('NetworkPolicy', name);
      return [spec.podSelector.matchLabels, spec.ingress[0]?.from[0]?.podSelector.matchLabels];
    });
    expect(ends).toEqual([
      [{ 'connection-pooler': 'postgres-pooler' }, { 'erp.example.com/postgres-client': 'true' }],
      [{ 'connection-pooler': 'postgres-reporting-pooler' }, { 'erp.example.com/postgres-reporting-client': 'true' }],
      [{ application: 'spilo', 'cluster-name': 'postgres-reporting' }, { 'erp.example.com/postgres-reporting-session': 'true' }],
    ]);
    const labelsOf = (name: string) =>
      Object.keys(found<{ spec: { template: { metadata: { labels: object } } } }>('Deployment', name).spec.template.metadata.labels).filter(
        (key) => key.includes('/postgres'),
      );
    expect([labelsOf('sales-service'), labelsOf('report-service')]).toEqual([
      ['erp.example.com/postgres-client'],
      ['erp.example.com/postgres-reporting-client'],
    ]);
  });

  it('is dumped in a container of its own, from its own standby, as its own role, into a folder of its own', () => {
    const pod = podOf('postgres-backup');
    const told = pod.containers.map(({ name, env, volumeMounts }) => {
      const values = Object.fromEntries(env.map((variable) => [variable.name, variable.value]));
      const volume = volumeMounts.find(({ mountPath }) => mountPath === '/app/secrets')?.name;
      const secret = pod.volumes.find((candidate) => candidate.name === volume)?.secret?.secretName;
      return [name, values['PGHOST'], values['BACKUP_DATABASES'], values['BACKUP_STORE'], values['BACKUP_ARCHIVE'], secret];
    });
    expect(told).toEqual([
      [
        'postgres-backup',
        'postgres-repl.erp-infra.svc.cluster.local',
        'erp_prod financial_db material_db sales_db',
        's3://erp-backups/postgres',
        's3://erp-backups/spilo/postgres',
        'backup-user.postgres.credentials.postgresql.acid.zalan.do',
      ],
      [
        'postgres-backup-reporting',
        'postgres-reporting-repl.erp-infra.svc.cluster.local',
        'report_db',
        's3://erp-backups/postgres/reporting',
        's3://erp-backups/spilo/postgres-reporting',
        'backup-user.postgres-reporting.credentials.postgresql.acid.zalan.do',
      ],
    ]);
    expect(podOf('postgres-archive-check').containers.map(({ name }) => name)).toEqual(['postgres-backup', 'postgres-backup-reporting']);
  });

  it('is not dumped while it holds no database, and its archive is looked at all the same', () => {
    const { database: _, jobs: __, ...without } = report;
    const own = generate(catalogWith(() => ({ reporting: size }), { ...without, uses: [] }));
    const containers = own.applications
      .flatMap(({ variants }) => variants.filter(({ environment }) => environment === 'production'))
      .flatMap(({ objects }) => objects)
      .filter(({ kind, metadata }) => kind === 'CronJob' && /^postgres-(backup|archive)/.test(metadata.name))
      .map((object) => [object.metadata.name, JSON.stringify(object).includes('postgres-backup-reporting')]);
    expect(containers).toEqual([
      ['postgres-backup', false],
      ['postgres-archive-check', true],
    ]);
  });

  it('has dumps restored into it, and itself as it was at a moment, for the service whose database it holds', () => {
    const rendered = objectsOf('production').map(
      (object) =>
        ({
          apiVersion: object.apiVersion,
          kind: object.kind,
          name: object.kind === 'ConfigMap' ? `${object.metadata.name}-hash` : object.metadata.name,
          namespace: object.metadata.namespace ?? '',
          labels: object.metadata.labels ?? {},
          annotations: object.metadata.annotations ?? {},
          fields: object,
        }) as never,
    );
    const wish = { environment: 'production', service: 'report-service' };
    const now = new Date('2026-11-24T00:00:00Z');
    const [job] = restoreObjects(
      { ...wish, source: { kind: 'dump', backup: 'report_db_20261123_020000.dump' } },
      everywhere,
      rendered,
      now,
    );
    expect(JSON.stringify(job)).toContain('"postgres-reporting.erp-infra.svc.cluster.local"');
    expect(JSON.stringify(job)).not.toContain('"postgres.erp-infra.svc.cluster.local"');
    const uid = '0f5f1f4e-8b0a-4a5e-9d0e-2a3b4c5d6e7f';
    const copies = restoreObjects(
      { ...wish, source: { kind: 'moment', time: '2026-11-23T01:30:00+08:00', uid } },
      everywhere,
      rendered,
      now,
    );
    expect(copies[0]).toMatchObject({ kind: 'postgresql', metadata: { name: 'postgres-reporting-at-20261122173000' } });
  });

  it('is one small PostgreSQL with all others on a laptop', () => {
    const model = modelOf(everywhere);
    if (model === undefined) throw new Error('No environment is delivered to first.');
    const { environment, instances } = localProfile(everywhere, model, { services: undefined, images: new Map(), domain: 'localhost' });
    expect(operated(environment, 'postgres')).toEqual({ instances: 1, poolers: 1, storage: '10Gi' });
    expect(instances.map(({ service }) => service.name)).toContain('report-service');
  });

  it('cannot be left in silence: a database that is in another cluster afterwards is told', () => {
    const before = heldOf(drawn);
    const { cluster: _, ...inFirst } = report.database ?? { name: '', user: '' };
    const after = heldOf(
      generate(catalogWith(({ tier }) => ({ reporting: tier === 'trial' ? small : size }), { ...report, database: inFirst })),
    );
    const lost = lostBetween(before, after, { ends: new Set(), renamed: [] });
    expect(lost.filter(({ environment }) => environment === 'production')).toEqual([
      {
        environment: 'production',
        what: 'database',
        name: 'report_db',
        holder: 'report_user of postgres-reporting',
        to: 'report_user of postgres',
      },
    ]);
  });

  it('has its members kept apart by zone, also where the first has but one', () => {
    const operatorOf = (catalog: Catalog) =>
      generate(catalog).files.find(({ path }) => path === 'argocd/dev/applications/postgres-operator.yaml')?.text ?? '';
    const isApart = [catalogOf({}), everywhere, catalogWith(() => ({ reporting: size }))].map((catalog) =>
      operatorOf(catalog).includes('pod_antiaffinity_topology_key: topology.kubernetes.io/zone'),
    );
    expect(isApart).toEqual([false, false, true]);
  });

  it('is watched beside the first: how many lead, and how many answer', () => {
    const rule = objectsOf('production').find(({ kind, metadata }) => kind === 'PrometheusRule' && metadata.name.includes('postgres'));
    const { groups } = (rule as unknown as { spec: { groups: readonly { rules: readonly { alert: string; expr: string }[] }[] } }).spec;
    const exprOf = (name: string) => groups.flatMap(({ rules }) => rules).find(({ alert }) => alert === name)?.expr;
    expect(exprOf('PostgresInstanceMissing')).toBe(
      [
        'label_replace((count(pg_up{namespace="erp-infra", pod!~".+-(reporting)-[0-9]+"} == 1) or vector(0)) < 3, "cluster", "first", "", "")',
        'or',
        'label_replace((count(pg_up{namespace="erp-infra", pod=~".+-reporting-[0-9]+"} == 1) or vector(0)) < 2, "cluster", "reporting", "", "")',
      ].join('\n'),
    );
  });
});

describe('a further cluster of PostgreSQL is refused', () => {
  const inProduction = (further: Further) => catalogWith(({ name }) => (name === 'production' ? further : { reporting: size }));
  it.each<[string, Catalog, readonly string[]]>([
    [
      'that no environment has',
      catalogWith(() => ({ ledger: size })),
      ['generators/catalog/services/report-service.ts database.cluster: No environment has a cluster of PostgreSQL called "reporting".'],
    ],
    [
      'that an environment lacks in which its service is deployed',
      inProduction({ ledger: size }),
      [
        'generators/catalog/services/report-service.ts database.cluster: The database is in cluster "reporting", and production, where the service is deployed, has none of that name.',
      ],
    ],
    [
      'whose name is that of something of the first',
      inProduction({ reporting: size, pooler: size }),
      [
        'generators/catalog/environments/production.ts dataLayer.postgres.further.pooler: "pooler" is part of the name of something that the first cluster has, or its copies.',
      ],
    ],
    [
      'whose name is that of a copy',
      inProduction({ reporting: size, 'at-night': size }),
      [
        'generators/catalog/environments/production.ts dataLayer.postgres.further.at-night: "at-night" is part of the name of something that the first cluster has, or its copies.',
      ],
    ],
    [
      'whose name is none',
      inProduction({ reporting: size, Ledger_1: size }),
      [
        'generators/catalog/environments/production.ts dataLayer.postgres.further.Ledger_1: "Ledger_1" is no name of a cluster of PostgreSQL.',
      ],
    ],
    [
      'whose disk is no amount',
      inProduction({ reporting: { ...size, storage: 'much' } }),
      [
        'generators/catalog/environments/production.ts dataLayer.postgres.further.reporting.storage: dataLayer.postgres.further.reporting.storage "much" is no quantity of bytes.',
      ],
    ],
    [
      'whose pooler takes fewer clients than its services may open',
      catalogWith(() => ({ reporting: size }), {
        ...report,
        settings: { pools: { databaseMax: 1000, databaseMin: 1, redisMax: 1 } },
      } as ServiceDefinition),
      [],
    ],
  ])('%s', (_, catalog, expected) => {
    const told = mistakesIn(catalog);
    if (expected.length === 0) expect(told.some((line) => line.includes('in cluster "reporting"'))).toBe(true);
    else expect(told.map((line, index) => (line.startsWith(expected[index] ?? '-') ? expected[index] : line))).toEqual(expected);
  });

  it('nowhere beside PostgreSQL of somebody else, which holds all databases of its environment', () => {
    const elsewhere = catalogOf({ dev: { postgres: rds } }).environments.find(({ value }) => value.name === 'dev');
    const environments = everywhere.environments.map((entry) =>
      entry.value.name === 'dev' && elsewhere !== undefined ? elsewhere : entry,
    );
    expect(mistakesIn({ ...everywhere, environments })).toEqual([]);
  });
});
