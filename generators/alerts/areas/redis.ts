import { type Alert, type AlertArea, fires, silent } from '../alert.ts';
import type { AlertScope } from '../scope.ts';

/** Redis, by the exporter beside each server (D105). */
export function redis(scope: AlertScope): AlertArea {
  return {
    name: 'redis',
    team: 'infrastructure',
    alerts: scope.redis === 0 ? [] : [...memberAlerts(scope), ...(scope.redis > 1 ? [replicaMissing(scope)] : []), ...writeAlerts(scope)],
  };
}

function memberAlerts({ infra, redis: nodes }: AlertScope): readonly Alert[] {
  const instance = (pod: string, role: string, namespace = infra) =>
    `redis_instance_info{namespace="${namespace}",pod="${pod}",role="${role}"}`;
  const up = (pod: string, namespace = infra) => `redis_up{namespace="${namespace}",pod="${pod}"}`;
  const pods = Array.from({ length: nodes }, (_, index) => `redis-ha-server-${index}`);
  const answering = (count: number) => Object.fromEntries(pods.map((pod, index) => [up(pod), index < count ? '1x60' : '0x60']));
  return [
    {
      name: 'RedisMasterCountWrong',
      expr: `(count(redis_instance_info{namespace="${infra}", role="master"}) or vector(0)) != 1`,
      for: '1m',
      severity: 'critical',
      summary: '{{ $value }} Redis masters (expected 1)',
      description: `None: nothing can be written in ${infra}. Two: what one of them takes is lost when Sentinel makes it a replica.`,
      examples: [
        {
          when: 'there is none, but for one elsewhere, until Sentinel elects one',
          series: {
            [instance('a', 'slave')]: '1x60',
            [instance('b', 'master')]: '_x20 1x40',
            [instance('c', 'master', 'tools')]: '1x60',
          },
          expect: { '30s': silent, '1m30s': [fires({}, '0')], '8m': [fires({}, '0')], '15m': silent },
        },
        {
          when: 'there are two',
          series: { [instance('a', 'master')]: '1x60', [instance('b', 'master')]: '1x60' },
          expect: { '5m': [fires({}, '2')] },
        },
        {
          when: 'there is one, with replicas, and one elsewhere',
          series: {
            [instance('a', 'master')]: '1x60',
            [instance('b', 'slave')]: '1x60',
            [instance('c', 'slave')]: '1x60',
            [instance('d', 'master', 'tools')]: '1x60',
          },
          expect: { '20m': silent },
        },
      ],
    },
    {
      name: 'RedisInstanceMissing',
      expr: `(count(redis_up{namespace="${infra}"} == 1) or vector(0)) < ${nodes}`,
      for: '5m',
      severity: 'warning',
      summary: `{{ $value }} of ${nodes} Redis servers answer`,
      description: `With a server of ${infra} less there may be no majority of Sentinels for the next failover.`,
      examples: [
        {
          when: 'one does not answer, and others do elsewhere',
          series: { ...answering(nodes - 1), [up('report-0', 'tools')]: '1x60' },
          expect: { '4m': silent, '6m': [fires({}, String(nodes - 1))] },
        },
        { when: 'nothing tells of any', series: {}, expect: { '6m': [fires({}, '0')] } },
        { when: 'all answer', series: answering(nodes), expect: { '20m': silent } },
      ],
    },
  ];
}

