import { checkMetadata } from '../metadata.ts';
import { isResource } from '../pods/resources.ts';
import { isAmount, isPositiveAmount } from '../spots/amounts.ts';
import { isOneOf, label, listed, needs, needsOneOf, pathSegment, within } from '../spots/checks.ts';
import { type Check, field, forbid, integer, isSet, items, missing, refuse, refuseValue, type Spot, text } from '../spots/spot.ts';

/** k8s.io/kubernetes 1.35.4, pkg/apis/autoscaling/validation: ValidateHorizontalPodAutoscaler, with HPAScaleToZero off as by default. */
export const autoscaler: Check = (object) => {
  bounds(object);
  const spec = field(object, 'spec');
  for (const metric of items(spec, 'metrics')) metricSpec(metric);
  for (const key of ['scaleUp', 'scaleDown']) scalingRules(field(spec, 'behavior', key));
};

/** Version 1: one target for processors. */
export const autoscalerV1: Check = (object) => {
  bounds(object);
  const target = field(object, 'spec', 'targetCPUUtilizationPercentage');
  if (target.value !== undefined) within(target, 1);
};

function bounds(object: Spot): void {
  checkMetadata(object);
  const spec = field(object, 'spec');
  const [least, most] = [field(spec, 'minReplicas'), field(spec, 'maxReplicas')];
  within(least, 1);
  if (most.value === undefined) missing(most);
  within(most, 1);
  if ((integer(least) ?? 0) > (integer(most) ?? Number.POSITIVE_INFINITY)) {
    refuse(
      least,
      `Field "minReplicas" is ${integer(least)}, which is more than the "maxReplicas" of ${integer(most)}.`,
      'Write at most maxReplicas.',
    );
  }
  reference(field(spec, 'scaleTargetRef'), { needsGroup: true });
}

function reference(spot: Spot, { needsGroup }: { readonly needsGroup: boolean }): void {
  needs(field(spot, 'kind'), pathSegment);
  needs(field(spot, 'name'), pathSegment);
  const version = field(spot, 'apiVersion');
  const slashes = text(version).split('/').length - 1;
  if (slashes > 1) refuseValue(version, 'is no API version', 'Write a version such as apps/v1.');
  // Something without a group can be scaled as well: a ReplicationController.
  else if (
    needsGroup &&
    (slashes === 0 || text(version).startsWith('/')) &&
    !(text(version) === 'v1' && text(spot, 'kind') === 'ReplicationController')
  ) {
    if (version.value === undefined || version.value === '') missing(version, 'Write the API version of the target, such as apps/v1.');
    else refuseValue(version, 'has no API group', 'Write a version such as apps/v1.');
  }
}

/** The block of each metric type. */
const blocks: Readonly<Record<string, string>> = {
  Resource: 'resource',
  Pods: 'pods',
  Object: 'object',
  External: 'external',
  ContainerResource: 'containerResource',
};

function metricSpec(metric: Spot): void {
  const type = field(metric, 'type');
  needsOneOf(type, Object.keys(blocks));
  const block = blocks[text(type)];
  const found = Object.values(blocks).filter((key) => isSet(metric, key));
  if (block !== undefined && !found.includes(block)) {
    refuse(metric, `The metric of type "${text(type)}" has no block "${block}".`, `Write the block "${block}", or another type.`);
    return;
  }
  for (const key of found) {
    if (key !== block && block !== undefined) forbid(field(metric, key), `the metric is of type ${text(type)}`);
    source(key, field(metric, key));
  }
}

const targetTypes = ['Utilization', 'AverageValue', 'Value'];

function source(key: string, spot: Spot): void {
  const target = field(spot, 'target');
  const type = field(target, 'type');
  if (text(type) === '') missing(type, `Write one of ${listed(targetTypes)}.`);
  else isOneOf(type, targetTypes);
  for (const value of ['value', 'averageValue']) isPositiveAmount(field(target, value));
  within(field(target, 'averageUtilization'), 1);
  if (key === 'resource' || key === 'containerResource') {
    needs(field(spot, 'name'));
    if (key === 'containerResource') {
      if (text(spot, 'name') !== '') isResource(field(spot, 'name'), text(spot, 'name'), 'container');
      needs(field(spot, 'container'), label);
    }
    needsTarget(target, ['averageUtilization', 'averageValue'], { alone: true });
    return;
  }
  needs(field(spot, 'metric', 'name'), pathSegment);
  if (key === 'object') reference(field(spot, 'describedObject'), { needsGroup: false });
  if (key === 'pods') needsTarget(target, ['averageValue'], { alone: false });
  else needsTarget(target, ['value', 'averageValue'], { alone: key === 'external' });
}

const fieldOf: Readonly<Record<string, string>> = { Utilization: 'averageUtilization', AverageValue: 'averageValue', Value: 'value' };

function needsTarget(target: Spot, keys: readonly string[], { alone }: { readonly alone: boolean }): void {
  const found = keys.filter((key) => isSet(target, key));
  const wanted = fieldOf[text(target, 'type')];
  if (found.length === 0) {
    const key = wanted !== undefined && keys.includes(wanted) ? wanted : (keys[0] ?? '');
    const remedy = `Set ${keys.map((name) => `"${name}"`).join(' or ')}, and the type that goes with it.`;
    refuse(target, `The target of type "${text(target, 'type')}" has no field "${key}".`, remedy);
  } else if (alone && found.length > 1) refuse(target, `The target has ${found.join(' and ')}.`, 'Keep one of the two.');
}

function scalingRules(rules: Spot): void {
  within(field(rules, 'stabilizationWindowSeconds'), 0, 3600);
  isOneOf(field(rules, 'selectPolicy'), ['Disabled', 'Max', 'Min']);
  const policies = field(rules, 'policies');
  if (Array.isArray(policies.value) && policies.value.length === 0) {
    refuse(policies, 'There are no policies.', 'List at least one, or remove the field for the default.');
  }
  for (const policy of items(policies)) {
    isOneOf({ ...field(policy, 'type'), value: text(policy, 'type') }, ['Percent', 'Pods']);
    for (const [key, most] of [
      ['value', undefined],
      ['periodSeconds', 1800],
    ] as const) {
      const own = field(policy, key);
      if (own.value === undefined) missing(own);
      else within(own, 1, most);
    }
  }
  isAmount(field(rules, 'tolerance'));
}
