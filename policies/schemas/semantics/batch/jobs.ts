import { checkMetadata } from '../metadata.ts';
import { checkTemplate } from '../pods/template.ts';
import { domainPath, type Form, isOneOf, mayBeOneOf, needs, subdomain, within } from '../spots/checks.ts';
import { isDnsLabel } from '../spots/forms.ts';
import { isLabelSelector, matchesTemplate } from '../spots/selectors.ts';
import { type Check, field, forbid, integer, isSet, isTrue, missing, refuse, refuseValue, type Spot, text } from '../spots/spot.ts';
import { checkFailurePolicy } from './failure-policy.ts';
import { checkSchedule, checkTimeZone } from './schedule.ts';
import { checkSuccessPolicy } from './success-policy.ts';

/** Pods carry the name of their Job as a label; a CronJob adds 11 characters to its own. */
const jobName: Form = { ...subdomain, longest: 63, holds: (value) => value.length <= 63 && subdomain.holds(value) };
const cronJobName: Form = { ...subdomain, longest: 52, holds: (value) => value.length <= 52 && subdomain.holds(value) };

/** k8s.io/kubernetes 1.35.4, pkg/apis/batch/validation: ValidateJob. */
export const job: Check = (object) => {
  checkMetadata(object, jobName);
  const spec = field(object, 'spec');
  const isDefaulted = !isSet(spec, 'completions') && !isSet(spec, 'parallelism');
  const completions = integer(spec, 'completions') ?? (isDefaulted ? 1 : undefined);
  jobSpec(spec, 'Job', completions);
  selectorOf(object);
  const name = text(object, 'metadata', 'name');
  if (text(spec, 'completionMode') === 'Indexed' && completions !== undefined && completions > 0 && name !== '') {
    const pod = `${name}-${completions - 1}`;
    if (!isDnsLabel(pod)) {
      refuseValue(
        field(object, 'metadata', 'name'),
        `would give a pod the host name ${JSON.stringify(pod)}`,
        'Write a shorter name, without dots.',
      );
    }
  }
};

/** pkg/apis/batch/validation: ValidateCronJobCreate. */
export const cronJob: Check = (object) => {
  checkMetadata(object, cronJobName);
  const spec = field(object, 'spec');
  checkSchedule(field(spec, 'schedule'));
  checkTimeZone(field(spec, 'timeZone'));
  for (const key of ['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit']) within(field(spec, key), 0);
  mayBeOneOf(field(spec, 'concurrencyPolicy'), ['Allow', 'Forbid', 'Replace']);
  const own = field(spec, 'jobTemplate', 'spec');
  jobSpec(own, 'CronJob', integer(own, 'completions'));
  if (isSet(own, 'selector')) forbid(field(own, 'selector'), 'each Job gets a selector of its own');
  if (isTrue(own, 'manualSelector')) forbid(field(own, 'manualSelector'), 'each Job gets a selector of its own');
};

/** Of a Job without manualSelector the API server makes the selector; what stands there must say the same. */
function selectorOf(object: Spot): void {
  const spec = field(object, 'spec');
  const selector = field(spec, 'selector');
  const labels = field(spec, 'template', 'metadata', 'labels');
  if (selector.value !== undefined) isLabelSelector(selector);
  if (isTrue(spec, 'manualSelector')) {
    if (selector.value === undefined) missing(selector, 'Set "selector", or remove manualSelector.');
    else matchesTemplate(selector, field(spec, 'template'));
    return;
  }
  const name = text(object, 'metadata', 'name');
  const made = {
    'job-name': name,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': '\0',
    'batch.kubernetes.io/controller-uid': '\0',
  };
  for (const [key, value] of Object.entries(made)) {
    const own = field(labels, key);
    if (own.value !== undefined && own.value !== value) refuseValue(own, 'is not what the API server writes there', 'Remove the label.');
  }
  matchesTemplate({ ...selector, value: selector.value }, { ...spec, value: { metadata: { labels: made } } });
}

/** pkg/apis/batch/validation: validateJobSpec. */
function jobSpec(spec: Spot, kind: string, completions: number | undefined): void {
  const counts = ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished'];
  for (const key of [...counts, 'backoffLimitPerIndex', 'maxFailedIndexes']) within(field(spec, key), 0);
  const manager = field(spec, 'managedBy');
  if (manager.value !== undefined)
    needs(manager, { ...domainPath, longest: 63, holds: (value) => value.length <= 63 && domainPath.holds(value) });
  const mode = field(spec, 'completionMode');
  isOneOf(mode, ['Indexed', 'NonIndexed']);
  if (text(mode) === 'Indexed') indexed(spec, completions);
  else {
    for (const key of ['backoffLimitPerIndex', 'maxFailedIndexes', 'successPolicy']) {
      if (isSet(spec, key))
        forbid(field(spec, key), 'the completionMode is not Indexed', 'Remove the field, or write completionMode: Indexed.');
    }
  }
  const failed = field(spec, 'maxFailedIndexes');
  if (failed.value !== undefined && !isSet(spec, 'backoffLimitPerIndex')) missing(field(spec, 'backoffLimitPerIndex'));
  if (isSet(spec, 'podFailurePolicy')) checkFailurePolicy(spec);
  const replacement = field(spec, 'podReplacementPolicy');
  isOneOf(replacement, isSet(spec, 'podFailurePolicy') ? ['Failed'] : ['Failed', 'TerminatingOrFailed']);
  checkTemplate(field(spec, 'template'), { kind });
  restartPolicy(spec, kind);
}

function indexed(spec: Spot, completions: number | undefined): void {
  const parallelism = field(spec, 'parallelism');
  const failed = field(spec, 'maxFailedIndexes');
  if (completions === undefined) missing(field(spec, 'completions'));
  within(parallelism, 0, 100_000);
  within(failed, 0, Math.min(100_000, completions ?? 100_000));
  if (completions !== undefined && completions > 100_000 && isSet(spec, 'backoffLimitPerIndex')) {
    if (failed.value === undefined) missing(failed);
    within(parallelism, 0, 10_000);
    within(failed, 0, 10_000);
  }
  if (isSet(spec, 'successPolicy') && completions !== undefined) checkSuccessPolicy(field(spec, 'successPolicy'), completions);
}

function restartPolicy(spec: Spot, kind: string): void {
  const own = field(spec, 'template', 'spec', 'restartPolicy');
  const policy = text(own);
  if (policy === 'Never' || (policy === 'OnFailure' && !isSet(spec, 'podFailurePolicy'))) return;
  if (policy === 'OnFailure') {
    refuse(own, 'Field "restartPolicy" is "OnFailure", and a podFailurePolicy judges pods that end.', 'Write Never.');
    return;
  }
  const found = policy === '' ? 'not set, which means "Always"' : JSON.stringify(policy);
  refuse(own, `Field "restartPolicy" of a ${kind} is ${found}.`, 'Write OnFailure or Never.');
}
