import { at, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { asWritten } from '../../wording.ts';

const values = 'spec.source.helm.valuesObject.configs';

/** Settings that let somebody in without a role of an AppProject, with the value that does not. */
const closed: readonly { readonly section: string; readonly key: string; readonly value: string; readonly what: string }[] = [
  { section: 'rbac', key: 'policy.default', value: '', what: 'a role for everybody who can log in' },
  { section: 'rbac', key: 'policy.csv', value: '', what: 'rights over all projects' },
  { section: 'rbac', key: 'scopes', value: '[groups]', what: 'rights by something else than the groups of the identity provider' },
  { section: 'cm', key: 'admin.enabled', value: 'false', what: 'an account that may do everything' },
  { section: 'cm', key: 'users.anonymous.enabled', value: 'false', what: 'access without logging in' },
];

const argoCd = (rbac: string, cm: string) => `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: argo-cd, namespace: argocd }
spec:
  source:
    repoURL: https://argoproj.github.io/argo-helm
    chart: argo-cd
    helm: { valuesObject: { configs: { rbac: ${rbac}, cm: ${cm} } } }
`;

const rbac = "{ policy.default: '', policy.csv: '', scopes: '[groups]' }";
const cm = "{ admin.enabled: 'false', users.anonymous.enabled: 'false' }";

export default defineRule({
  id: 'limit-argo-access',
  severity: 'error',
  manual: '1.1 (D3)',
  summary: 'Let nobody into Argo CD but by the roles of the AppProjects.',
  rationale:
    'What argocd-rbac-cm gives holds for all projects, production among them, and no deny takes the default role back. The ' +
    'account admin is nobody: its password is shared and its deeds have no name.',
  remediation: 'Leave policy.default and policy.csv empty, and give access in generators/catalog/environments.',
  scope: 'object',
  kinds: ['Application'],

  check(manifest) {
    if (textAt(manifest.fields, 'spec', 'source', 'chart') !== 'argo-cd') return [];
    return closed.flatMap((setting) => problemOf(manifest, setting));
  },

  examples: {
    pass: [
      { name: 'roles of projects only', manifests: argoCd(rbac, cm) },
      {
        name: 'another chart',
        manifests: 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: a }\nspec: { source: { chart: keda } }\n',
      },
    ],
    fail: [
      {
        name: 'everybody reads, and a group administers',
        from: 'roles of projects only',
        change: {
          'spec.source.helm.valuesObject.configs.rbac': {
            'policy.default': 'role:readonly',
            'policy.csv': 'g, erp-dev, role:admin',
            scopes: '[groups]',
          },
        },
        problems: [
          {
            on: 'Application/argo-cd',
            message: 'Application "argo-cd" gives a role for everybody who can log in: policy.default is "role:readonly", expected "".',
            path: `${values}.rbac["policy.default"]`,
          },
          {
            on: 'Application/argo-cd',
            message: 'Application "argo-cd" gives rights over all projects: policy.csv is "g, erp-dev, role:admin", expected "".',
            path: `${values}.rbac["policy.csv"]`,
          },
        ],
      },
      {
        name: 'the account admin, by default',
        from: 'roles of projects only',
        change: { 'spec.source.helm.valuesObject.configs.cm["admin.enabled"]': undefined },
        problems: [
          {
            on: 'Application/argo-cd',
            message: 'Application "argo-cd" gives an account that may do everything: admin.enabled is not set, expected "false".',
            path: `${values}.cm["admin.enabled"]`,
          },
        ],
      },
    ],
  },
});

function problemOf(manifest: Manifest, { section, key, value, what }: (typeof closed)[number]): readonly Problem[] {
  const found = at(manifest.fields, 'spec', 'source', 'helm', 'valuesObject', 'configs', section, key);
  if (found !== undefined && asWritten(found) === value) return [];
  const state = found === undefined ? 'not set' : `"${asWritten(found)}"`;
  return [
    { message: `${titleOf(manifest)} gives ${what}: ${key} is ${state}, expected "${value}".`, path: `${values}.${section}["${key}"]` },
  ];
}
