import { checkMetadata } from '../metadata.ts';
import { hasForm, mayBeOneOf, needs, needsOneOf, needsSome, pathSegment, subdomain } from '../spots/checks.ts';
import { isLabelSelector } from '../spots/selectors.ts';
import { type Check, field, isFilled, items, missing, refuse, refuseValue, type Spot, text } from '../spots/spot.ts';

const group = 'rbac.authorization.k8s.io';

/** k8s.io/kubernetes 1.35.4, pkg/apis/rbac/validation: ValidateRole. */
export const role: Check = (object) => {
  checkMetadata(object, pathSegment);
  for (const rule of items(object, 'rules')) policyRule(rule, { isNamespaced: true });
};

export const clusterRole: Check = (object) => {
  checkMetadata(object, pathSegment);
  for (const rule of items(object, 'rules')) policyRule(rule, { isNamespaced: false });
  const aggregation = field(object, 'aggregationRule');
  if (aggregation.value === undefined) return;
  needsSome(field(aggregation, 'clusterRoleSelectors'), 'List at least one selector.');
  for (const selector of items(aggregation, 'clusterRoleSelectors')) isLabelSelector(selector);
};

function policyRule(rule: Spot, { isNamespaced }: { readonly isNamespaced: boolean }): void {
  needsSome(field(rule, 'verbs'), 'List at least one verb.');
  const urls = field(rule, 'nonResourceURLs');
  if (isFilled(urls)) {
    if (isNamespaced) refuse(urls, 'A Role is about objects of its namespace, not about URLs.', 'Write a ClusterRole.');
    if (['apiGroups', 'resources', 'resourceNames'].some((key) => isFilled(rule, key))) {
      refuse(urls, 'The rule is about URLs and about objects.', 'Write two rules.');
    }
    return;
  }
  needsSome(field(rule, 'apiGroups'), 'Write apiGroups: [""] for the core group.');
  needsSome(field(rule, 'resources'), 'List at least one resource.');
}

export const roleBinding: Check = (object) => binding(object, ['ClusterRole', 'Role']);

export const clusterRoleBinding: Check = (object) => binding(object, ['ClusterRole']);

/** pkg/apis/rbac/validation: ValidateRoleBinding, ValidateClusterRoleBinding. */
function binding(object: Spot, kinds: readonly string[]): void {
  checkMetadata(object, pathSegment);
  const reference = field(object, 'roleRef');
  mayBeOneOf(field(reference, 'apiGroup'), [group]);
  needsOneOf(field(reference, 'kind'), kinds);
  needs(field(reference, 'name'), pathSegment);
  for (const subject of items(object, 'subjects')) isSubject(subject, { isNamespaced: kinds.includes('Role') });
}

function isSubject(subject: Spot, { isNamespaced }: { readonly isNamespaced: boolean }): void {
  const [kind, name, own] = [field(subject, 'kind'), field(subject, 'name'), field(subject, 'apiGroup')];
  if (text(name) === '') missing(name);
  needsOneOf(kind, ['Group', 'ServiceAccount', 'User']);
  if (text(kind) === 'ServiceAccount') {
    if (text(name) !== '') hasForm(name, subdomain);
    if (text(own) !== '') refuseValue(own, 'is not the group of ServiceAccounts', 'Remove the field.');
    const namespace = field(subject, 'namespace');
    if (!isNamespaced && text(namespace) === '') {
      refuse(namespace, `The ServiceAccount ${JSON.stringify(text(name))} has no namespace.`, 'Set "namespace".');
    }
  } else if (text(own) !== '' && text(own) !== group && ['Group', 'User'].includes(text(kind))) {
    refuse(own, `The ${text(kind)} has the API group ${JSON.stringify(text(own))}.`, `Write apiGroup: ${group}.`);
  }
}

/** pkg/apis/core/validation: ValidateServiceAccount. */
export const serviceAccount: Check = (object) => {
  checkMetadata(object);
};
