import { type Alert, type AlertArea, fires, silent } from '../alert.ts';
import type { AlertScope } from '../scope.ts';

/** Stores that somebody else runs, as the pools of their clients see them: nobody here may look into the store itself. */
export function storesElsewhere(scope: AlertScope): AlertArea {
  // Clients of Kafka have no pools.
  const pooled = scope.storesElsewhere.some((store) => store !== 'kafka');
  return { name: 'stores-elsewhere', team: 'infrastructure', alerts: pooled ? [connectionsRefused(scope), poolsFull(scope)] : [] };
}

function connectionsRefused({ app }: AlertScope): Alert {
  const timeouts = (name: string, pool: string, pod = 'a', namespace = app) =>
    `db_pool_timeouts_total{namespace="${namespace}",app="${name}",pod="${pod}",pool="${pool}"}`;
  return {
    name: 'StoreElsewhereRefuses',
    expr: `sum by (namespace, app, pool) (rate(db_pool_timeouts_total{namespace="${app}"}[5m])) > 0.1`,
    for: '5m',
    severity: 'critical',
    summary: '{{ $labels.app }} gets no connection to {{ $labels.pool }}',
    description:
      '{{ $value | humanize }} requests per second of {{ $labels.app }} in {{ $labels.namespace }} give up waiting for a connection of the pool {{ $labels.pool }}: the store refuses, is gone, or the pool is too small.',
    examples: [
      {
        when: 'two pods wait in vain, and others do elsewhere',
        series: {
          [timeouts('sales-service', 'postgres')]: '0+30x60',
          [timeouts('sales-service', 'postgres', 'b')]: '0+60x60',
          [timeouts('reports', 'postgres', 'a', 'tools')]: '0+60x60',
        },
        expect: { '4m': silent, '8m': [fires({ namespace: app, app: 'sales-service', pool: 'postgres' }, '3')] },
      },
      {
        when: 'it has ended: the last 5 minutes count, and no older ones',
        series: { [timeouts('sales-service', 'redis')]: '0+30x30 900x60' },
        expect: {
          '15m': [fires({ namespace: app, app: 'sales-service', pool: 'redis' }, '1')],
          '21m': silent,
        },
      },
      {
        when: 'a request now and then waits in vain',
        series: { [timeouts('sales-service', 'postgres')]: '0+2x60' },
        expect: { '20m': silent },
      },
    ],
  };
}

function poolsFull({ app }: AlertScope): Alert {
  const connections = (kind: 'active' | 'max', name: string, pod: string, namespace = app) =>
    `db_pool_connections_${kind}{namespace="${namespace}",app="${name}",pod="${pod}",pool="postgres"}`;
  const sum = (kind: string) => `sum by (namespace, app, pool) (db_pool_connections_${kind}{namespace="${app}"})`;
  return {
    name: 'StoreElsewherePoolFull',
    expr: `${sum('active')}\n  / on (namespace, app, pool)\n${sum('max')} > 0.9`,
    for: '10m',
    severity: 'warning',
    summary: '{{ $labels.app }} uses {{ $value | humanizePercentage }} of its connections to {{ $labels.pool }}',
    description:
      'The pods of {{ $labels.app }} in {{ $labels.namespace }} hold nearly all connections that their pools of {{ $labels.pool }} may open: the store is slow, or has too little for so many pods.',
    examples: [
      {
        when: 'both pods are close to their bound together',
        series: {
          [connections('active', 'sales-service', 'a')]: '10x60',
          [connections('max', 'sales-service', 'a')]: '10x60',
          [connections('active', 'sales-service', 'b')]: '9x60',
          [connections('max', 'sales-service', 'b')]: '10x60',
          [connections('active', 'reports', 'a', 'tools')]: '10x60',
          [connections('max', 'reports', 'a', 'tools')]: '10x60',
        },
        expect: { '9m': silent, '12m': [fires({ namespace: app, app: 'sales-service', pool: 'postgres' }, '95%')] },
      },
      {
        when: 'one pod is full, and the others have room',
        series: {
          [connections('active', 'sales-service', 'a')]: '10x60',
          [connections('max', 'sales-service', 'a')]: '10x60',
          [connections('active', 'sales-service', 'b')]: '7x60',
          [connections('max', 'sales-service', 'b')]: '10x60',
        },
        expect: { '20m': silent },
      },
    ],
  };
}
