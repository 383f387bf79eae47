import { backupRoles } from '../../model/environment/backup.ts';
import { firstCluster } from '../../model/stores/postgres-clusters.ts';
import { type Alert, type AlertArea, fires, silent } from '../alert.ts';
import type { AlertScope } from '../scope.ts';

/** PostgreSQL, by the exporter beside each instance: the last three alerts of the manual, and what it lacks (D101-D103, D105). */
export function postgres(scope: AlertScope): AlertArea {
  return {
    name: 'postgres',
    team: 'infrastructure',
    alerts:
      scope.postgres === 0
        ? []
        : [
            ...loadAlerts(scope),
            ...statementAlerts(scope),
            ...memberAlerts(scope),
            ...(Math.max(scope.postgres, ...Object.values(scope.further)) > 1 ? [replicationLag(scope)] : []),
            poolerCertificate(scope),
          ],
  };
}

/** Databases of the server itself. */
const inner = 'datname!~"template.*|postgres|"';

function loadAlerts({ infra }: AlertScope): readonly Alert[] {
  const backends = (pod: string, datname: string, namespace = infra) =>
    `pg_stat_database_numbackends{namespace="${namespace}",pod="${pod}",datid="1",datname="${datname}"}`;
  const most = (pod: string, instance = '10.0.1.1:9187', namespace = infra) =>
    `pg_settings_max_connections{namespace="${namespace}",pod="${pod}",instance="${instance}"}`;
  const deadlocks = (pod: string, datname: string, namespace = infra) =>
    `pg_stat_database_deadlocks{namespace="${namespace}",pod="${pod}",datname="${datname}"}`;
  return [
    {
      name: 'HighDatabaseConnections',
      // The limit is the server's, not a database's (D101).
      expr: [
        `sum by (namespace, pod) (pg_stat_database_numbackends{namespace="${infra}"})`,
        '  / on (namespace, pod)',
        `max by (namespace, pod) (pg_settings_max_connections{namespace="${infra}"}) > 0.8`,
      ].join('\n'),
      for: '5m',
      severity: 'warning',
      summary: 'High database connections on {{ $labels.pod }}',
      description: 'Database connections usage is {{ $value | humanizePercentage }} on {{ $labels.pod }} in {{ $labels.namespace }}',
      examples: [
        {
          when: 'two databases of 42 % each are 84 % of the server',
          series: {
            [backends('postgres-0', 'financial_db')]: '42x40',
            [backends('postgres-0', 'sales_db')]: '42x40',
            [most('postgres-0')]: '100x40',
            [most('postgres-0', '10.0.1.2:9187')]: '90x40',
            [backends('postgres-1', 'financial_db')]: '10x40',
            [most('postgres-1')]: '100x40',
            [backends('postgres-0', 'report', 'tools')]: '99x40',
            [most('postgres-0', '10.0.1.1:9187', 'tools')]: '100x40',
          },
          expect: { '4m': silent, '6m': [fires({ namespace: infra, pod: 'postgres-0' }, '84%')] },
        },
        {
          when: 'they are 76 %, of one server of three',
          series: {
            [backends('postgres-0', 'financial_db')]: '38x40',
            [backends('postgres-0', 'sales_db')]: '38x40',
            [most('postgres-0')]: '100x40',
            [backends('postgres-1', 'financial_db')]: '70x40',
            [most('postgres-1')]: '100x40',
          },
          expect: { '15m': silent },
        },
      ],
    },
    {
      name: 'DatabaseDeadlocks',
      expr: `sum by (namespace, datname) (increase(pg_stat_database_deadlocks{namespace="${infra}", ${inner}}[5m])) > 0`,
      for: '1m',
      severity: 'warning',
      team: 'application',
      summary: 'Database deadlocks detected on {{ $labels.datname }}',
      description: 'About {{ $value | humanize }} deadlocks in 5 minutes in {{ $labels.datname }} of {{ $labels.namespace }}',
      examples: [
        {
          when: 'there were two, on two instances, in the last 5 minutes',
          series: {
            [deadlocks('postgres-0', 'financial_db')]: '3x20 4x40',
            [deadlocks('postgres-1', 'financial_db')]: '0x20 1x40',
            [deadlocks('postgres-0', 'sales_db')]: '7x60',
            [deadlocks('postgres-0', 'postgres')]: '0+1x60',
            [deadlocks('postgres-0', 'report_db', 'tools')]: '0+1x60',
          },
          expect: {
            '9m': silent,
            '11m': silent,
            '12m': [fires({ namespace: infra, datname: 'financial_db' }, '2')],
            '15m': [fires({ namespace: infra, datname: 'financial_db' }, '2')],
            '17m': silent,
          },
        },
        {
          when: 'there was one',
          series: { [deadlocks('postgres-0', 'sales_db')]: '7x20 8x40' },
          expect: { '14m': [fires({ namespace: infra, datname: 'sales_db' }, '1')] },
        },
        { when: 'there are none', series: { [deadlocks('postgres-0', 'sales_db')]: '7x60' }, expect: { '20m': silent } },
      ],
    },
  ];
}

