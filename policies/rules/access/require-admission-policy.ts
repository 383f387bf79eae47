import { isProductionLike } from '../../environments.ts';
import { asText, listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { serviceNamespaces } from '../../kubernetes/pods/priorities.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

/** What may be brought past the repository into a namespace of services, by the resources of Kubernetes 1.35. */
const guarded: readonly string[] = [
  'pods',
  'deployments',
  'statefulsets',
  'daemonsets',
  'jobs',
  'cronjobs',
  'services',
  'roles',
  'rolebindings',
];

const namespace = `
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: financial-service, namespace: erp-prod }
`;
const policy = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: { name: rules }
spec:
  failurePolicy: Fail
  matchConstraints: { resourceRules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: [CREATE, UPDATE], resources: [${guarded.join(', ')}] }] }
  validations: [{ expression: 'false' }]
`;
const binding = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: { name: rules }
spec:
  policyName: rules
  validationActions: [Deny, Audit]
  matchResources: { namespaceSelector: { matchExpressions: [{ key: kubernetes.io/metadata.name, operator: In, values: [erp-prod] }] } }
`;
const path = 'metadata.name';
const on = 'Namespace/erp-prod';
const all = 'a policy for everything that people bring';
const unguarded = (resources: readonly string[]) => ({
  on,
  message: `No ValidatingAdmissionPolicy refuses ${resources.join(', ')} in Namespace "erp-prod".`,
  path,
});

export default defineRule({
  id: 'require-admission-policy',
  severity: 'error',
  manual: '1.1, 2.1 (D3, D12)',
  summary: 'Let the API server judge what is brought into a namespace of services past the repository.',
  rationale:
    'The rules of the repository judge what comes by Git. Who may write to a cluster, an incident or a stolen token among them, meets only what the cluster refuses itself.',
  remediation:
    'Bind the policies in generators/platform/access/rule-admission.ts to the namespace, and set admission of the environment (generators/catalog/environments) to deny.',
  scope: 'object',
  kinds: ['Namespace', 'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'],

  check(manifest, world) {
    switch (manifest.kind) {
      case 'Namespace':
        return ofNamespace(manifest, world);
      case 'ValidatingAdmissionPolicy':
        return world.ofKind('ValidatingAdmissionPolicyBinding').some((candidate) => policyOf(candidate) === manifest.name)
          ? []
          : [{ message: `Nothing binds ${titleOf(manifest)}.`, path }];
      default:
        return ofBinding(manifest, world);
    }
  },

  examples: {
    pass: [
      { name: all, manifests: [namespace, policy, binding].join('---') },
      {
        name: 'one that warns where people try things out',
        environment: 'dev',
        manifests: [namespace, policy, binding.replace('Deny', 'Warn')].join('---'),
      },
      { name: 'a namespace without services', manifests: namespace.slice(0, namespace.indexOf('---')) },
    ],
    fail: [
      {
        name: 'a namespace of services without a policy',
        from: all,
        change: { 'ValidatingAdmissionPolicy/rules': undefined, 'ValidatingAdmissionPolicyBinding/rules': undefined },
        problems: [unguarded(guarded)],
      },
      {
        name: 'a policy that nothing binds',
        from: all,
        change: { 'ValidatingAdmissionPolicyBinding/rules': undefined },
        problems: [
          unguarded(guarded),
          { on: 'ValidatingAdmissionPolicy/rules', message: 'Nothing binds ValidatingAdmissionPolicy "rules".', path },
        ],
      },
      {
        name: 'a binding of a policy that does not exist',
        from: all,
        change: { 'ValidatingAdmissionPolicy/rules': undefined },
        problems: [
          unguarded(guarded),
          {
            on: 'ValidatingAdmissionPolicyBinding/rules',
            message: 'ValidatingAdmissionPolicyBinding "rules" names the policy "rules", which does not exist.',
            path: 'spec.policyName',
          },
        ],
      },
      {
        name: 'a policy that only warns in production',
        from: all,
        change: { 'ValidatingAdmissionPolicyBinding/rules > spec.validationActions[0]': 'Warn' },
        problems: [
          unguarded(guarded),
          {
            on: 'ValidatingAdmissionPolicyBinding/rules',
            message: 'ValidatingAdmissionPolicyBinding "rules" does not deny.',
            path: 'spec.validationActions',
          },
        ],
      },
      {
        name: 'a policy that leaves CronJobs out',
        from: all,
        change: {
          'ValidatingAdmissionPolicy/rules > spec.matchConstraints.resourceRules[0].resources': guarded.filter(
            (name) => name !== 'cronjobs',
          ),
        },
        problems: [unguarded(['cronjobs'])],
      },
      {
        name: 'a policy that lets through what it cannot judge',
        from: all,
        change: { 'ValidatingAdmissionPolicy/rules > spec.failurePolicy': 'Ignore' },
        problems: [unguarded(guarded)],
      },
      {
        name: 'a policy for some people only',
        from: all,
        change: {
          'ValidatingAdmissionPolicy/rules > spec.matchConditions': [{ name: 'a', expression: "'a' in request.userInfo.groups" }],
        },
        problems: [unguarded(guarded)],
      },
      {
        name: 'a policy for another namespace',
        from: all,
        change: {
          'ValidatingAdmissionPolicyBinding/rules > spec.matchResources.namespaceSelector.matchExpressions[0].values[0]': 'erp-infra',
        },
        problems: [unguarded(guarded)],
      },
    ],
  },
});

