import { projectRoles } from '../../kubernetes/argo-cd/argo-cd.ts';
import { type DeclaredEnvironment, type DeliveryFacts, deliveryFactsOf } from '../../kubernetes/argo-cd/delivery-facts.ts';
import { environmentOfProject } from '../../kubernetes/argo-cd/project-environment.ts';
import { asText, listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

/** Resource and action of a verb of the table of access, as Argo CD writes them (3.4.7, docs/operator-manual/rbac.md). */
const permissions: Readonly<Record<string, string>> = { logs: 'logs, get', exec: 'exec, create', action: 'applications, action/*' };

const example = `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: erp-dev, namespace: argocd }
spec:
  roles:
    - name: dev
      groups: [erp-dev]
      policies:
        - p, proj:erp-dev:dev, applications, sync, erp-dev/*, allow
        - p, proj:erp-dev:dev, logs, get, erp-dev/*, allow
---
apiVersion: facts.erp.example.com/v1
kind: DeliveryFacts
metadata: { name: delivery }
spec:
  argo: { namespace: argocd, cluster: erp-production }
  groups: { dev: erp-dev }
  environments: [{ name: dev, clusters: [erp-dev], access: [{ group: dev, argo: [sync, logs] }] }]
`;

const found = (message: string, path: string) => ({ on: 'AppProject/erp-dev', message: `AppProject "erp-dev" ${message}`, path });

export default defineRule({
  id: 'match-project-access',
  severity: 'error',
  manual: '1.1 (D3)',
  summary: 'Let each group do with the Applications of a project what its environment declares, no more and no less.',
  rationale:
    'Who may do what is decided in the table of access, which its owners approve. A group that nobody declared gets in by a line of a project, and ' +
    'operations that lost a line cannot sync, or read a log, in the incident that they are called to.',
  remediation: 'Change `access` in the file of the environment (generators/catalog/environments).',
  scope: 'object',
  kinds: ['AppProject'],

  check(manifest, world) {
    const facts = deliveryFactsOf(world);
    const environment = facts && declaredFor(manifest, facts, world);
    return environment === undefined ? [] : problemsOf(manifest, environment, facts as DeliveryFacts);
  },

  examples: {
    pass: [{ name: 'as declared', manifests: example }],
    fail: [
      {
        name: 'everybody',
        from: 'as declared',
        change: { 'AppProject/erp-dev > spec.roles[0].groups[1]': '*' },
        problems: [found('lets the group "*" in, which "dev" does not declare.', 'spec.roles[0].groups[1]')],
      },
      {
        name: 'a right more',
        from: 'as declared',
        change: { 'AppProject/erp-dev > spec.roles[0].policies[2]': 'p, proj:erp-dev:dev, exec, create, erp-dev/*, allow' },
        problems: [found('lets the group "erp-dev" do "exec, create", which "dev" does not declare.', 'spec.roles[0].policies[2]')],
      },
      {
        name: 'a right less',
        from: 'as declared',
        change: { 'AppProject/erp-dev > spec.roles[0].policies': ['p, proj:erp-dev:dev, logs, get, erp-dev/*, allow'] },
        problems: [found('does not let the group "erp-dev" do "applications, sync", which "dev" declares.', 'spec.roles')],
      },
    ],
  },
});

/** The environment that a project is for; of those of none, the one beside which Argo CD itself runs. */
function declaredFor({ name }: Manifest, { environments, argoCluster }: DeliveryFacts, world: World): DeclaredEnvironment | undefined {
  const own = environmentOfProject(name, world)?.name;
  return environments.find((environment) => (own === undefined ? environment.clusters.includes(argoCluster) : environment.name === own));
}

function problemsOf(manifest: Manifest, { name, access }: DeclaredEnvironment, { groups }: DeliveryFacts): readonly Problem[] {
  const title = titleOf(manifest);
  const declared = access.flatMap((entry) => {
    const group = textAt(entry, 'group') ?? '';
    return listAt(entry, 'argo').map((verb) => ({ group: groups[group] ?? group, permission: permissionOf(asText(verb) ?? '') }));
  });
  const roles = projectRoles(manifest);
  const known = new Set(access.map((entry) => groups[textAt(entry, 'group') ?? ''] ?? textAt(entry, 'group')));
  const given = roles.flatMap((role) =>
    role.groups.flatMap((group) =>
      role.policies
        .filter(({ effect }) => effect === 'allow')
        .map(({ resource, action, path }) => ({ group, permission: `${resource}, ${action}`, path })),
    ),
  );
  const isAmong = (list: readonly { group: string; permission: string }[], one: { group: string; permission: string }) =>
    list.some(({ group, permission }) => group === one.group && permission === one.permission);
  return [
    ...roles.flatMap((role) =>
      role.groups.flatMap((group, index) =>
        known.has(group)
          ? []
          : [
              {
                message: `${title} lets the group "${group}" in, which "${name}" does not declare.`,
                path: `${role.path}.groups[${index}]`,
              },
            ],
      ),
    ),
    ...given
      .filter((one) => known.has(one.group) && !isAmong(declared, one))
      .map(({ group, permission, path }) => ({
        message: `${title} lets the group "${group}" do "${permission}", which "${name}" does not declare.`,
        path,
      })),
    ...declared
      .filter((one) => !isAmong(given, one))
      .map(({ group, permission }) => ({
        message: `${title} does not let the group "${group}" do "${permission}", which "${name}" declares.`,
        path: 'spec.roles',
      })),
  ];
}

function permissionOf(verb: string): string {
  return (Object.hasOwn(permissions, verb) ? permissions[verb] : undefined) ?? `applications, ${verb}`;
}
