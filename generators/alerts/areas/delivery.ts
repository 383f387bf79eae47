import { type Alert, type AlertArea, fires, silent } from '../alert.ts';
import { ofObject } from '../expressions.ts';
import type { AlertScope } from '../scope.ts';

/** What keeps the cluster as Git and Vault say: Argo CD and External Secrets (D105). */
export function delivery(scope: AlertScope): AlertArea {
  return { name: 'delivery', team: 'infrastructure', alerts: [...applicationAlerts, rootStuck, secretAlert(scope), storeAlert(scope)] };
}

/** An Application as Argo CD reports it. Whichever Prometheus is beside Argo CD watches the Applications of all environments. */
const info = (name: string, sync: string, health: string, over = '') =>
  `argocd_app_info{namespace="argocd",name="${name}",project="erp-dev",sync_status="${sync}",health_status="${health}"${over}}`;
const syncs = (name: string, phase: string, over = '') =>
  `argocd_app_sync_total{namespace="argocd",name="${name}",project="erp-dev",phase="${phase}"${over}}`;
const own = { name: 'redis-dev', project: 'erp-dev' };
const synced = info('kafka-dev', 'Synced', 'Healthy');

const applicationAlerts: readonly Alert[] = [
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
];

/** What a root waits for holds up every later Application, a change of any of them included. */
const rootStuck: Alert = {
  name: 'ArgoCdRootStuck',
  expr: 'max by (name, project) (argocd_app_info{name=~"root(-.+)?", operation="sync"}) == 1',
  for: '1h',
  severity: 'warning',
  summary: 'The sync of {{ $labels.name }} has not ended for an hour',
  description:
    'An Application below {{ $labels.name }} of {{ $labels.project }} does not become healthy, or somebody must confirm a deletion: nothing that was merged since arrives.',
  examples: [
    {
      when: 'one sync has gone on for over an hour, whatever an old pod says',
      step: '4m',
      series: {
        [info('root-dev', 'OutOfSync', 'Progressing', ',operation="sync"')]: '1x60',
        [info('root-dev', 'OutOfSync', 'Progressing', ',operation="sync",pod="old"')]: '0x60',
        [info('redis-dev', 'OutOfSync', 'Progressing', ',operation="sync"')]: '1x60',
      },
      expect: { '56m': silent, '1h4m': [fires({ name: 'root-dev', project: 'erp-dev' })] },
    },
    {
      when: 'the root of all does',
      step: '4m',
      series: { [info('root', 'Synced', 'Healthy', ',operation="sync"')]: '1x60' },
      expect: { '1h4m': [fires({ name: 'root', project: 'erp-dev' })] },
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

/** Without it every Secret of a namespace ages in silence for the hour between two refreshes. */
function storeAlert({ app }: AlertScope): Alert {
  const status = (name: string, condition: string, value: string, over = '') =>
    `secretstore_status_condition{namespace="external-secrets",exported_namespace="${app}",name="${name}",condition="${condition}",status="${value}"${over}}`;
  return {
    name: 'SecretStoreNotReady',
    expr: `max by (namespace, name) (${ofObject('secretstore_status_condition{condition="Ready", status="False"}')}) == 1`,
    for: '5m',
    severity: 'warning',
    summary: 'SecretStore {{ $labels.namespace }}/{{ $labels.name }} cannot log in to Vault',
    description:
      'Vault is away, or refuses the account of {{ $labels.name }} in {{ $labels.namespace }}: no Secret is made or renewed there.',
    examples: [
      {
        when: 'Vault has refused it for over five minutes',
        series: {
          [status('sales-service-vault', 'Ready', 'False')]: '1x60',
          [status('sales-service-vault', 'Ready', 'False', ',pod="old"')]: '0x60',
          [status('other-vault', 'Ready', 'True')]: '1x60',
          [status('gone-vault', 'Deleted', 'False')]: '1x60',
        },
        expect: { '4m': silent, '6m': [fires({ namespace: app, name: 'sales-service-vault' })] },
      },
      {
        when: 'it logs in',
        series: { [status('sales-service-vault', 'Ready', 'False')]: '0x60', [status('sales-service-vault', 'Ready', 'True')]: '1x60' },
        expect: { '25m': silent },
      },
    ],
  };
}

function secretAlert({ app }: AlertScope): Alert {
  const status = (name: string, condition: string, value: string, over = '') =>
    `externalsecret_status_condition{namespace="external-secrets",exported_namespace="${app}",name="${name}",condition="${condition}",status="${value}"${over}}`;
  return {
    name: 'ExternalSecretNotSynced',
    expr: `max by (namespace, name) (${ofObject('externalsecret_status_condition{condition="Ready", status="False"}')}) == 1`,
    for: '15m',
    severity: 'warning',
    summary: 'Secret {{ $labels.namespace }}/{{ $labels.name }} is not synced',
    description:
      'External Secrets cannot read {{ $labels.name }} of {{ $labels.namespace }} from Vault: what was rotated there is not used here.',
    examples: [
      {
        when: 'its last sync failed',
        series: {
          [status('sales-service-secrets', 'Ready', 'False')]: '1x60',
          [status('sales-service-secrets', 'Ready', 'False', ',pod="old"')]: '0x60',
          [status('other', 'Ready', 'True')]: '1x60',
          [status('gone', 'Deleted', 'False')]: '1x60',
        },
        expect: { '14m': silent, '16m': [fires({ namespace: app, name: 'sales-service-secrets' })] },
      },
      {
        when: 'it succeeded',
        series: { [status('sales-service-secrets', 'Ready', 'False')]: '0x60', [status('sales-service-secrets', 'Ready', 'True')]: '1x60' },
        expect: { '25m': silent },
      },
    ],
  };
}
