import { at, fieldsAt, listAt, textAt } from '../../kubernetes/fields.ts';
import { groupOf, missingIn, titleOf } from '../../kubernetes/objects.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import { labelSelector, matches } from '../../kubernetes/selectors.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

/** Where each kind of target keeps the parts that `sectionName` may name (Gateway API, policy attachment). */
const sections: Readonly<Record<string, string>> = { Gateway: 'listeners', HTTPRoute: 'rules', GRPCRoute: 'rules', Service: 'ports' };

const policy = (target: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: financial-service, namespace: erp-prod }
spec: { parentRefs: [{ name: erp-gateway, namespace: erp-infra }], rules: [{ name: api }] }
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: SecurityPolicy
metadata: { name: financial-service, namespace: erp-prod }
spec: { targetRefs: [{ ${target} }] }
`;

const on = 'SecurityPolicy/financial-service';

const policyKinds = ['BackendTrafficPolicy', 'ClientTrafficPolicy', 'SecurityPolicy', 'EnvoyExtensionPolicy', 'BackendTLSPolicy'];

export default defineRule({
  id: 'match-policy-target',
  severity: 'error',
  manual: '2.6 (D47)',
  summary: 'Let the Gateway, route or Service that a traffic policy names exist, and be for no other policy of that kind.',
  rationale: 'A policy without its target limits, allows and protects nothing, while its file reads as if it did.',
  remediation: 'Set targetRefs to the group, kind and name of an object of the same namespace.',
  scope: 'object',
  kinds: policyKinds,

  check(manifest, world) {
    const spec = fieldsAt(manifest.fields, 'spec');
    const single = at(spec, 'targetRef') ?? undefined;
    const targets = [
      ...(single === undefined ? [] : [{ target: single, path: 'spec.targetRef' }]),
      ...listAt(spec, 'targetRefs').map((target, index) => ({ target, path: `spec.targetRefs[${index}]` })),
    ];
    const selectors = listAt(spec, 'targetSelectors');
    if (targets.length === 0 && selectors.length === 0)
      return [{ message: `${titleOf(manifest)} names no target.`, path: 'spec.targetRefs' }];
    return [
      ...targets.flatMap(({ target, path }) => targetProblem(manifest, target, path, world)),
      ...targets.flatMap(({ target, path }) => strangeTarget(manifest, target, path, world)),
      ...selectors.flatMap((selector, index) => selectorProblem(manifest, selector, `spec.targetSelectors[${index}]`, world)),
    ];
  },

  examples: {
    pass: [
      { name: 'a route', manifests: policy('group: gateway.networking.k8s.io, kind: HTTPRoute, name: financial-service') },
      {
        name: 'a rule of it',
        manifests: policy('group: gateway.networking.k8s.io, kind: HTTPRoute, name: financial-service, sectionName: api'),
      },
    ],
    fail: [
      {
        name: 'the route of another',
        from: 'a route',
        change: {
          'HTTPRoute/sales-service': `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: sales-service, namespace: erp-prod }
spec: { parentRefs: [{ name: erp-gateway, namespace: erp-infra }], rules: [{ name: api }] }
`,
          'SecurityPolicy/financial-service > spec.targetRefs[0].name': 'sales-service',
        },
        problems: [
          {
            on,
            message: 'SecurityPolicy "financial-service" is for HTTPRoute "sales-service", and not for the one of its own name.',
            path: 'spec.targetRefs[0].name',
          },
        ],
      },
      {
        name: 'two for one route',
        from: 'a route',
        change: {
          'SecurityPolicy/api': `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: SecurityPolicy
