import { listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, World } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { shown } from '../../wording.ts';

const project = (name: string, keys: string) => `---
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: ${name}, namespace: argocd }
spec: { signatureKeys: [${keys}] }
`;
const chart = `---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: keda, namespace: argocd }
spec: { project: erp-production-platform, source: { chart: keda, targetRevision: 2.20.2 } }
`;
const key = '{ keyID: 4AEE18F83AFDEB23 }';
const both = project('erp-production', key) + project('erp-production-services', key);

export default defineRule({
  id: 'match-signature-keys',
  severity: 'error',
  manual: '1.1 (D3)',
  summary: 'Ask for signed commits in all projects of an environment that take Git alone, by whole key IDs, and in no other.',
  rationale:
    'A project without keys beside one that has them lets the same commit in. Argo CD 3.4.4 asks a chart for the signature of its commit, which it ' +
    'has not, and never syncs it again; a key ID in another form matches no key (verifyGnuPGSignature, gpg.KeyID).',
  remediation: 'Write sync.signatureKeys in the file of the environment as 16 digits from 0 to F, and run "npm run generate".',
  scope: 'object',
  kinds: ['AppProject'],

  check(manifest, world) {
    const keys = keysOf(manifest);
    const told = titleOf(manifest);
    const path = 'spec.signatureKeys';
    const sister = sisterOf(manifest, world);
    if (keys.length === 0) {
      if (sister === undefined || keysOf(sister).length === 0) return [];
      return [{ message: `${told} takes commits that nobody signed, and "${sister.name}" does not.`, path }];
    }
    const charts = world
      .ofKind('Application')
      .filter(
        ({ fields }) => textAt(fields, 'spec', 'project') === manifest.name && textAt(fields, 'spec', 'source', 'chart') !== undefined,
      );
    return [
      ...keys.flatMap((id, index) =>
        /^[0-9A-F]{16}$/.test(id)
          ? []
          : [{ message: `${told} names the key ${shown(id)}, which is no key ID of 16 digits.`, path: `${path}[${index}].keyID` }],
      ),
      ...charts.map(({ name }) => ({ message: `${told} asks for signed commits, and "${name}" takes a chart, which has none.`, path })),
    ];
  },

  examples: {
    pass: [
      { name: 'the same in both projects', manifests: both + project('erp-production-platform', '') + chart },
      { name: 'nowhere', manifests: project('erp-dev', '') + project('erp-dev-services', '') },
    ],
    fail: [
      {
        name: 'services without',
        from: 'the same in both projects',
        change: { 'AppProject/erp-production-services > spec.signatureKeys': undefined },
        problems: [
          {
            on: 'AppProject/erp-production-services',
            message: 'AppProject "erp-production-services" takes commits that nobody signed, and "erp-production" does not.',
            path: 'spec.signatureKeys',
          },
        ],
      },
      {
        name: 'the last digits of a key',
        from: 'the same in both projects',
        change: { 'AppProject/erp-production > spec.signatureKeys[0].keyID': '3AFDEB23' },
        problems: [
          {
            on: 'AppProject/erp-production',
            message: 'AppProject "erp-production" names the key "3AFDEB23", which is no key ID of 16 digits.',
            path: 'spec.signatureKeys[0].keyID',
          },
        ],
      },
      {
        name: 'charts too',
        from: 'the same in both projects',
        change: { 'AppProject/erp-production-platform > spec.signatureKeys': [{ keyID: '4AEE18F83AFDEB23' }] },
        problems: [
          {
            on: 'AppProject/erp-production-platform',
            message: 'AppProject "erp-production-platform" asks for signed commits, and "keda" takes a chart, which has none.',
            path: 'spec.signatureKeys',
          },
        ],
      },
    ],
  },
});

function keysOf({ fields }: Manifest): readonly string[] {
  return listAt(fields, 'spec', 'signatureKeys').map((item) => textAt(item, 'keyID') ?? '');
}

/** The other project of the environment that takes Git alone. */
function sisterOf({ name }: Manifest, world: World): Manifest | undefined {
  const end = '-services';
  const other = name.endsWith(end) ? name.slice(0, -end.length) : `${name}${end}`;
  return world.ofKind('AppProject').find((candidate) => candidate.name === other);
}
