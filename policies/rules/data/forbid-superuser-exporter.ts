import { listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';

const example = (user: string) => `
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec:
  sidecars:
    - name: exporter
      env: [{ name: DATA_SOURCE_URI, value: "127.0.0.1:5432/postgres" }, { name: DATA_SOURCE_USER, value: ${user} }]
`;

/** What the operator calls the superuser, and the variable by which it tells every sidecar (2.0.1, `patchSidecarContainers`). */
const superusers = ['postgres', '$(POSTGRES_USER)'];

export default defineRule({
  id: 'forbid-superuser-exporter',
  severity: 'error',
  manual: '3.1, 8',
  summary: 'Let the exporter of PostgreSQL log in as a role that may only look.',
  rationale: 'A fault in a program that only has to read numbers, and whose port others reach, would be one of the superuser.',
  remediation: 'Name a role that is a member of pg_monitor in DATA_SOURCE_USER (generators/platform/data/postgres.ts).',
  scope: 'object',
  kinds: ['postgresql'],

  check(manifest) {
    return listAt(manifest.fields, 'spec', 'sidecars').flatMap((sidecar, index) =>
      listAt(sidecar, 'env').flatMap((variable, position) => {
        const user = textAt(variable, 'value') ?? '';
        if (textAt(variable, 'name') !== 'DATA_SOURCE_USER' || !superusers.includes(user)) return [];
        const message = `Sidecar "${textAt(sidecar, 'name') ?? ''}" of ${titleOf(manifest)} logs in as the superuser "${user}".`;
        return [{ message, path: `spec.sidecars[${index}].env[${position}].value` }];
      }),
    );
  },

  examples: {
    pass: [{ name: 'a role of its own', manifests: example('monitor_user') }],
    fail: [
      {
        name: 'the user that the operator tells every sidecar',
        from: 'a role of its own',
        change: { 'spec.sidecars[0].env[1].value': '$(POSTGRES_USER)' },
        problems: [
          {
            on: 'postgresql/postgres',
            message: 'Sidecar "exporter" of postgresql "postgres" logs in as the superuser "$(POSTGRES_USER)".',
            path: 'spec.sidecars[0].env[1].value',
          },
        ],
      },
    ],
  },
});
