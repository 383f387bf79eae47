import { ownEntries, ownKey } from '../../company/own-keys.ts';
import { isElsewhere } from '../../kubernetes/data/stores-elsewhere.ts';
import { listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Container } from '../../model.ts';
import { defineRule } from '../../model.ts';

/** Argo CD runs what carries it around a rollout. */
const hook = 'argocd.argoproj.io/hook';
/** Who carries it the database lets in past the pooler. */
const sessionLabel = ownKey('postgres-session');
const [pooled, session] = ['DATABASE_URL_FILE', 'DATABASE_SESSION_URL_FILE'];

const job = (variables: string) => `
apiVersion: batch/v1
kind: Job
metadata:
  name: orders-migrate
  namespace: erp-prod
  annotations: { argocd.argoproj.io/hook: Sync }
spec:
  template:
    metadata: { labels: { app: orders-migrate, erp.example.com/postgres-session: "true" } }
    spec:
      containers:
        - name: orders-migrate
          env: [${variables}]
`;

const pooledOnly = '{ name: DATABASE_URL_FILE, value: /app/secrets/DATABASE_URL }';
const both = `${pooledOnly}, { name: DATABASE_SESSION_URL_FILE, value: /app/session/DATABASE_SESSION_URL }`;

export default defineRule({
  id: 'forbid-pooled-migration',
  severity: 'error',
  manual: '3.1 (D17, D136)',
  summary: 'Run nothing around a rollout that has the database through the pooler only.',
  rationale:
    'What changes a schema holds a lock of its session, so that no second one does the same. A pooler that gives connections away after each ' +
    'transaction does not keep it: "each transaction ends up in a different connection and thus gets a different session state" ' +
    '(PgBouncer 1.25.2, doc/config.md, server_reset_query; the newest when the pooler of postgres-operator 2.0.1 was built), and two would ' +
    'run at once.',
  remediation:
    'Give the run an address of the database itself: a service that uses postgres and has a job with { at } gets it by itself ' +
    '(generators/model/service/secret.ts, generators/resources/job.ts).',
  scope: 'object',
  kinds: ['Job'],

  check(manifest, world) {
    const pod = world.podOf(manifest);
    if (pod === undefined || manifest.annotations[hook] === undefined) return [];
    const users = pod.containers.filter((container) => variablesOf(container).includes(pooled));
    const without = users.filter((container) => !variablesOf(container).includes(session));
    return [
      ...without.map((container) => ({
        message: `${titleOf(manifest)} has the database in container "${container.name}" through the pooler only, which keeps no lock of a session.`,
        path: `${container.path}.env`,
      })),
      ...(users.length > without.length && !isLetIn(pod.labels) && !isElsewhere(world, 'postgres')
        ? [
            {
              message: `${titleOf(manifest)} has an address past the pooler, but not the label "${sessionLabel}" of whom the database lets in there.`,
              path: 'spec.template.metadata.labels',
            },
          ]
        : []),
    ];
  },

  examples: {
    pass: [
      { name: 'a migration with a session of its own', manifests: job(both) },
      {
        name: 'a database of somebody else, which lets in by addresses',
        manifests: `${job(both).replace(', erp.example.com/postgres-session: "true"', '')}---
apiVersion: v1
kind: Namespace
metadata:
  name: erp-infra
  annotations:
    erp.example.com/postgres-elsewhere: '[{"servers":["erp.db.example.com:5432"],"cidrs":["10.0.5.0/24"],"tls":true}]'
`,
      },
      { name: 'a run that uses no database', manifests: job('{ name: APP_HOST, value: 0.0.0.0 }') },
      { name: 'a job that no rollout waits for', manifests: job(pooledOnly).replace('argocd.argoproj.io/hook: Sync', 'example.com/x: y') },
    ],
    fail: [
      {
        name: 'a migration through the pooler',
        from: 'a migration with a session of its own',
        change: { 'spec.template.spec.containers[0].env': [{ name: 'DATABASE_URL_FILE', value: '/app/secrets/DATABASE_URL' }] },
        problems: [
          {
            on: 'Job/orders-migrate',
            message:
              'Job "orders-migrate" has the database in container "orders-migrate" through the pooler only, which keeps no lock of a session.',
            path: 'spec.template.spec.containers[0].env',
          },
        ],
      },
      {
        name: 'a migration that the database does not let in',
        from: 'a migration with a session of its own',
        change: { 'spec.template.metadata.labels["erp.example.com/postgres-session"]': undefined },
        problems: [
          {
            on: 'Job/orders-migrate',
            message:
              'Job "orders-migrate" has an address past the pooler, but not the label "erp.example.com/postgres-session" of whom the database lets in there.',
            path: 'spec.template.metadata.labels',
          },
        ],
      },
    ],
  },
});

/** By the label of one of the clusters of the environment; that it is the right one the flows show. */
function isLetIn(labels: Readonly<Record<string, string>>): boolean {
  return ownEntries(labels).some(({ name, value }) => /^postgres(-[a-z0-9-]+)?-session$/.test(name) && value === 'true');
}

function variablesOf({ fields }: Container): readonly string[] {
  return listAt(fields, 'env').map((variable) => textAt(variable, 'name') ?? '');
}
