import { subjectsOf } from '../../kubernetes/access/access.ts';
import { asText, at, listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const operationOf: Readonly<Record<string, string>> = { create: 'CREATE', update: 'UPDATE', patch: 'UPDATE', delete: 'DELETE' };
/** One request that is about all objects of a namespace: it is judged object by object, as a DELETE. */
const everything = 'deletecollection';

/** What needs no policy: the objects tell nothing and keep nothing, or the request is none to the admission of objects. */
const harmless: readonly string[] = ['CREATE pods/exec', 'CREATE pods/attach', 'DELETE pods', 'DELETE batch/jobs'];

const role = `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: break-glass, namespace: erp-infra }
rules: [{ apiGroups: [batch], resources: [jobs], verbs: [create, delete] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: break-glass, namespace: erp-infra }
roleRef: { kind: Role, name: break-glass }
subjects: [{ kind: Group, name: erp-break-glass }]
`;
const policy = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: { name: jobs }
spec:
  failurePolicy: Fail
  matchConditions: [{ name: a, expression: "'erp-break-glass' in request.userInfo.groups" }]
  matchConstraints: { resourceRules: [{ apiGroups: [batch], apiVersions: ['*'], operations: [CREATE], resources: [jobs] }] }
  validations: [{ expression: "object.spec.template.spec.serviceAccountName == 'postgres-backup'" }]
`;
const binding = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: { name: jobs }
spec:
  policyName: jobs
  validationActions: [Deny]
  matchResources: { namespaceSelector: { matchExpressions: [{ key: kubernetes.io/metadata.name, operator: In, values: [erp-infra] }] } }
`;
const shell = `
apiVersion: batch/v1
kind: CronJob
metadata: { name: break-glass, namespace: erp-prod }
spec:
  suspend: true
  schedule: "0 0 1 1 *"
  jobTemplate: { spec: { template: { spec: { containers: [{ name: shell, command: [sleep, "3600"] }] } } } }
`;
const all = (...texts: readonly string[]) => texts.join('---');
const unguarded = {
  on: 'Role/break-glass',
  message: 'Role "break-glass" lets "erp-break-glass" CREATE batch/jobs, and no ValidatingAdmissionPolicy says which.',
  path: 'rules[0]',
};

export default defineRule({
  id: 'limit-break-glass',
  severity: 'error',
  manual: '7.4 (D126)',
  summary:
    'Limit by a ValidatingAdmissionPolicy what the Role for incidents may make, change and delete, and let no pod for people start by itself.',
  rationale:
    'RBAC knows kinds, not objects: whoever may make a Job mounts every Secret of the namespace and acts as every account, and who ' +
    'may delete a copy of the database may delete the database.',
  remediation:
    'Add the resource to generators/platform/access/break-glass-admission.ts, or take the right from generators/platform/access/break-glass.ts.',
  scope: 'object',
  kinds: ['Role', 'CronJob'],

  check(manifest, world) {
    if (manifest.kind === 'CronJob') return standing(manifest);
    if (!isBound(manifest, world)) return [];
    return listAt(manifest.fields, 'rules').flatMap((rule, index) =>
      rightsOf(rule)
        .filter(({ name }) => !harmless.includes(name))
        .filter((right) => !isGuarded(right, manifest.namespace, world))
        .map(({ name }) => ({
          message: `${titleOf(manifest)} lets "${world.company.breakGlassGroup}" ${name}, and no ValidatingAdmissionPolicy says which.`,
          path: `rules[${index}]`,
        })),
    );
  },

  examples: {
    pass: [
      { name: 'Jobs within a policy', manifests: all(role, policy, binding) },
      { name: 'a pod that somebody asks for', manifests: shell },
      { name: 'a Role for others', manifests: role.replace('name: erp-break-glass', 'name: erp-ops') },
    ],
    fail: [
      {
        name: 'a pod that asks nobody',
        from: 'a pod that somebody asks for',
        change: { 'CronJob/break-glass > spec.suspend': false },
        problems: [
          {
            on: 'CronJob/break-glass',
            message: 'CronJob "break-glass" starts a pod that only waits for people, by itself.',
            path: 'spec.suspend',
          },
        ],
      },
      {
        name: 'every Job',
        from: 'a Role for others',
        change: { 'RoleBinding/break-glass > subjects[0].name': 'erp-break-glass' },
        problems: [unguarded],
      },
      {
        name: 'all pods of a namespace at once',
        from: 'Jobs within a policy',
        change: { 'Role/break-glass > rules[1]': { apiGroups: [''], resources: ['pods'], verbs: ['delete', 'deletecollection'] } },
        problems: [
          {
            on: 'Role/break-glass',
            message: 'Role "break-glass" lets "erp-break-glass" DELETE all at once of pods, and no ValidatingAdmissionPolicy says which.',
            path: 'rules[1]',
          },
        ],
      },
      {
        name: 'a policy that nothing binds',
        from: 'Jobs within a policy',
        change: { 'ValidatingAdmissionPolicyBinding/jobs': undefined },
        problems: [unguarded],
      },
      {
        name: 'a policy that only warns',
        from: 'Jobs within a policy',
        change: { 'ValidatingAdmissionPolicyBinding/jobs > spec.validationActions[0]': 'Warn' },
        problems: [unguarded],
      },
      {
        name: 'a policy for another namespace',
        from: 'Jobs within a policy',
        change: {
          'ValidatingAdmissionPolicyBinding/jobs > spec.matchResources.namespaceSelector.matchExpressions[0].values[0]': 'erp-prod',
        },
        problems: [unguarded],
      },
      {
        name: 'a policy that lets through what it cannot judge',
        from: 'Jobs within a policy',
        change: { 'ValidatingAdmissionPolicy/jobs > spec.failurePolicy': 'Ignore' },
        problems: [unguarded],
      },
      {
        name: 'a policy about others',
        from: 'Jobs within a policy',
        change: { 'ValidatingAdmissionPolicy/jobs > spec.matchConditions[0].expression': "'erp-ops' in request.userInfo.groups" },
        problems: [unguarded],
      },
    ],
  },
});

/** The least seconds for which a pod waits for people. */
const waiting = 600;

/** A pod that only waits is for somebody who comes into it: nobody is there when a schedule starts it. */
function standing({ fields, ...manifest }: Manifest): readonly Problem[] {
  if (at(fields, 'spec', 'suspend') === true) return [];
  const containers = listAt(fields, 'spec', 'jobTemplate', 'spec', 'template', 'spec', 'containers');
  const waits = containers.some((container) => {
    const [program, seconds] = [...listAt(container, 'command'), ...listAt(container, 'args')];
    return program === 'sleep' && (seconds === 'infinity' || Number(seconds) >= waiting);
  });
  return waits
    ? [{ message: `${titleOf({ fields, ...manifest })} starts a pod that only waits for people, by itself.`, path: 'spec.suspend' }]
    : [];
}

interface Right {
  readonly group: string;
  readonly resource: string;
  readonly operation: string;
  /** Such as `CREATE batch/jobs`. */
  readonly name: string;
}

/** What a rule of a Role lets somebody write. */
function rightsOf(rule: unknown): readonly Right[] {
  const [groups, resources, verbs] = ['apiGroups', 'resources', 'verbs'].map((key) =>
    listAt(rule, key).flatMap((value) => asText(value) ?? []),
  );
  const all = verbs ?? [];
  const named = [
    ...new Set(
      all.flatMap((verb) =>
        verb === '*' ? Object.values(operationOf) : Object.hasOwn(operationOf, verb) ? (operationOf[verb] ?? []) : [],
      ),
    ),
  ];
  const operations = [
    ...named.map((operation) => ({ operation, said: operation })),
    ...(all.includes(everything) || all.includes('*') ? [{ operation: 'DELETE', said: 'DELETE all at once of' }] : []),
  ];
  return (groups ?? []).flatMap((apiGroup) =>
    (resources ?? []).flatMap((resource) =>
      operations.map(({ operation, said }) => ({
        group: apiGroup,
        resource,
        operation,
        name: `${said} ${apiGroup === '' ? '' : `${apiGroup}/`}${resource}`,
      })),
    ),
  );
}

function isBound(role: Manifest, world: World): boolean {
  return world
    .ofKind('RoleBinding')
    .filter(({ namespace, fields }) => namespace === role.namespace && textAt(fields, 'roleRef', 'name') === role.name)
    .some((candidate) => subjectsOf(candidate).some(({ kind, name }) => kind === 'Group' && name === world.company.breakGlassGroup));
}

function isGuarded(right: Right, namespace: string, world: World): boolean {
  return world
    .ofKind('ValidatingAdmissionPolicy')
    .filter(({ fields }) => textAt(fields, 'spec', 'failurePolicy') === 'Fail' && listAt(fields, 'spec', 'validations').length > 0)
    .filter(({ fields }) => {
      const conditions = listAt(fields, 'spec', 'matchConditions').map((condition) => textAt(condition, 'expression'));
      return conditions.length === 1 && conditions[0] === `'${world.company.breakGlassGroup}' in request.userInfo.groups`;
    })
    .filter(({ fields }) =>
      listAt(fields, 'spec', 'matchConstraints', 'resourceRules').some(
        (rule) =>
          listAt(rule, 'apiGroups').includes(right.group) &&
          listAt(rule, 'resources').includes(right.resource) &&
          listAt(rule, 'operations').includes(right.operation),
      ),
    )
    .some(({ name }) => isBoundPolicy(name, namespace, world));
}

function isBoundPolicy(policy: string, namespace: string, world: World): boolean {
  return world.ofKind('ValidatingAdmissionPolicyBinding').some(({ fields }) => {
    const chosen = listAt(fields, 'spec', 'matchResources', 'namespaceSelector', 'matchExpressions');
    return (
      textAt(fields, 'spec', 'policyName') === policy &&
      listAt(fields, 'spec', 'validationActions').includes('Deny') &&
      chosen.length === 1 &&
      textAt(chosen[0], 'key') === 'kubernetes.io/metadata.name' &&
      textAt(chosen[0], 'operator') === 'In' &&
      listAt(chosen[0], 'values').includes(namespace)
    );
  });
}
