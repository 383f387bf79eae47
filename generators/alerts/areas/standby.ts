import { firstCluster } from '../../model/stores/postgres-clusters.ts';
import { type Alert, type AlertArea, fires, silent } from '../alert.ts';
import type { AlertScope } from '../scope.ts';

/** Minutes of the log that a standby may lack: a segment is shipped after one, and copied to the other region within 15. */
const oldestReplay = 30;

/** Whether PostgreSQL of a place that does not serve could serve: the alerts in place of those that count a primary. */
export function standby(scope: AlertScope): AlertArea {
  return {
    name: 'standby',
    team: 'infrastructure',
    alerts: scope.standby && scope.postgres > 0 ? [notFollowing(scope), writes(scope), lags(scope)] : [],
  };
}

/** A cluster by the names of its pods. */
interface Told {
  readonly name: string;
  readonly pods: string;
  readonly pod: string;
}

/** As queries tell them: `further` are called after the first one. */
function clustersOf({ further }: AlertScope): readonly Told[] {
  const keys = Object.keys(further);
  return [
    { name: firstCluster, pods: keys.length === 0 ? '' : `, pod!~".+-(${keys.join('|')})-[0-9]+"`, pod: 'postgres-0' },
    ...keys.map((key) => ({ name: key, pods: `, pod=~".+-${key}-[0-9]+"`, pod: `postgres-${key}-0` })),
  ];
}

function notFollowing(scope: AlertScope): Alert {
  const { infra } = scope;
  const clusters = clustersOf(scope);
  const [first, ...others] = clusters;
  const series = (pod: string, namespace = infra) => `pg_replication_is_replica{namespace="${namespace}",pod="${pod}"}`;
  const all = (value: string) => Object.fromEntries(clusters.map(({ pod }) => [series(pod), value]));
  return {
    name: 'PostgresStandbyNotFollowing',
    expr: clusters
      .map(
        ({ name, pods }) =>
          `label_replace((count(pg_replication_is_replica{namespace="${infra}"${pods}} == 1) or vector(0)) < 1, "cluster", "${name}", "", "")`,
      )
      .join('\nor\n'),
    for: '10m',
    severity: 'critical',
    summary: 'The standby {{ $labels.cluster }} follows nothing',
    description: `No instance of PostgreSQL in ${infra} replays the log of the place that serves: that place must not be lost now.`,
    examples: [
      {
        when: 'its exporter does not answer, and one elsewhere does',
        series: { [series('report-0', 'tools')]: '1x60' },
        expect: { '9m': silent, '11m': clusters.map(({ name }) => fires({ cluster: name })) },
      },
      {
        when: 'it writes',
        series: { ...all('1x60'), [series(first?.pod ?? '')]: '0x60' },
        expect: { '11m': [fires({ cluster: firstCluster })] },
      },
      ...others.map(({ name, pod }) => ({
        when: `only ${name} does not follow`,
        series: { ...all('1x60'), [series(pod)]: '0x60' },
        expect: { '11m': [fires({ cluster: name })] },
      })),
      { when: 'it follows', series: all('1x60'), expect: { '25m': silent } },
    ],
  };
}

function writes({ infra }: AlertScope): Alert {
  const series = (pod: string, namespace = infra) => `pg_replication_is_replica{namespace="${namespace}",pod="${pod}"}`;
  return {
    name: 'PostgresStandbyWrites',
    expr: `max by (namespace, pod) (pg_replication_is_replica{namespace="${infra}"}) == 0`,
    for: '1m',
    severity: 'critical',
    summary: '{{ $labels.pod }} of the standby takes writes',
    description:
      'Another place serves, and PostgreSQL in {{ $labels.namespace }} has left it: what is written here and there is not the same any more.',
    examples: [
      {
        when: 'it is a primary for two minutes',
        series: { [series('postgres-0')]: '1x4 0x20', [series('report-0', 'tools')]: '0x20' },
        expect: { '2m': silent, '5m': [fires({ namespace: infra, pod: 'postgres-0' })] },
      },
      {
        when: 'one elsewhere is',
        series: { [series('postgres-0')]: '1x20', [series('report-0', 'tools')]: '0x20' },
        expect: { '9m': silent },
      },
    ],
  };
}

/** By the age of the last transaction that was replayed (postgres_exporter 0.20.1, collector/pg_replication.go): a source in which nobody writes looks as one that is not copied. */
function lags({ infra }: AlertScope): Alert {
  const series = (pod: string, namespace = infra) => `pg_replication_last_replay_seconds{namespace="${namespace}",pod="${pod}"}`;
  return {
    name: 'PostgresStandbyLags',
    expr: `max by (namespace, pod) (pg_replication_last_replay_seconds{namespace="${infra}"}) > ${oldestReplay * 60}`,
    for: '5m',
    severity: 'warning',
    summary: '{{ $labels.pod }} has replayed nothing for {{ $value | humanizeDuration }}',
    description:
      'So much would be lost by a failover to {{ $labels.namespace }} now, unless nobody has written: see the archive of the place that serves, and its copy.',
    examples: [
      {
        when: 'the last transaction is 31 minutes old',
        series: { [series('postgres-0')]: '1860x40', [series('report-0', 'tools')]: '9000x40' },
        expect: { '4m': silent, '6m': [fires({ namespace: infra, pod: 'postgres-0' }, '31m 0s')] },
      },
      { when: 'it is 29 minutes old', series: { [series('postgres-0')]: '1740x40' }, expect: { '15m': silent } },
    ],
  };
}
