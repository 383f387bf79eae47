import { isProduction } from '../../environments.ts';
import { type ArgoPolicy, type ProjectRole, projectRoles } from '../../kubernetes/argo-cd/argo-cd.ts';
import { environmentOfProject } from '../../kubernetes/argo-cd/project-environment.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

/** What a person may be given in Argo CD. Applications are made, changed and deleted by commits. */
const permissions: readonly string[] = ['applications, get', 'applications, sync', 'applications, action/*', 'logs, get', 'exec, create'];

const project = (name: string, group: string, policy: string) => `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: ${name}, namespace: argocd }
spec: { roles: [{ name: team, groups: [${group}], policies: ["${policy}"] }] }
`;

export default defineRule({
  id: 'limit-project-roles',
  severity: 'error',
  manual: '1.1 (D3)',
  summary: 'Give in an AppProject what the table of access knows, to the groups that it names, in that project only.',
  rationale:
    'Argo CD writes to every cluster. A line for another project has no effect, and one with a wildcard has more than ' +
    'anybody meant; a shell in production leaves no trace in Git.',
  remediation: 'Change the access of the environment in generators/catalog/environments; production is for operations, without exec.',
  scope: 'object',
  kinds: ['AppProject'],

  check(manifest, world) {
    const guarded = isGuarded(manifest.name, world);
    return projectRoles(manifest).flatMap((role) => [
      ...(guarded ? strangers(manifest, role, world) : []),
      ...role.policies.flatMap((policy) => problemsOf(manifest, role, policy, guarded)),
    ]);
  },

  examples: {
    pass: [
      {
        name: 'operations sync production',
        manifests: project('erp-production', 'erp-ops', 'p, proj:erp-production:team, applications, sync, erp-production/*, allow'),
      },
      {
        name: 'a shell in dev',
        manifests: project('erp-dev', 'erp-dev', 'p, proj:erp-dev:team, exec, create, erp-dev/*, allow'),
      },
      {
        name: 'a shell in a further environment in which people try things out',
        manifests: `${project('erp-play', 'erp-dev', 'p, proj:erp-play:team, exec, create, erp-play/*, allow')}---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: web-play, namespace: argocd, labels: { environment: play, erp.example.com/tier: trial } }
spec: { project: erp-play }
`,
      },
      {
        name: 'actions of every kind',
        manifests: project('erp-test', 'erp-qa', 'p, proj:erp-test:team, applications, action/*, erp-test/*, allow'),
      },
    ],
    fail: [
      {
        name: 'a shell in production',
        from: 'operations sync production',
        change: { 'spec.roles[0].policies[0]': 'p, proj:erp-production:team, exec, create, erp-production/*, allow' },
        problems: [
          {
            on: 'AppProject/erp-production',
            message: 'AppProject "erp-production" gives "exec, create" in production.',
            path: 'spec.roles[0].policies[0]',
          },
        ],
      },
      {
        name: 'another team in production',
        manifests: project(
          'erp-production-platform',
          'erp-dev',
          'p, proj:erp-production-platform:team, applications, get, erp-production-platform/*, allow',
        ),
        problems: [
          {
            on: 'AppProject/erp-production-platform',
            message: 'AppProject "erp-production-platform" lets the group "erp-dev" in, expected only erp-ops.',
            path: 'spec.roles[0].groups',
          },
        ],
      },
      {
        name: 'a shell in a second environment that has customers',
        from: 'a shell in a further environment in which people try things out',
        change: {
          'Application/web-play > metadata.labels["erp.example.com/tier"]': 'production',
          'AppProject/erp-play > spec.roles[0].groups[0]': 'erp-ops',
        },
        problems: [
          {
            on: 'AppProject/erp-play',
            message: 'AppProject "erp-play" gives "exec, create" in production.',
            path: 'spec.roles[0].policies[0]',
          },
        ],
      },
      {
        name: 'everything',
        from: 'a shell in dev',
        change: { 'spec.roles[0].policies[0]': 'p, proj:erp-dev:team, applications, *, erp-dev/*, allow' },
        problems: [
          {
            on: 'AppProject/erp-dev',
            message: 'AppProject "erp-dev" gives "applications, *", which the table of access does not know.',
            path: 'spec.roles[0].policies[0]',
          },
        ],
      },
      {
        name: 'the Applications of another project',
        from: 'a shell in dev',
        change: { 'spec.roles[0].policies[0]': 'p, proj:erp-dev:team, applications, sync, erp-test/*, allow' },
        problems: [
          {
            on: 'AppProject/erp-dev',
            message:
              'AppProject "erp-dev" has the line "p, proj:erp-dev:team, applications, sync, erp-test/*, allow", which is not about its own Applications.',
            path: 'spec.roles[0].policies[0]',
          },
        ],
      },
    ],
  },
});

/** Production, and the projects of no environment, which reach Argo CD itself. */
function isGuarded(name: string, world: World): boolean {
  const environment = environmentOfProject(name, world);
  return environment === undefined || isProduction(environment);
}

function strangers(manifest: Manifest, { path, groups }: ProjectRole, { company }: World): readonly Problem[] {
  const { productionGroups } = company;
  return groups
    .filter((group) => !productionGroups.includes(group))
    .map((group) => ({
      message: `${titleOf(manifest)} lets the group "${group}" in, expected only ${productionGroups.join(', ')}.`,
      path: `${path}.groups`,
    }));
}

function problemsOf(manifest: Manifest, role: ProjectRole, policy: ArgoPolicy, guarded: boolean): readonly Problem[] {
  const permission = `${policy.resource}, ${policy.action}`;
  const isOwn =
    policy.subject === `proj:${manifest.name}:${role.name}` && policy.object === `${manifest.name}/*` && policy.effect === 'allow';
  if (!isOwn) {
    return [{ message: `${titleOf(manifest)} has the line "${policy.text}", which is not about its own Applications.`, path: policy.path }];
  }
  if (!permissions.includes(permission)) {
    return [{ message: `${titleOf(manifest)} gives "${permission}", which the table of access does not know.`, path: policy.path }];
  }
  if (guarded && policy.resource === 'exec') {
    return [{ message: `${titleOf(manifest)} gives "${permission}" in production.`, path: policy.path }];
  }
  return [];
}
