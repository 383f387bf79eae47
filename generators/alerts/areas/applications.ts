import { alertedConditions } from '../../model/environment/alerting.ts';
import { type Alert, fires, silent } from '../alert.ts';

/** An Application as Argo CD reports it. Whichever Prometheus is beside Argo CD watches the Applications of all environments. */
const info = (name: string, sync: string, health: string, over = '') =>
  `argocd_app_info{namespace="argocd",name="${name}",project="erp-dev",sync_status="${sync}",health_status="${health}"${over}}`;
const syncs = (name: string, phase: string, over = '') =>
  `argocd_app_sync_total{namespace="argocd",name="${name}",project="erp-dev",phase="${phase}"${over}}`;
const own = { name: 'redis-dev', project: 'erp-dev' };
const synced = info('kafka-dev', 'Synced', 'Healthy');

const condition = (name: string, type: string, over = '') =>
  `argocd_app_condition{namespace="argocd",name="${name}",project="erp-dev",condition="${type}"${over}}`;

/** What a root waits for holds up every later Application, a change of any of them included. */
const rootStuck: Alert = {
  name: 'ArgoCdRootStuck',
  expr: 'max by (name, project) (argocd_app_info{name=~"root(-.+)?", operation="sync"}) == 1',
  for: '30m',
  severity: 'warning',
  summary: 'The sync of {{ $labels.name }} has not ended for half an hour',
  description:
    'An Application below {{ $labels.name }} of {{ $labels.project }} does not become healthy, or somebody must confirm a deletion: nothing that was merged since arrives.',
  examples: [
    {
      when: 'one sync has gone on for over half an hour, whatever an old pod says',
      step: '4m',
      series: {
        [info('root-dev', 'OutOfSync', 'Progressing', ',operation="sync"')]: '1x60',
        [info('root-dev', 'OutOfSync', 'Progressing', ',operation="sync",pod="old"')]: '0x60',
        [info('redis-dev', 'OutOfSync', 'Progressing', ',operation="sync"')]: '1x60',
      },
      expect: { '28m': silent, '32m': [fires({ name: 'root-dev', project: 'erp-dev' })] },
    },
    {
      when: 'the root of all does',
      step: '4m',
      series: { [info('root', 'Synced', 'Healthy', ',operation="sync"')]: '1x60' },
      expect: { '32m': [fires({ name: 'root', project: 'erp-dev' })] },
    },
    {
      when: 'it deletes, it syncs nothing, or another Application begins so',
      step: '4m',
      series: {
        [info('root-dev', 'Synced', 'Healthy', ',operation=""')]: '1x60',
        [info('root-test', 'Synced', 'Healthy', ',operation="delete"')]: '1x60',
        [info('rootless', 'Synced', 'Healthy', ',operation="sync"')]: '1x60',
        [info('root-gone', 'Synced', 'Healthy', ',operation="sync"')]: '0x60',
      },
      expect: { '2h': silent },
    },
  ],
};

/**
 * Retries are endless: a sync that fails again and again is one operation that goes on, and no failed one is counted (Argo CD
 * 3.4.7, `processRequestedAppOperation` and `IncSync`).
 */
const syncUnfinished: Alert = {
  name: 'ArgoCdSyncUnfinished',
  expr: 'max by (name, project) (argocd_app_info{name!~"root(-.+)?", operation="sync"}) == 1',
  for: '30m',
  severity: 'warning',
  summary: 'The sync of {{ $labels.name }} has not ended for half an hour',
  description:
    'It fails and is tried again, or waits for a hook, for pods or for somebody who confirms a deletion: what was merged for {{ $labels.project }} does not run. Argo CD shows the object and the reason.',
  examples: [
    {
      when: 'one sync has gone on for over half an hour, through states and whatever an old pod says',
      step: '4m',
      series: {
        [info('redis-dev', 'OutOfSync', 'Progressing', ',operation="sync"')]: '1x4 stale _x55',
        [info('redis-dev', 'OutOfSync', 'Degraded', ',operation="sync"')]: '_x4 1x56',
        [info('redis-dev', 'Synced', 'Healthy', ',operation="sync",pod="old"')]: '0x60',
        [info('root-dev', 'OutOfSync', 'Progressing', ',operation="sync"')]: '1x60',
        [info('root', 'OutOfSync', 'Progressing', ',operation="sync"')]: '1x60',
      },
      expect: { '28m': silent, '32m': [fires(own)] },
    },
    {
      when: 'it is of a name that only begins like a root',
      step: '4m',
      series: { [info('rootless', 'Synced', 'Healthy', ',operation="sync"')]: '1x60' },
      expect: { '32m': [fires({ name: 'rootless', project: 'erp-dev' })] },
    },
    {
      when: 'nothing syncs',
      step: '4m',
      series: {
        [synced]: '1x60',
        [info('redis-dev', 'OutOfSync', 'Degraded', ',operation="delete"')]: '1x60',
        [info('gone', 'OutOfSync', 'Degraded', ',operation="sync"')]: '0x60',
      },
      expect: { '2h': silent },
    },
  ],
};