function statementAlerts({ infra }: AlertScope): readonly Alert[] {
  const statements = (metric: string, datname: string, queryid = '1', namespace = infra) =>
    `pg_stat_statements_${metric}_total{namespace="${namespace}",pod="postgres-0",user="u",datname="${datname}",queryid="${queryid}"}`;
  const transaction = (datname: string, state: string, namespace = infra, usename = 'u') =>
    `pg_stat_activity_max_tx_duration{namespace="${namespace}",pod="postgres-0",datname="${datname}",state="${state}",usename="${usename}"}`;
  return [
    {
      name: 'HighSlowQueries',
      // The ratio of rows that the manual divides says nothing of slowness (D103).
      expr: [
        `sum by (namespace, datname) (rate(pg_stat_statements_seconds_total{namespace="${infra}", ${inner}}[5m]))`,
        '  /',
        `sum by (namespace, datname) (rate(pg_stat_statements_calls_total{namespace="${infra}", ${inner}}[5m])) > 0.5`,
      ].join('\n'),
      for: '10m',
      severity: 'warning',
      team: 'application',
      summary: 'Slow queries on {{ $labels.datname }}',
      description: 'Statements take {{ $value | humanizeDuration }} on average in {{ $labels.datname }} of {{ $labels.namespace }}',
      examples: [
        {
          when: 'statements take 0.52 s on average',
          series: {
            [statements('seconds', 'financial_db')]: '0+1x60',
            [statements('seconds', 'financial_db', '2')]: '0+51x60',
            [statements('calls', 'financial_db')]: '0+60x60',
            [statements('calls', 'financial_db', '2')]: '0+40x60',
            [statements('seconds', 'postgres')]: '0+100x60',
            [statements('calls', 'postgres')]: '0+10x60',
            [statements('seconds', 'financial_db', '1', 'tools')]: '0+100x60',
            [statements('calls', 'financial_db', '1', 'tools')]: '0+10x60',
          },
          expect: { '9m': silent, '12m': [fires({ namespace: infra, datname: 'financial_db' }, '520ms')] },
        },
        {
          when: 'they were slow until a moment ago: the last 5 minutes count, and no older ones',
          series: {
            [statements('seconds', 'financial_db')]: '0+200x40 8000x40',
            [statements('calls', 'financial_db')]: '0+100x40 4000+50x40',
          },
          expect: { '23m': [fires({ namespace: infra, datname: 'financial_db' }, '1.231s')], '26m': silent },
        },
        {
          when: 'they take 0.48 s, one of them ten times that',
          series: {
            [statements('seconds', 'financial_db')]: '0+1x60',
            [statements('seconds', 'financial_db', '2')]: '0+47x60',
            [statements('calls', 'financial_db')]: '0+90x60',
            [statements('calls', 'financial_db', '2')]: '0+10x60',
          },
          expect: { '25m': silent },
        },
      ],
    },
    {
      name: 'LongRunningTransaction',
      expr: [
        'max by (namespace, pod, datname, state) (',
        `  pg_stat_activity_max_tx_duration{namespace="${infra}", ${inner}, state=~"active|idle in transaction.*", usename!="${backupRoles.dump}"}`,
        ') > 300',
      ].join('\n'),
      for: '1m',
      severity: 'warning',
      team: 'application',
      summary: 'Transaction open for {{ $value | humanizeDuration }} on {{ $labels.datname }}',
      description:
        'A transaction on {{ $labels.pod }} in {{ $labels.namespace }} is {{ $labels.state }}: it holds its locks, and keeps dead rows from being cleared away.',
      examples: [
        {
          when: 'a transaction has been open for over 5 minutes',
          series: {
            [transaction('financial_db', 'active')]: '0+30x60',
            [transaction('financial_db', 'active', infra, 'v')]: '5x60',
            [transaction('financial_db', 'idle')]: '9999x60',
            [transaction('financial_db', 'active', infra, backupRoles.dump)]: '9999x60',
            [transaction('postgres', 'active')]: '9999x60',
            [transaction('financial_db', 'active', 'tools')]: '9999x60',
          },
          expect: {
            '6m': silent,
            '6m30s': [fires({ namespace: infra, pod: 'postgres-0', datname: 'financial_db', state: 'active' }, '6m 30s')],
          },
        },
        {
          when: 'one does nothing for 310 s',
          series: { [transaction('sales_db', 'idle in transaction (aborted)')]: '310x60' },
          expect: {
            '10m': [fires({ namespace: infra, pod: 'postgres-0', datname: 'sales_db', state: 'idle in transaction (aborted)' }, '5m 10s')],
          },
        },
        { when: 'the longest lasts 290 s', series: { [transaction('financial_db', 'active')]: '290x60' }, expect: { '20m': silent } },
      ],
    },
  ];
}

