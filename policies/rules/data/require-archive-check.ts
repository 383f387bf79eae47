import { archiveChecks } from '../../kubernetes/data/backups.ts';
import { at } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';

const example = (job: string, archive = 'true') => `
apiVersion: v1
kind: ConfigMap
metadata: { name: postgres-pod-env, namespace: erp-infra }
data: { USE_WALG_BACKUP: "${archive}" }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: postgres-archive-check, namespace: erp-infra }
spec:
  schedule: "20 * * * *"
  jobTemplate:
    spec:
      template:
        spec:
          containers: [{ name: check, env: [{ name: BACKUP_ARCHIVE, value: "s3://erp-backups/spilo/postgres" }] }]
${job}`;

export default defineRule({
  id: 'require-archive-check',
  severity: 'error',
  manual: '6.1 (D1)',
  summary: 'Look every day whether the archive of the log has a base backup.',
  rationale:
    'The log restores nothing without a base backup before it. That it is shipped is seen by the database; that the nightly base backup ' +
    'stopped is seen by nobody, until the store has deleted the last one.',
  remediation: 'Keep the CronJob that lists the archive, which generators/platform/backup/backup.ts makes where a log is archived.',
  scope: 'object',
  kinds: ['ConfigMap'],

  check(manifest, world) {
    if (at(manifest.fields, 'data', 'USE_WALG_BACKUP') !== 'true' || archiveChecks(world, manifest.namespace).length > 0) return [];
    return [
      { message: `${titleOf(manifest)} has the log archived, and no CronJob looks for its base backups.`, path: 'data.USE_WALG_BACKUP' },
    ];
  },

  examples: {
    pass: [
      { name: 'a look every hour', manifests: example('') },
      { name: 'no archive', manifests: example('  suspend: true\n', 'false') },
    ],
    fail: [
      {
        name: 'a look that is suspended',
        from: 'a look every hour',
        change: { 'CronJob/postgres-archive-check > spec.suspend': true },
        problems: [
          {
            on: 'ConfigMap/postgres-pod-env',
            message: 'ConfigMap "postgres-pod-env" has the log archived, and no CronJob looks for its base backups.',
            path: 'data.USE_WALG_BACKUP',
          },
        ],
      },
    ],
  },
});
