import { checkMetadata } from '../metadata.ts';
import { hasForm, isOneOf, needs, needsOneOf, needsSome, pathSegment, qualified, serviceName, subdomain } from '../spots/checks.ts';
import { bytesOf, isIdentifier } from '../spots/forms.ts';
import { isLabelSelector } from '../spots/selectors.ts';
import {
  type Check,
  field,
  forbid,
  isFilled,
  isSet,
  items,
  missing,
  noDuplicates,
  refuse,
  refuseValue,
  type Spot,
  text,
  textsOf,
} from '../spots/spot.ts';
import { admitted, type Given, isExpression } from './expressions.ts';
import { checkConditions, checkNamedRule } from './webhooks.ts';

/** k8s.io/kubernetes 1.35.4, pkg/apis/admissionregistration/validation: ValidateValidatingAdmissionPolicy. */
export const admissionPolicy: Check = (object) => {
  checkMetadata(object);
  const spec = field(object, 'spec');
  isOneOf(field(spec, 'failurePolicy'), ['Fail', 'Ignore']);
  if (isSet(spec, 'paramKind')) paramKind(field(spec, 'paramKind'));
  const constraints = field(spec, 'matchConstraints');
  if (constraints.value === undefined) missing(constraints);
  else {
    matchResources(constraints);
    needsSome(field(constraints, 'resourceRules'), 'Write at least one rule.');
  }
  const params = isSet(spec, 'paramKind') ? ['params'] : [];
  checkConditions(spec, params);
  const names = [...admitted, ...params, 'variables'];
  const variables = new Set<string>();
  const given: Given = { names: [...names, 'authorizer'], variables };
  for (const variable of items(spec, 'variables')) {
    const name = field(variable, 'name');
    if (text(name).trim() === '') missing(name);
    else if (!isIdentifier(text(name)) || reserved.includes(text(name)))
      refuseValue(name, 'is no name in CEL', 'Write letters, digits and "_".');
    isExpression(field(variable, 'expression'), given);
    variables.add(text(name));
  }
  if (!isFilled(spec, 'validations') && !isFilled(spec, 'auditAnnotations'))
    missing(field(spec, 'validations'), 'Write at least one validation.');
  for (const validation of items(spec, 'validations')) checkValidation(validation, given, { names, variables });
  annotations(object, spec, given);
};

const reserved = [
  ...['true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop'],
  ...['package', 'namespace', 'return', 'var', 'void', 'while'],
];

/** A message has nobody to ask what somebody may do. */
function checkValidation(spot: Spot, given: Given, ofMessage: Given): void {
  isExpression(field(spot, 'expression'), given);
  for (const key of ['message', 'messageExpression']) {
    const own = field(spot, key);
    if (text(own) !== '' && text(own).trim() === '') refuseValue(own, 'is blank', 'Write a text, or remove the field.');
  }
  if (text(spot, 'messageExpression').trim() !== '') isExpression(field(spot, 'messageExpression'), ofMessage);
  if (/[\n\r]/.test(text(spot, 'message').trim())) refuse(field(spot, 'message'), 'The message has a line break.', 'Write one line.');
  isOneOf(field(spot, 'reason'), ['Forbidden', 'Invalid', 'RequestEntityTooLarge']);
}

function annotations(object: Spot, spec: Spot, given: Given): void {
  const list = items(spec, 'auditAnnotations');
  if (list.length > 20) refuse(field(spec, 'auditAnnotations'), `There are ${list.length}, more than 20.`, 'Write at most 20.');
  for (const annotation of list) {
    const key = field(annotation, 'key');
    const value = field(annotation, 'valueExpression');
    if (!qualified.holds(`${text(object, 'metadata', 'name')}/${text(key)}`)) refuseValue(key, 'is no valid key', qualified.remedy);
    isExpression(value, given);
    if (bytesOf(text(value).trim()) > 5 * 1024) refuse(value, 'The expression has more than 5 KiB.', 'Write a shorter one.');
  }
  noDuplicates(list, 'key', (annotation) => text(annotation, 'key'));
}

function paramKind(spot: Spot): void {
  const version = field(spot, 'apiVersion');
  const parts = text(version).split('/');
  const [group, own] = parts.length === 1 ? ['', parts[0] ?? ''] : [parts[0] ?? '', parts[1] ?? ''];
  if (text(version) === '') missing(version);
  else if (parts.length > 2 || (group !== '' && !subdomain.holds(group)) || !serviceName.holds(own)) {
    refuseValue(version, 'is no API version', 'Write a version such as example.com/v1.');
  }
  needs(field(spot, 'kind'), { ...serviceName, holds: (value) => serviceName.holds(value.toLowerCase()) });
}

function matchResources(spot: Spot): void {
  isOneOf(field(spot, 'matchPolicy'), ['Equivalent', 'Exact']);
  isLabelSelector(field(spot, 'namespaceSelector'));
  isLabelSelector(field(spot, 'objectSelector'));
  for (const key of ['resourceRules', 'excludeResourceRules']) for (const rule of items(spot, key)) checkNamedRule(rule);
}

/** pkg/apis/admissionregistration/validation: ValidateValidatingAdmissionPolicyBinding. */
export const admissionPolicyBinding: Check = (object) => {
  checkMetadata(object);
  const spec = field(object, 'spec');
  needs(field(spec, 'policyName'), subdomain);
  matchResources(field(spec, 'matchResources'));
  const actions = field(spec, 'validationActions');
  needsSome(actions, 'Write at least one action.');
  for (const action of items(actions)) isOneOf({ ...action, value: action.value ?? '' }, ['Audit', 'Deny', 'Warn']);
  noDuplicates(items(actions), 'action');
  if (textsOf(actions).includes('Deny') && textsOf(actions).includes('Warn'))
    refuse(actions, 'What is denied is not warned about.', 'Keep one of the two.');
  if (isSet(spec, 'paramRef')) paramRef(field(spec, 'paramRef'));
};

function paramRef(spot: Spot): void {
  const [name, selector] = [field(spot, 'name'), field(spot, 'selector')];
  if (text(name) !== '') hasForm(name, pathSegment);
  if (text(name) !== '' && selector.value !== undefined) forbid(selector, 'there is a name');
  if (text(name) === '' && selector.value === undefined) missing(name, 'Set name or selector.');
  isLabelSelector(selector);
  needsOneOf(field(spot, 'parameterNotFoundAction'), ['Allow', 'Deny']);
}