/** A cluster as queries tell it from others: by the names of its pods. */
interface Told {
  /** Absent: the first one. */
  readonly key?: string;
  readonly instances: number;
  /** Matcher behind that of the namespace; none where there is one cluster. */
  readonly pods: string;
}

function toldClusters({ postgres: instances, further }: AlertScope): readonly Told[] {
  const keys = Object.keys(further);
  return [
    { instances, pods: keys.length === 0 ? '' : `, pod!~".+-(${keys.join('|')})-[0-9]+"` },
    ...keys.map((key) => ({ key, instances: further[key] ?? 0, pods: `, pod=~".+-${key}-[0-9]+"` })),
  ];
}

/** A query of each cluster; where there are several, what it finds says of which. */
function ofEach(clusters: readonly Told[], query: (cluster: Told) => string): string {
  return clusters
    .map((cluster) =>
      clusters.length === 1 ? query(cluster) : `label_replace(${query(cluster)}, "cluster", "${nameOf(cluster)}", "", "")`,
    )
    .join('\nor\n');
}

function nameOf({ key = firstCluster }: Told): string {
  return key;
}

/** Where another place serves, a primary is what there must not be (`standby.ts`). */
function memberAlerts(scope: AlertScope): readonly Alert[] {
  const all = countAlerts(scope);
  return scope.standby ? all.filter(({ name }) => name !== 'PostgresPrimaryCountWrong') : all;
}

