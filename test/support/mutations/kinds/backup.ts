import { added, deleted, edited, type Mutation, remove, set, titleOf } from '../mutation.ts';
import type { Production } from '../production.ts';

const job = 'spec.jobTemplate.spec';
const container = `${job}.template.spec.containers[0]`;

/** What can be wrong with the backup of PostgreSQL. */
export default function backup(production: Production): readonly Mutation[] {
  const { manifests } = production;
  const clusters = production.titles('postgresql');
  const dumps = production.ofKind('CronJob', 'postgres-backup');
  return [
    ...edited(
      manifests,
      dumps,
      {
        'require-backup': {
          'is suspended': set('spec.suspend', true),
          'runs on Sundays only': set('spec.schedule', '0 2 * * 0'),
          'dumps one database of several': set(`${container}.env[1].value`, 'financial_db'),
          'dumps nothing': remove(`${container}.env[1]`),
        },
      },
      () => clusters,
    ),
    ...deleted(manifests, dumps, 'require-backup', () => clusters),
    ...deleted(manifests, production.ofKind('ConfigMap', 'postgres-pod-env'), 'require-backup', () => clusters),
    ...edited(
      manifests,
      production.ofKind('ConfigMap', 'postgres-pod-env'),
      { 'require-backup': { 'turns the archive off': set('data.USE_WALG_BACKUP', 'false') } },
      () => clusters,
    ),
    ...edited(manifests, dumps, {
      'require-image-digest': { 'has no digest': set(`${container}.image`, 'registry.example.com/erp/postgres-backup:16.14.0') },
      'require-run-as-non-root': {
        'runs as root': (object) => {
          remove(`${container}.securityContext.runAsNonRoot`)(object);
          remove(`${job}.template.spec.securityContext.runAsNonRoot`)(object);
        },
      },
      'require-read-only-root-filesystem': {
        'may write its file system': set(`${container}.securityContext.readOnlyRootFilesystem`, false),
      },
      'require-resource-limits': { 'has no limits': remove(`${container}.resources.limits`) },
      'match-service-account': { 'runs as an account that is not there': set(`${job}.template.spec.serviceAccountName`, 'backup') },
      'match-config-host': {
        'asks a server that is not there': set(`${container}.env[2].value`, 'postgres-standby.erp-infra.svc.cluster.local'),
      },
    }),
    ...deleted(
      manifests,
      production.ofKind('ConfigMap').filter(({ name }) => name.startsWith('postgres-backup-scripts-')),
      'match-config-map',
      () => dumps.map(titleOf),
    ),
    added(
      'require-backup',
      'a second PostgreSQL cluster has a database that nothing dumps',
      'apiVersion: acid.zalan.do/v1\nkind: postgresql\nmetadata: { name: ledger, namespace: erp-infra }\nspec: { databases: { ledger_db: ledger_user } }\n',
    ),
  ];
}