function replicaMissing({ infra, redis: nodes }: AlertScope): Alert {
  const replicas = (pod: string, namespace = infra) => `redis_connected_slaves{namespace="${namespace}",pod="${pod}"}`;
  const all = nodes - 1;
  return {
    name: 'RedisReplicaMissing',
    expr: `max by (namespace) (redis_connected_slaves{namespace="${infra}"}) < ${all}`,
    for: '5m',
    severity: 'warning',
    summary: `{{ $value }} of ${all} Redis replicas are connected`,
    description: 'A master of {{ $labels.namespace }} without replicas takes no writes, and what it holds is lost with it.',
    examples: [
      {
        when: 'one is missing, and none elsewhere',
        series: { [replicas('a')]: `${all - 1}x60`, [replicas('b')]: '0x60', [replicas('c', 'tools')]: `${all}x60` },
        expect: { '4m': silent, '6m': [fires({ namespace: infra }, String(all - 1))] },
      },
      {
        when: 'the master has all, and its replicas have none',
        series: { [replicas('a')]: `${all}x60`, [replicas('b')]: '0x60', [replicas('c', 'tools')]: '0x60' },
        expect: { '20m': silent },
      },
    ],
  };
}

function writeAlerts({ infra }: AlertScope): readonly Alert[] {
  const errors = (error: string, pod = 'a', namespace = infra) =>
    `redis_errors_total{namespace="${namespace}",pod="${pod}",err="${error}"}`;
  const memory = (kind: string, pod: string, namespace = infra, over = '') =>
    `redis_memory_${kind}_bytes{namespace="${namespace}",pod="${pod}"${over}}`;
  return [
    {
      name: 'RedisRejectingWrites',
      expr: `sum by (namespace, err) (rate(redis_errors_total{namespace="${infra}", err=~"OOM|NOREPLICAS|MISCONF"}[5m])) > 0`,
      for: '2m',
      severity: 'critical',
      summary: 'Redis refuses writes: {{ $labels.err }}',
      description:
        '{{ $value | humanize }} writes per second are refused in {{ $labels.namespace }}. OOM: its memory is full. NOREPLICAS: no replica. MISCONF: it cannot save.',
      examples: [
        {
          when: 'writes are refused by two servers, and other errors occur',
          series: {
            [errors('OOM')]: '0+30x60',
            [errors('OOM', 'b')]: '0+60x60',
            [errors('WRONGTYPE')]: '0+30x60',
            [errors('OOM', 'a', 'tools')]: '0+30x60',
          },
          expect: { '2m': silent, '4m': [fires({ namespace: infra, err: 'OOM' }, '2.4')] },
        },
        {
          when: 'it has ended: the last 5 minutes count, and no older ones',
          series: { [errors('NOREPLICAS')]: '0+30x20 600x40' },
          expect: { '14m': [fires({ namespace: infra, err: 'NOREPLICAS' }, '200m')], '16m': silent },
        },
        { when: 'none are refused', series: { [errors('MISCONF')]: '5x60' }, expect: { '15m': silent } },
      ],
    },
    {
      name: 'RedisMemoryHigh',
      expr: [
        `max by (namespace, pod) (redis_memory_used_bytes{namespace="${infra}"})`,
        '  / on (namespace, pod)',
        `max by (namespace, pod) (redis_memory_max_bytes{namespace="${infra}"} > 0) > 0.9`,
      ].join('\n'),
      for: '5m',
      severity: 'warning',
      summary: '{{ $labels.pod }} uses {{ $value | humanizePercentage }} of its memory',
      description: 'Redis in {{ $labels.namespace }} evicts nothing: when its memory is full, it refuses writes.',
      examples: [
        {
          when: '94 % is used',
          series: {
            [memory('used', 'a')]: '940x60',
            [memory('used', 'a', infra, ',instance="old"')]: '100x60',
            [memory('max', 'a')]: '1000x60',
            [memory('max', 'a', infra, ',instance="old"')]: '900x60',
            [memory('used', 'c', 'tools')]: '990x60',
            [memory('max', 'c', 'tools')]: '1000x60',
          },
          expect: { '4m': silent, '6m': [fires({ namespace: infra, pod: 'a' }, '94%')] },
        },
        {
          when: '86 % is used, and a server has no limit',
          series: {
            [memory('used', 'a')]: '860x60',
            [memory('max', 'a')]: '1000x60',
            [memory('used', 'b')]: '100x60',
            [memory('max', 'b')]: '0x60',
          },
          expect: { '20m': silent },
        },
      ],
    },
  ];
}