function countAlerts(scope: AlertScope): readonly Alert[] {
  const { infra, postgres: instances, further } = scope;
  const clusters = toldClusters(scope);
  const [other] = clusters.slice(1);
  const which = other === undefined ? '' : '{{ $labels.cluster }}: ';
  const labels = (cluster: Told | undefined) => (other === undefined || cluster === undefined ? {} : { cluster: nameOf(cluster) });
  const [first] = clusters;
  const replica = (pod: string, namespace = infra) => `pg_replication_is_replica{namespace="${namespace}",pod="${pod}"}`;
  const up = (pod: string, namespace = infra) => `pg_up{namespace="${namespace}",pod="${pod}"}`;
  const pods = Array.from({ length: instances }, (_, index) => `postgres-${index}`);
  const answering = (count: number) => Object.fromEntries(pods.map((pod, index) => [up(pod), index < count ? '1x60' : '0x60']));
  const led = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [replica(`postgres-${key}-0`), '0x60']));
  const all = Object.fromEntries(
    Object.entries(further).flatMap(([key, count]) =>
      Array.from({ length: count }, (_, index) => [up(`postgres-${key}-${index}`), '1x60'] as const),
    ),
  );
  return [
    {
      name: 'PostgresPrimaryCountWrong',
      expr: ofEach(clusters, ({ pods: own }) => `(count(pg_replication_is_replica{namespace="${infra}"${own}} == 0) or vector(0)) != 1`),
      for: '1m',
      severity: 'critical',
      summary: `${which}{{ $value }} PostgreSQL primaries (expected 1)`,
      description: `None: nothing can be written in ${infra}. Two: both take writes, of which one side is lost. See the state of Patroni.`,
      examples: [
        {
          when: 'there are two, until one steps down',
          series: {
            [replica('postgres-0')]: '0x60',
            [replica('postgres-1')]: '0x20 1x40',
            [replica('postgres-2')]: '1x60',
            ...led(Object.keys(further)),
          },
          expect: { '30s': silent, '1m30s': [fires(labels(first), '2')], '8m': [fires(labels(first), '2')], '25m': silent },
        },
        {
          when: 'there is none, but for one elsewhere',
          series: { [replica('postgres-0')]: '1x60', [replica('report-0', 'tools')]: '0x60', ...led(Object.keys(further)) },
          expect: { '5m': [fires(labels(first), '0')] },
        },
        {
          when: 'there is one, and one elsewhere',
          series: {
            [replica('postgres-0')]: '0x60',
            [replica('postgres-1')]: '1x60',
            [replica('report-0', 'tools')]: '0x60',
            ...led(Object.keys(further)),
          },
          expect: { '20m': silent },
        },
        ...(other === undefined
          ? []
          : [
              {
                when: 'the first has two and a further one none',
                series: {
                  [replica('postgres-0')]: '0x60',
                  [replica('postgres-1')]: '0x60',
                  ...led(Object.keys(further).slice(1)),
                  [replica(`postgres-${other.key}-0`)]: '1x60',
                },
                expect: { '5m': [fires(labels(first), '2'), fires(labels(other), '0')] },
              },
            ]),
      ],
    },
    {
      name: 'PostgresInstanceMissing',
      expr: ofEach(clusters, (told) => `(count(pg_up{namespace="${infra}"${told.pods}} == 1) or vector(0)) < ${told.instances}`),
      for: '5m',
      severity: 'critical',
      summary: `${which}{{ $value }}${clusters.length === 1 ? ` of ${instances}` : ''} PostgreSQL instances answer`,
      description: `With an instance of ${infra} less, the next failure is an outage or a commit that waits for a standby.`,
      examples: [
        {
          when: 'one does not answer, and others do elsewhere',
          series: { ...answering(instances - 1), [up('report-0', 'tools')]: '1x60', ...all },
          expect: { '4m': silent, '6m': [fires(labels(first), String(instances - 1))] },
        },
        {
          when: 'nothing tells of any',
          series: {},
          expect: { '6m': clusters.map((cluster) => fires(labels(cluster), '0')) },
        },
        ...(other === undefined
          ? []
          : [
              {
                when: 'one of a further cluster does not answer',
                series: { ...answering(instances), ...all, [up(`postgres-${other.key}-0`)]: '0x60' },
                expect: { '6m': [fires(labels(other), String(other.instances - 1))] },
              },
            ]),
        { when: 'all answer', series: { ...answering(instances), ...all }, expect: { '20m': silent } },
      ],
    },
  ];
}

