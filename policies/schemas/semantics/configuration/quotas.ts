import { checkMetadata } from '../metadata.ts';
import { isResource, isResourceAmount, mayOvercommit, quotaResources } from '../pods/resources.ts';
import { amountAt, amountOf, one } from '../spots/amounts.ts';
import { listed } from '../spots/checks.ts';
import { isQualifiedName } from '../spots/forms.ts';
import {
  type Check,
  entries,
  field,
  isFilled,
  isSet,
  items,
  keysOf,
  missing,
  noDuplicates,
  refuse,
  refuseValue,
  type Spot,
  spotOf,
  text,
  textsOf,
} from '../spots/spot.ts';

const ofPods = ['pods', 'cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'];
/** What each scope of a quota can count (pkg/apis/core/helper: IsResourceQuotaScopeValidForResource). */
const scopes: Readonly<Record<string, readonly string[]>> = {
  Terminating: ofPods,
  NotTerminating: ofPods,
  BestEffort: ['pods'],
  NotBestEffort: ofPods,
  PriorityClass: ofPods,
  CrossNamespacePodAffinity: ofPods,
  VolumeAttributesClass: ['persistentvolumeclaims', 'requests.storage'],
};
const opposites = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const;

/** k8s.io/kubernetes 1.35.4, pkg/apis/core/validation: ValidateResourceQuota. */
export const resourceQuota: Check = (object) => {
  checkMetadata(object);
  const spec = field(object, 'spec');
  for (const [name, amount] of entries(spec, 'hard')) {
    isResource(amount, name, name === 'storage' ? 'any' : 'quota');
    if (name === 'storage') refuse(amount, 'There is no resource "storage" of a quota.', 'Write requests.storage.');
    isResourceAmount(amount, name);
  }
  const names = keysOf(field(spec, 'hard'));
  for (const scope of items(spec, 'scopes')) isScope(scope, names);
  opposite(field(spec, 'scopes'), textsOf(spec, 'scopes'));
  const expressions = items(spec, 'scopeSelector', 'matchExpressions');
  for (const expression of expressions) {
    isScope(field(expression, 'scopeName'), names);
    scopeOperator(expression);
  }
  opposite(
    field(spec, 'scopeSelector', 'matchExpressions'),
    expressions.map((expression) => text(expression, 'scopeName')),
  );
};

function isScope(spot: Spot, names: readonly string[]): void {
  const allowed = Object.hasOwn(scopes, text(spot)) ? scopes[text(spot)] : undefined;
  if (allowed === undefined) {
    refuseValue(spot, `is none of ${listed(Object.keys(scopes))}`, 'Write one of them.');
    return;
  }
  const isStandard = (name: string) =>
    quotaResources.includes(name) || name.startsWith('hugepages-') || name.startsWith('requests.hugepages-');
  const wrong = names.filter((name) => isStandard(name) && !allowed.includes(name));
  if (wrong.length > 0) {
    refuse(
      spot,
      `The scope ${JSON.stringify(text(spot))} cannot count ${wrong.join(', ')}.`,
      `Count ${allowed.join(', ')}, or remove the scope.`,
    );
  }
}

function scopeOperator(expression: Spot): void {
  const operator = field(expression, 'operator');
  const values = items(expression, 'values').length;
  const scope = text(expression, 'scopeName');
  if (
    ['BestEffort', 'NotBestEffort', 'Terminating', 'NotTerminating', 'CrossNamespacePodAffinity'].includes(scope) &&
    text(operator) !== 'Exists'
  ) {
    refuseValue(operator, `is not "Exists", the only operator for ${scope}`, 'Write Exists.');
  }
  if (['In', 'NotIn'].includes(text(operator))) {
    if (values === 0) refuse(field(expression, 'values'), `The operator "${text(operator)}" has no values.`, 'List at least one value.');
  } else if (['Exists', 'DoesNotExist'].includes(text(operator))) {
    if (values > 0) refuse(field(expression, 'values'), `The operator "${text(operator)}" has values.`, 'Remove the values.');
  } else refuseValue(operator, 'is none of "In", "NotIn", "Exists", "DoesNotExist"', 'Write one of them.');
}

function opposite(spot: Spot, names: readonly string[]): void {
  for (const [one, other] of opposites) {
    if (names.includes(one) && names.includes(other))
      refuse(spot, `The scopes ${one} and ${other} exclude each other.`, 'Keep one of the two.');
  }
}