function ofNamespace(manifest: Manifest, world: World): readonly Problem[] {
  if (!serviceNamespaces(world).has(manifest.name)) return [];
  const bound = new Set(
    world
      .ofKind('ValidatingAdmissionPolicyBinding')
      .filter((candidate) => acts(candidate, world) && namespacesOf(candidate).includes(manifest.name))
      .map(policyOf),
  );
  const judged = world
    .ofKind('ValidatingAdmissionPolicy')
    .filter((candidate) => bound.has(candidate.name) && isForEverybody(candidate))
    .flatMap(({ fields }) => listAt(fields, 'spec', 'matchConstraints', 'resourceRules'))
    .filter((rule) => ['CREATE', 'UPDATE'].every((operation) => listAt(rule, 'operations').includes(operation)))
    .flatMap((rule) => listAt(rule, 'resources'));
  const open = guarded.filter((resource) => !judged.includes(resource));
  if (open.length === 0) return [];
  return [{ message: `No ValidatingAdmissionPolicy refuses ${open.join(', ')} in ${titleOf(manifest)}.`, path }];
}

function ofBinding(manifest: Manifest, world: World): readonly Problem[] {
  const name = policyOf(manifest);
  return [
    ...(name !== undefined && world.find('ValidatingAdmissionPolicy', '', name) !== undefined
      ? []
      : [{ message: `${titleOf(manifest)} names the policy "${name ?? ''}", which does not exist.`, path: 'spec.policyName' }]),
    ...(acts(manifest, world)
      ? []
      : [
          {
            message: `${titleOf(manifest)} does not ${isProductionLike(world) ? 'deny' : 'deny or warn'}.`,
            path: 'spec.validationActions',
          },
        ]),
  ];
}

/** Where people try things out it is enough that they are told. */
function acts({ fields }: Manifest, world: World): boolean {
  const actions = listAt(fields, 'spec', 'validationActions');
  return actions.includes('Deny') || (!isProductionLike(world) && actions.includes('Warn'));
}

function policyOf({ fields }: Manifest): string | undefined {
  return textAt(fields, 'spec', 'policyName');
}

function namespacesOf({ fields }: Manifest): readonly string[] {
  return listAt(fields, 'spec', 'matchResources', 'namespaceSelector', 'matchExpressions')
    .filter((chosen) => textAt(chosen, 'key') === 'kubernetes.io/metadata.name' && textAt(chosen, 'operator') === 'In')
    .flatMap((chosen) => listAt(chosen, 'values'))
    .flatMap((value) => asText(value) ?? []);
}

/** What it cannot judge it refuses, and it does not ask who it is that brings something. */
function isForEverybody({ fields }: Manifest): boolean {
  const conditions = listAt(fields, 'spec', 'matchConditions').map((condition) => textAt(condition, 'expression') ?? '');
  return (
    (textAt(fields, 'spec', 'failurePolicy') ?? 'Fail') === 'Fail' &&
    listAt(fields, 'spec', 'validations').length > 0 &&
    !conditions.some((condition) => condition.includes('userInfo'))
  );
}