metadata: { name: api, namespace: erp-prod }
spec: { targetRefs: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: financial-service }] }
`,
        },
        problems: [
          {
            on,
            message:
              'SecurityPolicy "financial-service" is for HTTPRoute "financial-service", and so is SecurityPolicy "api": one of them has no effect.',
            path: 'spec.targetRefs[0].name',
          },
          {
            on: 'SecurityPolicy/api',
            message:
              'SecurityPolicy "api" is for HTTPRoute "financial-service", and so is SecurityPolicy "financial-service": one of them has no effect.',
            path: 'spec.targetRefs[0].name',
          },
        ],
      },
      {
        name: 'a mistyped name',
        from: 'a route',
        change: { 'SecurityPolicy/financial-service > spec.targetRefs[0].name': 'finance-service' },
        problems: [
          {
            on,
            message: 'SecurityPolicy "financial-service" is for HTTPRoute "finance-service", which does not exist in namespace "erp-prod".',
            path: 'spec.targetRefs[0].name',
          },
        ],
      },
      {
        name: 'a Gateway of that name, which does not exist',
        from: 'a route',
        change: { 'SecurityPolicy/financial-service > spec.targetRefs[0].kind': 'Gateway' },
        problems: [
          {
            on,
            message: 'SecurityPolicy "financial-service" is for Gateway "financial-service", which does not exist in namespace "erp-prod".',
            path: 'spec.targetRefs[0].name',
          },
        ],
      },
      {
        name: 'the wrong API group',
        from: 'a route',
        change: { 'SecurityPolicy/financial-service > spec.targetRefs[0].group': 'gateway.envoyproxy.io' },
        problems: [
          {
            on,
            message:
              'SecurityPolicy "financial-service" is for HTTPRoute "financial-service" of group "gateway.envoyproxy.io", which is not its group.',
            path: 'spec.targetRefs[0].group',
          },
        ],
      },
      {
        name: 'a mistyped rule',
        from: 'a route',
        change: { 'SecurityPolicy/financial-service > spec.targetRefs[0].sectionName': 'apis' },
        problems: [
          {
            on,
            message:
              'SecurityPolicy "financial-service" is for section "apis" of HTTPRoute "financial-service", which has none of that name.',
            path: 'spec.targetRefs[0].sectionName',
          },
        ],
      },
    ],
  },
});

function targetProblem(policy: Manifest, target: unknown, path: string, world: World): readonly Problem[] {
  const kind = textAt(target, 'kind') ?? '';
  const name = textAt(target, 'name') ?? '';
  const group = textAt(target, 'group') ?? '';
  const found = world.find(kind, policy.namespace, name);
  const subject = `${titleOf(policy)} is for`;
  if (found === undefined) {
    return [{ message: `${subject} ${kind} "${name}", which ${missingIn(policy.namespace)}.`, path: `${path}.name` }];
  }
  if (groupOf(found.apiVersion) !== group) {
    return [{ message: `${subject} ${kind} "${name}" of group "${group}", which is not its group.`, path: `${path}.group` }];
  }
  const section = textAt(target, 'sectionName');
  const list = Object.hasOwn(sections, kind) ? sections[kind] : undefined;
  if (section === undefined || list === undefined || listAt(found.fields, 'spec', list).some((part) => textAt(part, 'name') === section))
    return [];
  return [{ message: `${subject} section "${section}" of ${kind} "${name}", which has none of that name.`, path: `${path}.sectionName` }];
}

function selectorProblem(policy: Manifest, value: unknown, path: string, world: World): readonly Problem[] {
  const selector = labelSelector(value);
  const kind = textAt(value, 'kind') ?? '';
  const selected = world
    .ofKind(kind)
    .some(({ namespace, labels }) => namespace === policy.namespace && selector !== undefined && matches(selector, labels));
  return selected ? [] : [{ message: `${titleOf(policy)} selects no ${kind}.`, path }];
}

function isMerged({ fields }: Manifest): boolean {
  return at(fields, 'spec', 'mergeType') !== undefined;
}

function keyOf({ kind, namespace }: Manifest, target: unknown): string {
  return JSON.stringify([kind, namespace, ...['kind', 'name', 'sectionName'].map((field) => textAt(target, field))]);
}

/** Policies that are merged with no other, by their kind, namespace and target. */
const policiesOn = perWorld((world: World): ReadonlyMap<string, readonly Manifest[]> => {
  const found = new Map<string, Manifest[]>();
  for (const policy of policyKinds.flatMap((kind) => world.ofKind(kind)).filter((one) => !isMerged(one))) {
    for (const key of new Set(listAt(policy.fields, 'spec', 'targetRefs').map((target) => keyOf(policy, target)))) {
      found.set(key, [...(found.get(key) ?? []), policy]);
    }
  }
  return found;
});

/** Envoy Gateway 1.9.0: of two policies of a kind on the same target the younger has no effect (`Conflicted`). One that is called after an object of that
 * kind, and is for another, was meant for the first. */
function strangeTarget(policy: Manifest, target: unknown, path: string, world: World): readonly Problem[] {
  const [kind, name] = [textAt(target, 'kind') ?? '', textAt(target, 'name') ?? ''];
  const found = world.find(kind, policy.namespace, name);
  if (found === undefined || policy.kind === 'BackendTLSPolicy') return [];
  const rival = isMerged(policy)
    ? undefined
    : policiesOn(world)
        .get(keyOf(policy, target))
        ?.find((other) => other.name !== policy.name);
  if (rival !== undefined) {
    return [
      {
        message: `${titleOf(policy)} is for ${kind} "${name}", and so is ${titleOf(rival)}: one of them has no effect.`,
        path: `${path}.name`,
      },
    ];
  }
  const others = listAt(policy.fields, 'spec', 'targetRefs').some((its) => textAt(its, 'name') === policy.name);
  return name !== policy.name && !others && world.find(kind, policy.namespace, policy.name) !== undefined
    ? [{ message: `${titleOf(policy)} is for ${kind} "${name}", and not for the one of its own name.`, path: `${path}.name` }]
    : [];
}
