import { deleted, edited, type Mutation, set } from '../mutation.ts';
import type { Production } from '../production.ts';

const rule = 'require-admission-policy';

/** The policies by which the API server judges as the rules do. */
export default function admission(production: Production): readonly Mutation[] {
  const { manifests } = production;
  const isOfRules = ({ name }: { readonly name: string }) => /^erp-(?:service-|release-)?rules-/.test(name);
  const policies = production.ofKind('ValidatingAdmissionPolicy').filter(isOfRules);
  const bindings = production.ofKind('ValidatingAdmissionPolicyBinding').filter(isOfRules);
  // Nothing else judges Roles.
  const roles = policies.filter(({ name }) => name === 'erp-rules-roles');
  const open = () => ['Namespace erp-prod'];
  return [
    ...deleted(manifests, policies, rule, ({ name }) => [`ValidatingAdmissionPolicyBinding ${name}`]),
    ...deleted(manifests, bindings, rule, ({ name }) => [`ValidatingAdmissionPolicy ${name}`]),
    ...edited(manifests, bindings, {
      [rule]: {
        'only warns': set('spec.validationActions', ['Warn']),
        'names a policy that is not there': set('spec.policyName', 'erp-rules-old'),
      },
    }),
    ...edited(manifests, roles, {
      'forbid-constant-condition': {
        'refuses nothing': set('spec.validations[0].expression', 'true'),
        'applies to nobody': set('spec.matchConditions[0].expression', 'false'),
      },
    }),
    ...edited(
      manifests,
      roles,
      {
        [rule]: {
          'lets through what it cannot judge': set('spec.failurePolicy', 'Ignore'),
          'judges what is made, and not what is changed': set('spec.matchConstraints.resourceRules[0].operations', ['CREATE']),
          'judges some people only': set('spec.matchConditions', [{ name: 'some', expression: "'a' in request.userInfo.groups" }]),
        },
      },
      open,
    ),
  ];
}
