import { type Alert, type AlertArea, fires, silent } from '../alert.ts';
import { ofObject } from '../expressions.ts';
import type { AlertScope } from '../scope.ts';
import { applicationAlerts } from './applications.ts';
import { signatureAlerts } from './signatures.ts';

/** What keeps the cluster as Git and Vault say: Argo CD, External Secrets, Sealed Secrets (D105), and who signed what runs. */
export function delivery(scope: AlertScope): AlertArea {
  return {
    name: 'delivery',
    team: 'infrastructure',
    alerts: [...applicationAlerts, secretAlert(scope), storeAlert(scope), sealedSecretAlert(scope), ...signatureAlerts(scope)],
  };
}

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

/** The other way to a Secret: what cannot be opened, no pod can mount. */
function sealedSecretAlert({ app }: AlertScope): Alert {
  const condition = (name: string, over = '') =>
    `sealed_secrets_controller_condition_info{namespace="sealed-secrets",exported_namespace="${app}",name="${name}",condition="Synced"${over}}`;
  return {
    name: 'SealedSecretNotOpened',
    expr: `min by (namespace, name) (${ofObject('sealed_secrets_controller_condition_info{condition="Synced"}')}) == -1`,
    for: '5m',
    severity: 'warning',
    summary: 'SealedSecret {{ $labels.namespace }}/{{ $labels.name }} cannot be opened',
    description:
      'It was sealed for another cluster, namespace or name, or with a key that is gone: the Secret {{ $labels.name }} of {{ $labels.namespace }} is not made, or keeps its old values.',
    examples: [
      {
        when: 'one cannot be opened, whatever an old pod says',
        series: {
          [condition('sales-service')]: '-1x60',
          [condition('sales-service', ',pod="old"')]: '1x60',
          [condition('fine')]: '1x60',
        },
        expect: { '4m': silent, '6m': [fires({ namespace: app, name: 'sales-service' })] },
      },
      {
        when: 'all were, or are about to be',
        series: { [condition('fine')]: '1x60', [condition('new')]: '0x60' },
        expect: { '25m': silent },
      },
    ],
  };
}
