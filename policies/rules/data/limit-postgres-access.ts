import { type AccessLine, accessLine, type Client, decisive, isLoopback } from '../../kubernetes/data/host-based-access.ts';
import { asText, at, fieldsAt, listAt, numberAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Fields, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';

const example = `
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec:
  numberOfInstances: 3
  users: { sales_user: [], monitor_user: [] }
  databases: { sales_db: sales_user }
  patroni:
    pg_hba:
      - local all all trust
      - hostssl replication standby all scram-sha-256
      - hostssl postgres monitor_user 127.0.0.1/32 trust
      - hostssl all all all scram-sha-256
      - hostnossl all all all reject
  sidecars:
    - name: exporter
      env: [{ name: DATA_SOURCE_URI, value: "127.0.0.1:5432/postgres?sslmode=require" }, { name: DATA_SOURCE_USER, value: monitor_user }]
`;

const from = 'who comes from elsewhere has a password and comes by TLS';
const lineAt = (index: number) => `spec.patroni.pg_hba[${index}]`;
const failing = (name: string, index: number, line: string | undefined, ...problems: readonly (readonly [string, string])[]) => ({
  name,
  from,
  change: { [`postgresql/postgres > ${lineAt(index)}`]: line },
  problems: problems.map(([message, path]) => ({ on: 'postgresql/postgres', message, path })),
});

export default defineRule({
  id: 'limit-postgres-access',
  severity: 'error',
  manual: '2.3, 3.1 (D21)',
  summary: 'Let every role of the database in with its password and by TLS, and nobody otherwise.',
  rationale:
    'The first line that fits decides, and no other is looked at. "trust" lets in who only says a name; without TLS the password and the ' +
    'data are in clear; a line too far above keeps the services or the copies out.',
  remediation:
    'Correct pg_hba in generators/platform/data: hostssl with scram-sha-256 for roles and for replication, and hostnossl with reject.',
  scope: 'object',
  kinds: ['postgresql'],

  check({ fields, ...manifest }) {
    const spec = fieldsAt(fields, 'spec');
    const texts = listAt(spec, 'patroni', 'pg_hba');
    if (texts.length === 0) return [];
    const title = titleOf({ fields, ...manifest });
    const unread = texts.flatMap((text, index) =>
      accessLine(asText(text) ?? '', index) === undefined
        ? [{ message: `${title} has a line that PostgreSQL cannot read: "${asText(text) ?? ''}".`, path: `spec.patroni.pg_hba[${index}]` }]
        : [],
    );
    if (unread.length > 0) return unread;
    const lines = texts.flatMap((text, index) => accessLine(asText(text) ?? '', index) ?? []);
    const found = [...lines.flatMap((line) => weaknesses(line, title)), ...outcomes(lines, spec, title), ...within(lines, spec, title)];
    return [...new Map(found.map((problem) => [`${problem.path} ${problem.message}`, problem])).values()];
  },

  examples: {
    pass: [
      { name: from, manifests: example },
      { name: 'the lines of the image itself', manifests: example.replace(/ {2}patroni:[\s\S]*/, '') },
    ],
    fail: [
      failing('trust from everywhere', 3, 'hostssl all all all trust', [
        'postgresql "postgres" lets in without a password who comes from elsewhere: "hostssl all all all trust".',
        lineAt(3),
      ]),
      failing(
        'without TLS',
        3,
        'host all all 0.0.0.0/0 scram-sha-256',
        [
          'postgresql "postgres" lets "sales_user" of database "sales_db" in without TLS: "host all all 0.0.0.0/0 scram-sha-256".',
          lineAt(3),
        ],
        [
          'postgresql "postgres" lets "monitor_user" of database "postgres" in without TLS: "host all all 0.0.0.0/0 scram-sha-256".',
          lineAt(3),
        ],
      ),
      failing('the password itself', 3, 'hostssl all all all password', [
        'postgresql "postgres" asks by "password", which sends or keeps what a listener can use: "hostssl all all all password".',
        lineAt(3),
      ]),
      failing('an old hash', 1, 'hostssl replication standby all md5', [
        'postgresql "postgres" asks by "md5", which sends or keeps what a listener can use: "hostssl replication standby all md5".',
        lineAt(1),
      ]),
      failing(
        'nobody may come',
        0,
        'hostssl all all all reject',
        ['postgresql "postgres" does not let "sales_user" of database "sales_db" in: "hostssl all all all reject".', lineAt(0)],
        [
          'postgresql "postgres" does not let its sidecar "exporter" in as "monitor_user" by TLS: "hostssl all all all reject".',
          'spec.sidecars[0].env[0].value',
        ],
      ),
      {
        name: 'a sidecar without TLS',
        from,
        change: { 'postgresql/postgres > spec.sidecars[0].env[0].value': '127.0.0.1:5432/postgres?sslmode=disable' },
        problems: [
          {
            on: 'postgresql/postgres',
            message:
              'postgresql "postgres" does not let its sidecar "exporter" in as "monitor_user" without TLS: "hostnossl all all all reject".',
            path: 'spec.sidecars[0].env[0].value',
          },
        ],
      },
      failing('no line for the copies', 1, 'hostssl replication backup all scram-sha-256', [
        'postgresql "postgres" does not let "standby" in for replication: no line is about it.',
        'spec.patroni.pg_hba',
      ]),
      failing('every role from the pod itself', 2, 'hostssl all all 127.0.0.1/32 trust', [
        'postgresql "postgres" lets every role in without a password from its own pod: "hostssl all all 127.0.0.1/32 trust".',
        lineAt(2),
      ]),
      failing('no such type', 3, 'hosttls all all all scram-sha-256', [
        'postgresql "postgres" has a line that PostgreSQL cannot read: "hosttls all all all scram-sha-256".',
        lineAt(3),
      ]),
      failing('no such method', 4, 'hostnossl all all all rejected', [
        'postgresql "postgres" has a line that PostgreSQL cannot read: "hostnossl all all all rejected".',
        lineAt(4),
      ]),
    ],
  },
});

const weak: readonly string[] = ['password', 'md5', 'ident'];

/** What is wrong with a line wherever it stands. The socket is only in the container itself. */
function weaknesses({ type, users, address, method, text, index }: AccessLine, title: string): readonly Problem[] {
  const path = `spec.patroni.pg_hba[${index}]`;
  if (type === 'local') return [];
  if (weak.includes(method)) {
    return [{ message: `${title} asks by "${method}", which sends or keeps what a listener can use: "${text}".`, path }];
  }
  if (method !== 'trust') return [];
  if (!isLoopback(address) && address !== 'samehost') {
    return [{ message: `${title} lets in without a password who comes from elsewhere: "${text}".`, path }];
  }
  const superuser = users.find((user) => user === 'all' || user === 'postgres' || user.startsWith('+') || user.startsWith('/'));
  if (superuser === undefined) return [];
  return [
    {
      message: `${title} lets ${superuser === 'all' ? 'every role' : `"${superuser}"`} in without a password from its own pod: "${text}".`,
      path,
    },
  ];
}

/** What the first line that fits makes of those who must come in. */
function outcomes(lines: readonly AccessLine[], spec: Fields, title: string): readonly Problem[] {
  const databases = Object.entries(fieldsAt(spec, 'databases'));
  const roles = Object.keys(fieldsAt(spec, 'users')).flatMap((user) => {
    const owned = databases.flatMap(([database, owner]) => (owner === user ? [database] : []));
    return owned.length === 0 ? [{ user, database: 'postgres', owns: false }] : owned.map((database) => ({ user, database, owns: true }));
  });
  const copied = (numberAt(spec, 'numberOfInstances') ?? 1) > 1 && at(spec, 'standby') === undefined;
  const clients = [...roles, ...(copied ? [{ user: 'standby', database: undefined, owns: true }] : [])];
  return clients.flatMap(({ user, database, owns }) => {
    const who = database === undefined ? `"${user}"` : `"${user}" of database "${database}"`;
    const reason = database === undefined ? ' for replication' : '';
    const client = (encrypted: boolean): Client => ({ database, user, from: 'elsewhere', encrypted });
    const [secure, plain] = [decisive(lines, client(true)), decisive(lines, client(false))];
    // Where a role goes that owns no database, nothing shows.
    const refused = owns && (secure === undefined || secure.method === 'reject');
    return [
      ...(refused
        ? [
            {
              message: `${title} does not let ${who} in${reason}: ${secure === undefined ? 'no line is about it' : `"${secure.text}"`}.`,
              path: secure === undefined ? 'spec.patroni.pg_hba' : `spec.patroni.pg_hba[${secure.index}]`,
            },
          ]
        : []),
      ...(plain !== undefined && plain.method !== 'reject' && plain.method !== 'trust' && !weak.includes(plain.method)
        ? [{ message: `${title} lets ${who} in without TLS: "${plain.text}".`, path: `spec.patroni.pg_hba[${plain.index}]` }]
        : []),
    ];
  });
}

/** Sidecars that connect to the server of their pod by a URI (postgres-exporter 0.20, `DATA_SOURCE_URI` and `DATA_SOURCE_USER`). */
function within(lines: readonly AccessLine[], spec: Fields, title: string): readonly Problem[] {
  return listAt(spec, 'sidecars').flatMap((sidecar, index) => {
    const variables = listAt(sidecar, 'env');
    const place = variables.findIndex((variable) => at(variable, 'name') === 'DATA_SOURCE_URI');
    const [, host = '', database = 'postgres', options = ''] =
      /^(?:\[?([^/?\]]*?)\]?(?::\d+)?)?(?:\/([^?]*))?(?:\?(.*))?$/.exec(asText(at(variables[place], 'value')) ?? '') ?? [];
    const user = asText(
      at(
        variables.find((variable) => at(variable, 'name') === 'DATA_SOURCE_USER'),
        'value',
      ),
    );
    if (place < 0 || user === undefined || !isLoopback(host)) return [];
    // Without a word libpq and its like ask for TLS only where the server wants it.
    const encrypted = !/(^|&)sslmode=(disable|allow)(&|$)/.test(options);
    const line = decisive(lines, { database, user, from: 'itself', encrypted });
    if (line !== undefined && line.method !== 'reject') return [];
    const how = encrypted ? 'by TLS' : 'without TLS';
    const message = `${title} does not let its sidecar "${asText(at(sidecar, 'name')) ?? ''}" in as "${user}" ${how}: ${
      line === undefined ? 'no line is about it' : `"${line.text}"`
    }.`;
    return [{ message, path: `spec.sidecars[${index}].env[${place}].value` }];
  });
}