/**
 * Why Argo CD does not even compare. An AppProject that is missing, that does not allow its repository or its destination, and a cluster
 * that nobody registered are `InvalidSpecError`; what cannot be built is `ComparisonError` (3.4.7, `refreshAppConditions`, `state.go`).
 */
const applicationInvalid: Alert = {
  name: 'ArgoCdAppInvalid',
  expr: `max by (name, project, condition) (argocd_app_condition{condition=~"${alertedConditions.join('|')}"}) > 0`,
  for: '10m',
  severity: 'warning',
  summary: 'Application {{ $labels.name }} has {{ $labels.condition }}',
  description:
    'Its project {{ $labels.project }} is missing or does not allow it, its cluster is not registered, or {{ $labels.name }} cannot be built: nothing of it is synced or healed.',
  examples: [
    {
      when: 'its project is gone, and another cannot be built',
      series: {
        [condition('redis-dev', 'InvalidSpecError')]: '1x60',
        [condition('redis-dev', 'InvalidSpecError', ',pod="old"')]: '0x60',
        [condition('kafka-dev', 'ComparisonError')]: '2x60',
      },
      expect: {
        '9m': silent,
        '11m': [
          fires({ ...own, condition: 'InvalidSpecError' }),
          fires({ name: 'kafka-dev', project: 'erp-dev', condition: 'ComparisonError' }),
        ],
      },
    },
    {
      when: 'the project cannot be read, or what it deletes',
      series: { [condition('redis-dev', 'UnknownError')]: '1x60', [condition('kafka-dev', 'DeletionError')]: '1x60' },
      expect: {
        '11m': [fires({ ...own, condition: 'UnknownError' }), fires({ name: 'kafka-dev', project: 'erp-dev', condition: 'DeletionError' })],
      },
    },
    {
      when: 'it is only warned of',
      series: { [condition('redis-dev', 'OrphanedResourceWarning')]: '3x60', [condition('gone', 'InvalidSpecError')]: '0x60' },
      expect: { '25m': silent },
    },
  ],
};

