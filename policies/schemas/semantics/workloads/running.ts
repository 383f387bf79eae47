import { checkMetadata } from '../metadata.ts';
import { checkRunningTemplate } from '../pods/template.ts';
import { label, mayBeOneOf, mayHave, within } from '../spots/checks.ts';
import { isEmptySelector, isLabelSelector, matchesTemplate } from '../spots/selectors.ts';
import { type Check, field, integer, isSet, items, missing, refuse, refuseValue, type Spot, text } from '../spots/spot.ts';
import { checkClaimSpec } from '../volumes/claim-spec.ts';
import { checkDaemonSetStrategy, checkDeploymentStrategy, checkStatefulSetStrategy } from './strategies.ts';

/** Workloads whose pods run for ever (k8s.io/kubernetes 1.35.4, pkg/apis/apps/validation and pkg/apis/core/validation). */

function selectorOf(spec: Spot, kind: string): void {
  const selector = field(spec, 'selector');
  if (selector.value === undefined) {
    missing(selector);
    return;
  }
  isLabelSelector(selector);
  if (isEmptySelector(selector)) refuse(selector, `The selector of the ${kind} is empty.`, 'Select the labels of the pod template.');
  matchesTemplate(selector, field(spec, 'template'));
}

function counts(spec: Spot, ...keys: readonly string[]): void {
  for (const key of keys) within(field(spec, key), 0);
}

export const deployment: Check = (object) => {
  checkMetadata(object);
  const spec = field(object, 'spec');
  counts(spec, 'replicas', 'minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds');
  selectorOf(spec, 'Deployment');
  checkRunningTemplate(field(spec, 'template'), { kind: 'Deployment' });
  checkDeploymentStrategy(spec);
  const deadline = field(spec, 'progressDeadlineSeconds');
  const ready = integer(spec, 'minReadySeconds') ?? 0;
  if ((integer(deadline) ?? 600) <= ready) {
    const at = isSet(deadline) ? deadline : field(spec, 'minReadySeconds');
    const message = `The roll-out may take ${integer(deadline) ?? 600} seconds, and a pod has to be ready for ${ready}.`;
    refuse(at, message, 'Write a progressDeadlineSeconds above minReadySeconds.');
  }
};

export const replicaSet: Check = (object) => {
  checkMetadata(object);
  const spec = field(object, 'spec');
  counts(spec, 'replicas', 'minReadySeconds');
  selectorOf(spec, 'ReplicaSet');
  checkRunningTemplate(field(spec, 'template'), { kind: 'ReplicaSet' });
};

export const daemonSet: Check = (object) => {
  checkMetadata(object);
  const spec = field(object, 'spec');
  counts(spec, 'minReadySeconds', 'revisionHistoryLimit');
  selectorOf(spec, 'DaemonSet');
  checkRunningTemplate(field(spec, 'template'), { kind: 'DaemonSet' });
  checkDaemonSetStrategy(spec);
};

export const statefulSet: Check = (object) => {
  checkMetadata(object, label);
  const spec = field(object, 'spec');
  mayBeOneOf(field(spec, 'podManagementPolicy'), ['OrderedReady', 'Parallel']);
  checkStatefulSetStrategy(spec);
  for (const key of ['whenDeleted', 'whenScaled']) {
    mayBeOneOf(field(spec, 'persistentVolumeClaimRetentionPolicy', key), ['Delete', 'Retain']);
  }
  const claims = items(spec, 'volumeClaimTemplates');
  for (const claim of claims) checkClaimSpec(field(claim, 'spec'));
  counts(spec, 'replicas', 'minReadySeconds');
  within(field(spec, 'ordinals', 'start'), 0);
  mayHave(field(spec, 'serviceName'), label);
  selectorOf(spec, 'StatefulSet');
  const names = claims.map((claim) => text(claim, 'metadata', 'name'));
  for (const claim of claims) {
    const name = field(claim, 'metadata', 'name');
    if (text(name) === '') missing(name);
    else if (!label.holds(text(name))) refuseValue(name, `is no ${label.noun}`, label.remedy);
  }
  checkRunningTemplate(field(spec, 'template'), { kind: 'StatefulSet', claims: names });
};

export const replicationController: Check = (object) => {
  checkMetadata(object);
  const spec = field(object, 'spec');
  counts(spec, 'replicas', 'minReadySeconds');
  const template = field(spec, 'template');
  const selector = field(spec, 'selector');
  if (template.value === undefined) return missing(template);
  const labels = Object.keys((selector.value ?? {}) as object);
  // An empty selector becomes the labels of the template.
  if (labels.length === 0 && Object.keys((field(template, 'metadata', 'labels').value ?? {}) as object).length === 0) missing(selector);
  if (labels.length > 0) matchesTemplate({ ...selector, value: { matchLabels: selector.value } }, template);
  checkRunningTemplate(template, { kind: 'ReplicationController' });
};
