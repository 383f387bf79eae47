import { checkMetadata } from '../metadata.ts';
import { hasForm, isOneOf, needs, needsOneOf, needsSome, pathSegment, qualified, serviceName, within } from '../spots/checks.ts';
import { isDnsSubdomain, isDomain } from '../spots/forms.ts';
import { isLabelSelector } from '../spots/selectors.ts';
import { type Check, field, isSet, items, missing, noDuplicates, refuse, refuseValue, type Spot, text, textsOf } from '../spots/spot.ts';
import { admitted, isExpression } from './expressions.ts';

/** k8s.io/kubernetes 1.35.4, pkg/apis/admissionregistration/validation: ValidateValidatingWebhookConfiguration. */
export const validatingWebhooks: Check = (object) => webhooks(object);

export const mutatingWebhooks: Check = (object) => {
  webhooks(object);
  for (const hook of items(object, 'webhooks')) isOneOf(field(hook, 'reinvocationPolicy'), ['IfNeeded', 'Never']);
};

function webhooks(object: Spot): void {
  checkMetadata(object);
  const hooks = items(object, 'webhooks');
  for (const hook of hooks) webhook(hook);
  noDuplicates(hooks, 'webhook', (hook) => text(hook, 'name') || undefined);
}

function webhook(hook: Spot): void {
  needs(field(hook, 'name'), {
    holds: (value) => isDomain(value, 3),
    noun: 'domain of three parts',
    remedy: 'Write a name such as a.example.com.',
  });
  for (const rule of items(hook, 'rules')) checkRule(rule);
  isOneOf(field(hook, 'failurePolicy'), ['Fail', 'Ignore']);
  isOneOf(field(hook, 'matchPolicy'), ['Equivalent', 'Exact']);
  needsOneOf(field(hook, 'sideEffects'), ['None', 'NoneOnDryRun']);
  within(field(hook, 'timeoutSeconds'), 1, 30);
  isLabelSelector(field(hook, 'namespaceSelector'));
  isLabelSelector(field(hook, 'objectSelector'));
  checkClient(field(hook, 'clientConfig'));
  checkConditions(hook);
  const versions = field(hook, 'admissionReviewVersions');
  needsSome(versions, 'Write [v1].');
  for (const version of items(versions)) hasForm({ ...version, value: version.value ?? '' }, serviceName);
  noDuplicates(items(versions), 'version');
  if (items(versions).length > 0 && !textsOf(versions).some((version) => ['v1', 'v1beta1'].includes(version))) {
    refuse(versions, 'No version is one that the API server speaks.', 'Write [v1].');
  }
}

/** Where a webhook answers (k8s.io/apiserver 0.35.4, pkg/util/webhook). */
export function checkClient(client: Spot): void {
  const [url, service] = [field(client, 'url'), field(client, 'service')];
  if (isSet(url) === isSet(service)) {
    refuse(client, `The client has ${isSet(url) ? 'a url and a service' : 'no address'}.`, 'Set either url or service.');
    return;
  }
  if (isSet(url) && !isUrl(text(url))) refuseValue(url, 'is no URL that the API server would call', 'Write https://host[/path].');
  if (isSet(service)) checkService(service);
}

function isUrl(value: string): boolean {
  const match = /^https:\/\/([^/?#@\s]+)(\/[^?#]*)?$/.exec(value);
  return match !== null && URL.canParse(value);
}

/** A Service that the API server calls. */
function checkService(service: Spot): void {
  for (const key of ['name', 'namespace']) if (text(service, key) === '') missing(field(service, key));
  within(field(service, 'port'), 1, 65535);
  const path = field(service, 'path');
  if (['', '/'].includes(text(path))) return;
  const steps = text(path).replace(/^\//, '').replace(/\/$/, '').split('/');
  if (!text(path).startsWith('/') || text(path) === '//' || !steps.every(isDnsSubdomain)) {
    refuseValue(path, 'is no path', 'Write a path such as /validate, of lower-case parts.');
  }
}

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];

/** Which requests are meant (validateRuleWithOperations). */
function checkRule(rule: Spot): void {
  for (const operation of items(rule, 'operations')) isOneOf({ ...operation, value: operation.value ?? '' }, operations);
  for (const key of ['operations', 'apiGroups', 'apiVersions']) {
    const values = textsOf(rule, key);
    needsSome(field(rule, key), key === 'apiGroups' ? 'Write [""] for the core group.' : 'List at least one.');
    if (values.length > 1 && values.includes('*'))
      refuse(field(rule, key), 'The star stands beside others.', 'Keep the star alone, or remove it.');
  }
  for (const version of items(rule, 'apiVersions')) if (text(version) === '') missing(version);
  isOneOf(field(rule, 'scope'), ['*', 'Cluster', 'Namespaced']);
  resources(field(rule, 'resources'));
}

function resources(list: Spot): void {
  needsSome(list, 'List at least one resource.');
  const wildSubs = new Set<string>();
  const wildOwners = new Set<string>();
  let isPlainLast = false;
  for (const resource of items(list)) {
    const [owner = '', ...rest] = text(resource).split('/');
    const sub = rest.join('/');
    if (text(resource) === '') {
      missing(resource);
      continue;
    }
    if (rest.length === 0) {
      isPlainLast = owner !== '*';
      continue;
    }
    if (wildSubs.has(owner) || wildOwners.has(sub)) refuseValue(resource, 'is meant by a star before it', 'Remove it.');
    if (sub === '*') wildSubs.add(owner);
    if (owner === '*') wildOwners.add(sub);
  }
  const names = textsOf(list);
  if (names.length > 1 && names.includes('*/*')) refuse(list, 'The resource "*/*" stands beside others.', 'Keep it alone.');
  if (names.includes('*') && isPlainLast) refuse(list, 'The star stands beside resources that it means.', 'Keep the star.');
}

/** Conditions in CEL, which read what is admitted and, with a kind of parameters, those. */
export function checkConditions(holder: Spot, params: readonly string[] = []): void {
  const conditions = items(holder, 'matchConditions');
  if (conditions.length > 64) refuse(field(holder, 'matchConditions'), `There are ${conditions.length}, more than 64.`, 'Write fewer.');
  for (const condition of conditions) {
    isExpression(field(condition, 'expression'), { names: [...admitted, 'authorizer', ...params] });
    needs(field(condition, 'name'), qualified);
  }
  noDuplicates(conditions, 'condition', (condition) => text(condition, 'name') || undefined);
}

/** A rule that may name objects. */
export function checkNamedRule(rule: Spot): void {
  for (const name of items(rule, 'resourceNames')) hasForm({ ...name, value: name.value ?? '' }, pathSegment);
  noDuplicates(items(rule, 'resourceNames'), 'name');
  checkRule(rule);
}