/** What Argo CD says of its Applications, the roots among them. */
export const applicationAlerts: readonly Alert[] = [
  {
    name: 'ArgoCdAppOutOfSync',
    // A day: outside the sync windows a merged change waits for the next one.
    expr: 'max by (name, project) (argocd_app_info{sync_status="OutOfSync"}) == 1',
    for: '24h',
    severity: 'warning',
    summary: 'Application {{ $labels.name }} has not been in sync for a day',
    description:
      'What runs of {{ $labels.project }} differs from what Git says: a sync that nobody allows, or an object that somebody else changes back.',
    examples: [
      {
        when: 'it has been out of sync for over a day',
        step: '1h',
        series: {
          [info('redis-dev', 'OutOfSync', 'Healthy')]: '1x30',
          [info('redis-dev', 'OutOfSync', 'Healthy', ',pod="old"')]: '0x30',
          [synced]: '1x30',
        },
        expect: { '23h': silent, '25h': [fires(own)] },
      },
      {
        when: 'it was for a night, and is gone from the controller that says 0',
        step: '1h',
        series: {
          [info('redis-dev', 'OutOfSync', 'Healthy')]: '1x13 stale _x20',
          [info('redis-dev', 'Synced', 'Healthy')]: '_x13 1x20',
          [info('gone', 'OutOfSync', 'Healthy')]: '0x30',
        },
        expect: { '26h': silent },
      },
    ],
  },
  {
    name: 'ArgoCdAppDegraded',
    expr: 'max by (name, project) (argocd_app_info{health_status=~"Degraded|Missing"}) == 1',
    for: '15m',
    severity: 'warning',
    summary: 'Application {{ $labels.name }} is not healthy',
    description:
      'An object of {{ $labels.name }} in {{ $labels.project }} is missing or does not do what it should: see its health in Argo CD.',
    examples: [
      {
        when: 'it is degraded',
        series: {
          [info('redis-dev', 'Synced', 'Degraded')]: '1x60',
          [info('redis-dev', 'Synced', 'Degraded', ',pod="old"')]: '0x60',
          [info('grafana-dev', 'Synced', 'Progressing')]: '1x60',
        },
        expect: { '14m': silent, '16m': [fires(own)] },
      },
      { when: 'it is missing', series: { [info('redis-dev', 'OutOfSync', 'Missing')]: '1x60' }, expect: { '16m': [fires(own)] } },
      { when: 'all are healthy', series: { [synced]: '1x60', [info('gone', 'Synced', 'Degraded')]: '0x60' }, expect: { '25m': silent } },
    ],
  },
  {
    name: 'ArgoCdAppUnknown',
    expr: [
      'max by (name, project) (argocd_app_info{sync_status="Unknown"}) == 1',
      'or',
      'max by (name, project) (argocd_app_info{health_status="Unknown"}) == 1',
    ].join('\n'),
    for: '15m',
    severity: 'warning',
    summary: 'Argo CD cannot tell the state of {{ $labels.name }}',
    description: 'It cannot read the repository, cannot build {{ $labels.name }}, or cannot reach the cluster of {{ $labels.project }}.',
    examples: [
      {
        when: 'it cannot compare',
        series: {
          [info('redis-dev', 'Unknown', 'Healthy')]: '1x60',
          [info('redis-dev', 'Unknown', 'Healthy', ',pod="old"')]: '0x60',
          [synced]: '1x60',
        },
        expect: { '14m': silent, '16m': [fires(own)] },
      },
      {
        when: 'it cannot see the objects',
        series: { [info('redis-dev', 'Synced', 'Unknown')]: '1x60', [info('redis-dev', 'Synced', 'Unknown', ',pod="old"')]: '0x60' },
        expect: { '16m': [fires(own)] },
      },
      {
        when: 'it knows all',
        series: { [synced]: '1x60', [info('gone', 'Unknown', 'Healthy')]: '0x60', [info('away', 'Synced', 'Unknown')]: '0x60' },
        expect: { '25m': silent },
      },
    ],
  },
  {
    name: 'ArgoCdSyncFailed',
    expr: 'sum by (name, project) (increase(argocd_app_sync_total{phase=~"Error|Failed"}[30m])) > 0',
    severity: 'warning',
    summary: 'Argo CD could not sync {{ $labels.name }}',
    description:
      'About {{ $value | humanize }} syncs failed in 30 minutes: what was merged for {{ $labels.project }} does not run. Argo CD shows the object and the reason.',
    examples: [
      {
        when: 'a sync failed, by either of two controllers, until 30 minutes later',
        series: {
          [syncs('redis-dev', 'Failed')]: '0x20 1x100',
          [syncs('redis-dev', 'Failed', ',pod="b"')]: '0x20 1x100',
          [syncs('kafka-dev', 'Succeeded')]: '0+1x120',
        },
        expect: { '9m': silent, '20m': [fires(own, '2')], '38m': [fires(own, '2')], '42m': silent },
      },
      { when: 'one failed', series: { [syncs('redis-dev', 'Error')]: '4x20 5x80' }, expect: { '35m': [fires(own, '1')] } },
      { when: 'none failed', series: { [syncs('redis-dev', 'Error')]: '4x60' }, expect: { '25m': silent } },
    ],
  },
  applicationInvalid,
  syncUnfinished,
  rootStuck,
];
