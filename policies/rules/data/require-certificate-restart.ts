import { ownKey, ownValue } from '../../company/own-keys.ts';
import { duration } from '../../kubernetes/durations.ts';
import { at, listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { longestGapDays } from '../../kubernetes/schedules.ts';
import type { Manifest, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const restarts = ownKey('restarts');
const day = 86_400;

const example = ({ schedule = '0 4 8,22 * *', resource = 'postgres-pooler', renewBefore = '720h' } = {}) => `
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec: { enableConnectionPooler: true, tls: { secretName: postgres-tls } }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: postgres-tls, namespace: erp-infra }
spec: { secretName: postgres-tls, duration: 2160h, renewBefore: ${renewBefore} }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: restart, namespace: erp-infra, annotations: { ${restarts}: postgres-pooler } }
spec: { schedule: "${schedule}", jobTemplate: { spec: { template: { spec: { serviceAccountName: restart } } } } }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: restart, namespace: erp-infra }
rules: [{ apiGroups: [apps], resources: [deployments], resourceNames: [${resource}], verbs: [patch] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: restart, namespace: erp-infra }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: restart }
subjects: [{ kind: ServiceAccount, name: restart, namespace: erp-infra }]
`;

const on = 'postgresql/postgres';
const path = 'spec.tls.secretName';

export default defineRule({
  id: 'require-certificate-restart',
  severity: 'error',
  manual: '3.1 (D22)',
  summary: 'Restart what reads its certificate only when it starts, more often than the old one stays good.',
  rationale:
    'PgBouncer of the Zalando operator (2.0.1) shows the certificate that it started with. A pod that was there when it was renewed ' +
    'shows the old one until it ends, and from then on no service gets a connection, while cert-manager reports that all is well.',
  remediation:
    'Restart the poolers by a CronJob whose longest pause is shorter than renewBefore (generators/platform/data/postgres-restart.ts).',
  scope: 'object',
  kinds: ['postgresql'],

  check(manifest, world) {
    const secret = textAt(manifest.fields, 'spec', 'tls', 'secretName');
    if (at(manifest.fields, 'spec', 'enableConnectionPooler') !== true || secret === undefined) return [];
    const certificate = world
      .ofKind('Certificate')
      .find((item) => item.namespace === manifest.namespace && textAt(item.fields, 'spec', 'secretName') === secret);
    if (certificate === undefined) return [];
    const pooler = `${manifest.name}-pooler`;
    const good = Math.floor(overlapOf(certificate) / day);
    const gaps = world
      .ofKind('CronJob')
      .filter((job) => job.namespace === manifest.namespace && ownValue(job.annotations, 'restarts') === pooler)
      .filter((job) => at(job.fields, 'spec', 'suspend') !== true && mayRestart(job, pooler, world))
      .flatMap((job) => longestGapDays(textAt(job.fields, 'spec', 'schedule') ?? '') ?? []);
    if (gaps.length === 0) return [{ message: `Nothing restarts the pooler of ${titleOf(manifest)} for a new certificate.`, path }];
    const gap = Math.min(...gaps);
    if (gap < good) return [];
    const message = `The pooler of ${titleOf(manifest)} restarts after up to ${gap} days, and a certificate stays good for ${good} after it was renewed.`;
    return [{ message, path }];
  },

  examples: {
    pass: [
      { name: 'twice a month', manifests: example() },
      { name: 'every Sunday', manifests: example({ schedule: '0 4 * * 0' }) },
      { name: 'no pooler', manifests: example().replace('enableConnectionPooler: true', 'enableConnectionPooler: false') },
    ],
    fail: [
      {
        name: 'once a month',
        from: 'twice a month',
        change: { 'CronJob/restart > spec.schedule': '0 4 8 * *' },
        problems: [
          {
            on,
            message:
              'The pooler of postgresql "postgres" restarts after up to 31 days, and a certificate stays good for 30 after it was renewed.',
            path,
          },
        ],
      },
      {
        name: 'a certificate that is renewed later',
        from: 'twice a month',
        change: { 'Certificate/postgres-tls > spec.renewBefore': '360h' },
        problems: [
          {
            on,
            message:
              'The pooler of postgresql "postgres" restarts after up to 17 days, and a certificate stays good for 15 after it was renewed.',
            path,
          },
        ],
      },
      {
        name: 'a job that may restart something else',
        from: 'twice a month',
        change: { 'Role/restart > rules[0].resourceNames[0]': 'grafana' },
        problems: [{ on, message: 'Nothing restarts the pooler of postgresql "postgres" for a new certificate.', path }],
      },
    ],
  },
});

/** Seconds for which a certificate is good after its successor was made: cert-manager takes a third of its life where nothing is said. */
function overlapOf({ fields }: Manifest): number {
  const life = duration(textAt(fields, 'spec', 'duration')) ?? 90 * day;
  return duration(textAt(fields, 'spec', 'renewBefore')) ?? life / 3;
}

/** Whether the account of a job may change a Deployment, by a Role of its namespace. */
function mayRestart(job: Manifest, deployment: string, world: World): boolean {
  const account = textAt(job.fields, 'spec', 'jobTemplate', 'spec', 'template', 'spec', 'serviceAccountName') ?? 'default';
  return world
    .ofKind('RoleBinding')
    .filter(
      ({ namespace, fields }) => namespace === job.namespace && listAt(fields, 'subjects').some((subject) => isAccount(subject, account)),
    )
    .flatMap(({ namespace, fields }) => world.find('Role', namespace, textAt(fields, 'roleRef', 'name') ?? '') ?? [])
    .flatMap(({ fields }) => listAt(fields, 'rules'))
    .some((rule) => {
      const names = listAt(rule, 'resourceNames');
      const has = (key: string, value: string) => listAt(rule, key).includes(value) || listAt(rule, key).includes('*');
      return has('resources', 'deployments') && has('verbs', 'patch') && (names.length === 0 || names.includes(deployment));
    });
}

function isAccount(subject: unknown, name: string): boolean {
  return textAt(subject, 'kind') === 'ServiceAccount' && textAt(subject, 'name') === name;
}