const blocks = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;
const ownTypes = ['Container', 'Pod', 'PersistentVolumeClaim'];

/** pkg/apis/core/validation: ValidateLimitRange, after pkg/apis/core/v1: SetDefaults_LimitRangeItem. */
export const limitRange: Check = (object) => {
  // One without a name gets one.
  const { name = '' } = (field(object, 'metadata').value ?? {}) as { readonly name?: unknown };
  checkMetadata(
    name === '' ? { ...object, value: { metadata: { ...((field(object, 'metadata').value ?? {}) as object), name: 'x' } } } : object,
  );
  const limits = items(object, 'spec', 'limits');
  for (const limit of limits) limitItem(limit);
  noDuplicates(limits, 'type', (limit) => text(limit, 'type'));
};

function limitItem(limit: Spot): void {
  const type = field(limit, 'type');
  if (!isQualifiedName(text(type)) || (!text(type).includes('/') && !ownTypes.includes(text(type)))) {
    if (type.value === undefined) missing(type, `Write one of ${listed(ownTypes)}.`);
    else refuseValue(type, `is none of ${listed(ownTypes)}`, `Write one of ${listed(ownTypes)}.`);
  }
  const isPod = text(type) === 'Pod';
  for (const block of blocks) {
    if (isPod && block.startsWith('default')) {
      if (isFilled(limit, block))
        refuse(field(limit, block), `Field "${block}" stands beside the type "Pod".`, 'Write it for the type Container.');
      continue;
    }
    for (const [name, amount] of entries(limit, block)) {
      isResource(amount, name, ['Pod', 'Container'].includes(text(type)) ? 'container' : 'any');
      amountAt(amount);
    }
  }
  if (text(type) === 'PersistentVolumeClaim' && !isSet(limit, 'min', 'storage') && !isSet(limit, 'max', 'storage')) {
    missing(field(limit, 'max', 'storage'), 'Set min or max of storage.');
  }
  for (const name of new Set(blocks.flatMap((block) => keysOf(field(limit, block))))) compare(limit, name, { isPod });
}

/** The bounds of one resource, with those that the API server adds for containers. */
function compare(limit: Spot, name: string, { isPod }: { readonly isPod: boolean }): void {
  const of = (block: string) => field(limit, block, name);
  const [min, max, ratio] = [of('min'), of('max'), of('maxLimitRequestRatio')];
  const isContainer = text(limit, 'type') === 'Container';
  const first = (...spots: readonly Spot[]) => spots.find(({ value }) => value !== undefined) ?? spotOf(undefined, limit.path, limit.found);
  const standard = isPod ? spotOf(undefined) : first(of('default'), ...(isContainer ? [max] : []));
  const request = isPod ? spotOf(undefined) : first(of('defaultRequest'), ...(isContainer ? [standard, min] : []));
  const pairs = [
    [min, max, 'min', 'max'],
    [min, request, 'min', 'default request'],
    [request, max, 'default request', 'max'],
    [request, standard, 'default request', 'default limit'],
    [min, standard, 'min', 'default limit'],
    [standard, max, 'default limit', 'max'],
  ] as const;
  for (const [low, high, lowName, highName] of pairs) {
    const [a, b] = [amountOf(low.value), amountOf(high.value)];
    if (a === undefined || b === undefined || a.nano <= b.nano) continue;
    refuse(low, `The ${lowName} of ${name} is ${String(low.value)}, more than the ${highName} of ${String(high.value)}.`, 'Order them.');
    break;
  }
  const [most, least, times] = [amountOf(max.value), amountOf(min.value), amountOf(ratio.value)];
  if (times !== undefined && times.nano < one) refuseValue(ratio, 'is less than 1', 'Write at least 1.');
  if (
    times !== undefined &&
    most !== undefined &&
    least !== undefined &&
    Number(times.nano) / 1e9 > Number(most.nano) / Number(least.nano)
  ) {
    refuseValue(ratio, 'is more than max divided by min', 'Write a smaller ratio.');
  }
  const [own, asked] = [amountOf(standard.value), amountOf(request.value)];
  if (!mayOvercommit(name) && own !== undefined && asked !== undefined && own.nano !== asked.nano) {
    refuse(request, `The default request of ${name} is not the default limit.`, 'Write the same amount.');
  }
}
