import { fieldsAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const wave = 'argocd.argoproj.io/sync-wave';

const example = (secretWave: string, policy = 'Orphan', user = 'financial_user') => `
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec: { users: { financial_user: [] } }
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: financial-user.postgres.credentials.postgresql.acid.zalan.do
  namespace: erp-infra
  annotations: { ${wave}: "${secretWave}" }
spec:
  target:
    name: ${user.replaceAll('_', '-')}.postgres.credentials.postgresql.acid.zalan.do
    creationPolicy: ${policy}
`;

const on = 'ExternalSecret/financial-user.postgres.credentials.postgresql.acid.zalan.do';

export default defineRule({
  id: 'require-role-secret',
  severity: 'error',
  manual: '2.3, 3.1 (D21)',
  summary: 'Make the password of a database role before the cluster that has the role, and own it by nobody.',
  rationale:
    'The operator makes a random password where it finds none and looks again only at its next sync: until then the service has ' +
    'another one than the database. It also takes back the owner of the Secret at every look, and External Secrets sets it again.',
  remediation: 'Make the ExternalSecret by roleSecret of generators/platform/data/data-secrets.ts, in the application data-layer.',
  scope: 'object',
  kinds: ['ExternalSecret'],

  check(manifest, world) {
    const target = textAt(manifest.fields, 'spec', 'target', 'name') ?? manifest.name;
    const postgres = world
      .ofKind('postgresql')
      .filter(({ namespace }) => namespace === manifest.namespace)
      .find(({ name, fields }) =>
        Object.keys(fieldsAt(fields, 'spec', 'users')).some(
          (user) => `${user.replaceAll('_', '-')}.${name}.credentials.postgresql.acid.zalan.do` === target,
        ),
      );
    if (postgres === undefined) return [];
    const problems: Problem[] = [];
    if (!comesBefore(manifest, postgres, world)) {
      const message = `${titleOf(manifest)} comes no earlier than ${titleOf(postgres)}, which then makes a password of its own.`;
      problems.push({ message, path: `metadata.annotations["${wave}"]` });
    }
    const policy = textAt(manifest.fields, 'spec', 'target', 'creationPolicy') ?? 'Owner';
    if (policy !== 'Orphan') {
      const message = `${titleOf(manifest)} wants to own a Secret whose owners the operator of ${titleOf(postgres)} sets ("${policy}").`;
      problems.push({ message, path: 'spec.target.creationPolicy' });
    }
    return problems;
  },

  examples: {
    pass: [
      { name: 'before the cluster, and owned by nobody', manifests: example('-3') },
      { name: 'a Secret of something else', manifests: example('0', 'Owner', 'somebody') },
    ],
    fail: [
      {
        name: 'at the same time',
        from: 'before the cluster, and owned by nobody',
        change: {
          'ExternalSecret/financial-user.postgres.credentials.postgresql.acid.zalan.do > metadata.annotations["argocd.argoproj.io/sync-wave"]':
            '0',
        },
        problems: [
          {
            on,
            message:
              'ExternalSecret "financial-user.postgres.credentials.postgresql.acid.zalan.do" comes no earlier than postgresql "postgres", which then makes a password of its own.',
            path: `metadata.annotations["${wave}"]`,
          },
        ],
      },
      {
        name: 'an owner that the operator takes back',
        from: 'before the cluster, and owned by nobody',
        change: { 'ExternalSecret/financial-user.postgres.credentials.postgresql.acid.zalan.do > spec.target.creationPolicy': 'Owner' },
        problems: [
          {
            on,
            message:
              'ExternalSecret "financial-user.postgres.credentials.postgresql.acid.zalan.do" wants to own a Secret whose owners the operator of postgresql "postgres" sets ("Owner").',
            path: 'spec.target.creationPolicy',
          },
        ],
      },
    ],
  },
});

/** Whether Argo CD has one object healthy before it makes the other: by their Applications where they are known, else as of one. */
function comesBefore(first: Manifest, second: Manifest, world: World): boolean {
  const [own, other] = [world.placeOf(first), world.placeOf(second)];
  if (own !== undefined && other !== undefined && own.application !== other.application) return own.wave < other.wave;
  return waveOf(first) < waveOf(second);
}

function waveOf({ annotations }: Manifest): number {
  const value = Number(annotations[wave] ?? 0);
  return Number.isFinite(value) ? value : 0;
}
