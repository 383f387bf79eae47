import { at, below, fieldsAt, texts } from '../../kubernetes/fields.ts';
import { serviceHosts } from '../../kubernetes/network/hosts.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { postgresBehind } from '../../kubernetes/operators/postgres-operator.ts';
import type { World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const example = (user: string, database: string, owner = 'financial_user') => `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: financial-service-secrets, namespace: erp-prod }
spec:
  target:
    template:
      data:
        DATABASE_URL: "postgres://${user}:{{ .password }}@postgres-primary.erp-infra.svc.cluster.local:5432/${database}?sslmode=verify-full"
---
apiVersion: v1
kind: Service
metadata: { name: postgres-primary, namespace: erp-infra }
spec: { selector: { connection-pooler: postgres-pooler }, ports: [{ port: 5432 }] }
---
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec: { users: { erp_user: [], financial_user: [] }, databases: { financial_db: ${owner} }, enableConnectionPooler: true }
`;

const on = 'ExternalSecret/financial-service-secrets';
const path = 'spec.target.template.data.DATABASE_URL';

export default defineRule({
  id: 'require-database-role',
  severity: 'error',
  manual: '2.3, 3.1 (D21)',
  summary: 'Let every database address name a database of the cluster, and the role that owns it.',
  rationale:
    'The manual has financial_user in one place and erp_user in another, and its chart makes neither: the service starts and ' +
    'cannot log in. A role that owns nothing cannot migrate its schema.',
  remediation: 'Add the role to spec.users and the database with its owner to spec.databases of the postgresql object.',
  scope: 'object',
  kinds: ['ExternalSecret'],

  check(manifest, world) {
    return Object.entries(texts(fieldsAt(manifest.fields, 'spec', 'target', 'template', 'data'))).flatMap(([key, value]) =>
      complaintsAbout(value, world).map((message) => ({ message, path: below('spec.target.template.data', key) })),
    );
  },

  examples: {
    pass: [
      { name: 'the owner of the database', manifests: example('financial_user', 'financial_db') },
      { name: 'a host outside the cluster', manifests: example('other', 'other').replace('.svc.cluster.local', '.example.com') },
    ],
    fail: [
      {
        name: 'the manual: a role that nobody makes',
        from: 'the owner of the database',
        change: {
          'ExternalSecret/financial-service-secrets > spec.target.template.data.DATABASE_URL':
            'postgres://finance_user:{{ .password }}@postgres-primary.erp-infra.svc.cluster.local:5432/financial_db?sslmode=verify-full',
        },
        problems: [{ on, message: 'Role "finance_user" is no user of postgresql "postgres".', path }],
      },
      {
        name: 'a database that nobody makes',
        from: 'the owner of the database',
        change: {
          'ExternalSecret/financial-service-secrets > spec.target.template.data.DATABASE_URL':
            'postgres://financial_user:{{ .password }}@postgres-primary.erp-infra.svc.cluster.local:5432/finance_db?sslmode=verify-full',
        },
        problems: [{ on, message: 'Database "finance_db" is no database of postgresql "postgres".', path }],
      },
      {
        name: 'a database of another role',
        from: 'the owner of the database',
        change: {
          'ExternalSecret/financial-service-secrets > spec.target.template.data.DATABASE_URL':
            'postgres://erp_user:{{ .password }}@postgres-primary.erp-infra.svc.cluster.local:5432/financial_db?sslmode=verify-full',
        },
        problems: [
          { on, message: 'Database "financial_db" of postgresql "postgres" belongs to "financial_user", not to "erp_user".', path },
        ],
      },
    ],
  },
});

const url = /\bpostgres(?:ql)?:\/\/([^\s:@/]{1,100}):[^\s@]{0,200}@([^\s/]{1,300})\/([^\s?]{1,100})/;

function complaintsAbout(value: string, world: World): readonly string[] {
  // Templates have spaces within their braces.
  const [, user = '', host = '', database = ''] = url.exec(value.replace(/\{\{.{0,200}?\}\}/gs, 'x')) ?? [];
  const [found] = serviceHosts(host);
  const postgres = found && postgresBehind(world, found.namespace, found.service);
  if (postgres === undefined) return [];
  const title = titleOf(postgres);
  const owner = at(postgres.fields, 'spec', 'databases', database);
  const isUser = Object.hasOwn(fieldsAt(postgres.fields, 'spec', 'users'), user);
  if (!isUser) return [`Role "${user}" is no user of ${title}.`];
  if (typeof owner !== 'string') return [`Database "${database}" is no database of ${title}.`];
  return owner === user ? [] : [`Database "${database}" of ${title} belongs to "${owner}", not to "${user}".`];
}
