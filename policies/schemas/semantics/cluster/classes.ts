import { checkMetadata } from '../metadata.ts';
import { checkRequirements } from '../pods/resources.ts';
import { checkTolerations } from '../pods/scheduling.ts';
import { areLabels, hasForm, isText, label, needsOneOf, within } from '../spots/checks.ts';
import { type Check, field, integer, isTrue, items, missing, noDuplicates, refuseValue, text } from '../spots/spot.ts';

const highest = 1_000_000_000;
const ofSystem: Readonly<Record<string, number>> = { 'system-node-critical': 2_000_001_000, 'system-cluster-critical': 2_000_000_000 };

/** k8s.io/kubernetes 1.35.4, pkg/apis/scheduling/validation: ValidatePriorityClass. */
export const priorityClass: Check = (object) => {
  checkMetadata(object);
  const name = field(object, 'metadata', 'name');
  const value = field(object, 'value');
  if (text(name).startsWith('system-')) {
    if (ofSystem[text(name)] !== integer(value) || isTrue(object, 'globalDefault')) {
      refuseValue(name, 'starts with "system-", which is kept for Kubernetes', 'Write another name.');
    }
  } else if ((integer(value) ?? 0) > highest) refuseValue(value, `is more than ${highest}`, `Write at most ${highest}.`);
  within(value, -(2 ** 31));
  isText(field(object, 'description'));
  const policy = field(object, 'preemptionPolicy');
  if (policy.value !== undefined) needsOneOf(policy, ['Never', 'PreemptLowerPriority']);
};

/** pkg/apis/node/validation: ValidateRuntimeClass. */
export const runtimeClass: Check = (object) => {
  checkMetadata(object);
  const handler = field(object, 'handler');
  if (text(handler) === '') missing(handler);
  else hasForm(handler, label);
  const overhead = field(object, 'overhead', 'podFixed');
  checkRequirements({ limits: overhead }, { kind: 'container', at: overhead });
  areLabels(field(object, 'scheduling', 'nodeSelector'));
  const tolerations = items(object, 'scheduling', 'tolerations');
  checkTolerations(tolerations);
  noDuplicates(tolerations, 'toleration', (toleration) =>
    ['key', 'operator', 'value', 'effect'].map((key) => text(toleration, key)).join(' '),
  );
};

/** pkg/apis/coordination/validation: ValidateLease; strategies are behind a gate that is off. */
export const lease: Check = (object) => {
  checkMetadata(object);
  const spec = field(object, 'spec');
  within(field(spec, 'leaseDurationSeconds'), 1);
  within(field(spec, 'leaseTransitions'), 0);
};
