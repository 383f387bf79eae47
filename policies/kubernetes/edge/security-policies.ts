import type { Manifest, World } from '../../model.ts';
import { asFields, at, fieldsAt, listAt, textAt } from '../fields.ts';
import { titleOf } from '../objects.ts';
import { perWorld } from '../per-world.ts';
import { labelSelector, matches } from '../selectors.ts';
import { parentsOf } from './gateways.ts';

/**
 * The SecurityPolicies that decide about the requests of a route (Envoy Gateway): those on the route, and where there are
 * none, or one asks to be merged and authenticates nobody itself, those on its Gateways. Empty when one of its Gateways has none.
 */
export function guardsOf(route: Manifest, world: World): readonly Manifest[] {
  const own = policiesOn(world, route);
  const parents = parentsOf(route).map((parent) => {
    const gateway = world.find(parent.kind, parent.namespace, parent.name);
    return gateway === undefined ? [] : policiesOn(world, gateway, parent.section);
  });
  const inherited = parents.some((policies) => policies.length === 0) ? [] : parents.flat();
  if (own.length === 0) return inherited;
  return own.flatMap((policy) => (asksForMerge(policy) && !authenticates(policy) && inherited.length > 0 ? inherited : [policy]));
}

/** In which way a SecurityPolicy lets strangers in, as the end of a sentence; undefined when it does not. */
export function weaknessOf(policy: Manifest): string | undefined {
  if (!authenticates(policy)) return `${titleOf(policy)} authenticates nobody`;
  const spec = fieldsAt(policy.fields, 'spec');
  // What is asked, a list of users or of keys decides by itself whom it knows.
  if (at(spec, 'oidc') === undefined && !requiresToken(spec)) return undefined;
  if (asksExternally(spec) || hasField(spec, 'basicAuth') || hasField(spec, 'apiKeyAuth')) return undefined;
  return admitsByClaim(spec) ? undefined : `${titleOf(policy)} lets everybody in who has an account`;
}

function authenticates({ fields }: Manifest): boolean {
  const spec = fieldsAt(fields, 'spec');
  return ['oidc', 'basicAuth', 'apiKeyAuth'].some((field) => hasField(spec, field)) || requiresToken(spec) || asksExternally(spec);
}

function hasField(spec: unknown, field: string): boolean {
  return asFields(at(spec, field)) !== undefined;
}

function requiresToken(spec: unknown): boolean {
  return hasField(spec, 'jwt') && at(spec, 'jwt', 'optional') !== true && at(spec, 'jwt', 'failOpen') !== true;
}

function asksExternally(spec: unknown): boolean {
  return hasField(spec, 'extAuth') && at(spec, 'extAuth', 'failOpen') !== true;
}

/** Whether only who has a claim or a scope is admitted. Without a default action Envoy Gateway denies. */
function admitsByClaim(spec: unknown): boolean {
  if (!hasField(spec, 'authorization') || (textAt(spec, 'authorization', 'defaultAction') ?? 'Deny') !== 'Deny') return false;
  const rules = listAt(spec, 'authorization', 'rules').filter((rule) => textAt(rule, 'action') === 'Allow');
  return rules.every((rule) => ['claims', 'scopes'].some((field) => listAt(rule, 'principal', 'jwt', field).length > 0));
}

function asksForMerge({ fields }: Manifest): boolean {
  return (textAt(fields, 'spec', 'mergeType') ?? 'Replace') !== 'Replace';
}

/** The policies on all of an object, or of a Gateway on the listener of that name. */
function policiesOn(world: World, target: Manifest, section?: string): readonly Manifest[] {
  return (policiesByNamespace(world).get(target.namespace) ?? []).filter(({ fields }) => {
    const spec = fieldsAt(fields, 'spec');
    const single = at(spec, 'targetRef');
    const named = [...(single === undefined ? [] : [single]), ...listAt(spec, 'targetRefs')].some(
      (reference) =>
        textAt(reference, 'kind') === target.kind &&
        textAt(reference, 'name') === target.name &&
        [undefined, section].includes(textAt(reference, 'sectionName')),
    );
    return named || listAt(spec, 'targetSelectors').some((item) => selects(item, target));
  });
}

function selects(item: unknown, target: Manifest): boolean {
  const selector = labelSelector({ matchLabels: at(item, 'matchLabels') ?? {}, matchExpressions: at(item, 'matchExpressions') });
  return textAt(item, 'kind') === target.kind && selector !== undefined && matches(selector, target.labels);
}

const policiesByNamespace = perWorld((world) => Map.groupBy(world.ofKind('SecurityPolicy'), ({ namespace }) => namespace));
