import { fieldsAt, listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields, Manifest } from '../../../policies/model.ts';

/** Whether a policy, or its binding, is made of the rules. */
export function isOfRules({ name }: Pick<Manifest, 'name'>): boolean {
  return /^erp-(?:[a-z]+-)?rules-/.test(name);
}

/**
 * Copies of the policies of the rules, bound to another namespace, that warn and say only the id of the rule: the API server tells one
 * refusal at a time, but all warnings, as long as they are short.
 */
export function ruleCopies(manifests: readonly Manifest[], namespace: string): readonly Fields[] {
  return manifests.filter(isOfRules).flatMap(({ kind, name, fields }): readonly Fields[] => {
    const copy = { ...fields, metadata: { name: `copy-of-${name}` } };
    if (kind === 'ValidatingAdmissionPolicy') {
      const validations = listAt(fields, 'spec', 'validations').map((validation) => ({
        expression: textAt(validation, 'expression'),
        message: (textAt(validation, 'message') ?? '').split(':')[0],
      }));
      return [{ ...copy, spec: { ...fieldsAt(fields, 'spec'), validations } }];
    }
    if (kind !== 'ValidatingAdmissionPolicyBinding') return [];
    const chosen = [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: [namespace] }];
    const matchResources = { namespaceSelector: { matchExpressions: chosen } };
    return [{ ...copy, spec: { policyName: `copy-of-${name}`, validationActions: ['Warn'], matchResources } }];
  });
}
