import { presentAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';
import { asWritten } from '../../wording.ts';

/**
 * What Spilo preloads where nobody says otherwise (`configure_spilo.py`, `spilo_commons.py`; the newest source at hand is of August
 * 2025, the image of postgres-operator 2.0.1 is 4.1-p2). Its first start makes extensions of them and fails without.
 */
const libraries = ['bg_mon', 'pg_stat_statements', 'pgextwlist', 'pg_auth_mon', 'set_user', 'timescaledb', 'pg_cron', 'pg_stat_kcache'];

const path = 'spec.postgresql.parameters.shared_preload_libraries';

const example = (value?: string) => `
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec:
  postgresql:
    version: "16"
    parameters:
      password_encryption: scram-sha-256
${value === undefined ? '' : `      shared_preload_libraries: "${value}"\n`}`;

export default defineRule({
  id: 'require-preload-libraries',
  severity: 'error',
  manual: '3.1',
  summary: 'Leave the preloaded libraries of PostgreSQL to its image, or name all that it needs.',
  rationale:
    'The image adds its own libraries only where none are named, and its first start makes extensions of them: without pg_cron it ' +
    'fails, the data folder is moved away, and PostgreSQL starts from nothing again and again.',
  remediation: 'Leave shared_preload_libraries out of generators/platform/data/postgres.ts, or name all libraries of the image there.',
  scope: 'object',
  kinds: ['postgresql'],

  check(manifest) {
    const value = presentAt(manifest.fields, 'spec', 'postgresql', 'parameters', 'shared_preload_libraries');
    if (value === undefined) return [];
    const named = new Set(
      asWritten(value)
        .split(',')
        .map((name) => name.trim()),
    );
    const missing = libraries.filter((name) => !named.has(name));
    if (missing.length === 0) return [];
    return [
      { message: `${titleOf(manifest)} preloads libraries of its own, and not ${missing.map((name) => `"${name}"`).join(', ')}.`, path },
    ];
  },

  examples: {
    pass: [
      { name: 'those of the image', manifests: example() },
      { name: 'all of the image, and one more', manifests: example(`${libraries.join(', ')}, auto_explain`) },
    ],
    fail: [
      {
        name: 'without what the first start makes extensions of',
        from: 'those of the image',
        change: { 'spec.postgresql.parameters.shared_preload_libraries': 'bg_mon,pg_stat_statements,pgextwlist,pg_auth_mon' },
        problems: [
          {
            on: 'postgresql/postgres',
            message: 'postgresql "postgres" preloads libraries of its own, and not "set_user", "timescaledb", "pg_cron", "pg_stat_kcache".',
            path,
          },
        ],
      },
      {
        name: 'an empty list',
        from: 'those of the image',
        change: { 'spec.postgresql.parameters.shared_preload_libraries': '' },
        problems: [
          {
            on: 'postgresql/postgres',
            message: `postgresql "postgres" preloads libraries of its own, and not ${libraries.map((name) => `"${name}"`).join(', ')}.`,
            path,
          },
        ],
      },
    ],
  },
});