function replicationLag({ infra }: AlertScope): Alert {
  const series = (metric: string, pod: string, namespace = infra) => `pg_replication_${metric}{namespace="${namespace}",pod="${pod}"}`;
  return {
    name: 'PostgresReplicationLag',
    expr: [
      `max by (namespace, pod) (pg_replication_lag_seconds{namespace="${infra}"}) > 30`,
      `and on (pod) pg_replication_is_replica{namespace="${infra}"} == 1`,
    ].join('\n'),
    for: '5m',
    severity: 'warning',
    summary: '{{ $labels.pod }} lags {{ $value | humanizeDuration }}',
    description:
      'A standby of {{ $labels.namespace }} is behind its primary: what reads it sees old rows, and it cannot take over without loss.',
    examples: [
      {
        when: 'a standby is 32 s behind, as one of its two scrapes says',
        series: {
          [series('lag_seconds', 'postgres-1').replace('}', ',instance="a"}')]: '32x40',
          [series('lag_seconds', 'postgres-1').replace('}', ',instance="b"}')]: '1x40',
          [series('is_replica', 'postgres-1')]: '1x40',
          [series('lag_seconds', 'report-1', 'tools')]: '900x40',
          [series('is_replica', 'report-1', 'tools')]: '1x40',
        },
        expect: { '4m': silent, '6m': [fires({ namespace: infra, pod: 'postgres-1' }, '32s')] },
      },
      {
        when: 'one is 28 s behind, and a primary has no lag that counts',
        series: {
          [series('lag_seconds', 'postgres-1')]: '28x40',
          [series('is_replica', 'postgres-1')]: '1x40',
          [series('lag_seconds', 'postgres-0')]: '900x40',
          [series('is_replica', 'postgres-0')]: '0x40',
          [series('lag_seconds', 'postgres-2')]: '900x40',
          [series('is_replica', 'postgres-2', 'tools')]: '1x40',
          [series('is_replica', 'postgres-2')]: '0x40',
        },
        expect: { '15m': silent },
      },
    ],
  };
}

/**
 * Days after which a pod of the pooler must have started again: it shows the certificate that it started with, which at the worst was
 * renewed right after and ends 30 days later.
 */
const oldestPooler = 24;

/** What is served, not what was issued: cert-manager's own numbers tell of the new certificate, which the pooler has not read. */
function poolerCertificate({ infra }: AlertScope): Alert {
  const started = (pod: string, namespace = infra) => `kube_pod_start_time{namespace="${namespace}",pod="${pod}",uid="1"}`;
  // Samples by the hour, from 25 days after the first pod started.
  const now = (days: number) => `${-days * 24 * 3600}x10`;
  return {
    name: 'PoolerCertificateEnding',
    expr: `max by (namespace, pod) (time() - kube_pod_start_time{namespace="${infra}", pod=~"[a-z0-9-]+-pooler-[a-z0-9]+-[a-z0-9]+"}) > ${oldestPooler} * 86400`,
    severity: 'critical',
    summary: '{{ $labels.pod }} shows a certificate that ends soon',
    description:
      'It started {{ $value | humanizeDuration }} ago in {{ $labels.namespace }} and reads its certificate only then. Within 6 days it may show one that has ended, which every service refuses.',
    examples: [
      {
        when: 'a pod is 25 days old',
        step: '1h',
        series: {
          [started('postgres-pooler-6d4c-x')]: now(25),
          [started('postgres-pooler-6d4c-y')]: now(20),
          [started('postgres-pooler-restart-1-a')]: now(25),
          [started('postgres-0')]: now(90),
          [started('postgres-pooler-6d4c-x', 'tools')]: now(90),
        },
        expect: { '0m': [fires({ namespace: infra, pod: 'postgres-pooler-6d4c-x' }, '25d 0h 0m 0s')] },
      },
      {
        when: 'a pod is just 24 days old, and what is older is no pooler',
        step: '1h',
        series: {
          [started('postgres-pooler-6d4c-x')]: now(24),
          [started('postgres-pooler-6d4c-y')]: now(7),
          [started('postgres-0')]: now(90),
        },
        expect: { '0m': silent },
      },
    ],
  };
}
