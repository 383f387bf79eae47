import { asFields, at, fieldsAt, listAt, numberAt, textAt } from '../../kubernetes/fields.ts';
import { podOf } from '../../kubernetes/pods/workloads.ts';
import { labelSelector, matches } from '../../kubernetes/selectors.ts';
import type { Manifest } from '../../model.ts';
import { fieldName, invalid, quoted, type SchemaProblem } from '../problem.ts';

/** What the API server asks of workloads and of what acts on them, beyond the types of their fields. */
export function workloadProblems(manifest: Manifest): readonly SchemaProblem[] {
  const { fields, kind } = manifest;
  switch (kind) {
    case 'Deployment':
      return [...selectorMismatch(manifest), ...rolloutProblems(fields)];
    case 'ReplicaSet':
    case 'DaemonSet':
    case 'StatefulSet':
      return selectorMismatch(manifest);
    case 'CronJob':
      return scheduleProblems(fields);
    case 'PodDisruptionBudget':
      return budgetProblems(fields);
    case 'HorizontalPodAutoscaler':
      return autoscalerProblems(fields);
    default:
      return [];
  }
}

function selectorMismatch(manifest: Manifest): readonly SchemaProblem[] {
  const pod = podOf(manifest);
  const value = at(manifest.fields, 'spec', 'selector');
  if (pod === undefined || asFields(value) === undefined) return [];
  const selector = labelSelector(value);
  if (selector !== undefined && matches(selector, pod.labels)) return [];
  const remediation = 'Give the pod template the labels of the selector.';
  return [invalid('spec.selector', 'The selector does not match the labels of the pod template.', remediation)];
}

function rolloutProblems(fields: unknown): readonly SchemaProblem[] {
  const strategy = fieldsAt(fields, 'spec', 'strategy');
  const rolling = asFields(strategy['rollingUpdate']);
  const path = 'spec.strategy.rollingUpdate';
  if (rolling === undefined) return [];
  if (strategy['type'] === 'Recreate') {
    return [invalid(path, 'The strategy "Recreate" has a block "rollingUpdate".', 'Remove the block, or write type: RollingUpdate.')];
  }
  const { maxSurge, maxUnavailable } = rolling;
  const problems = [...countProblems(maxSurge, `${path}.maxSurge`), ...countProblems(maxUnavailable, `${path}.maxUnavailable`)];
  if (isZero(maxSurge) && isZero(maxUnavailable)) {
    problems.push(invalid(path, 'Fields "maxSurge" and "maxUnavailable" are both 0: nothing can be replaced.', 'Raise one of the two.'));
  }
  return problems;
}

function isZero(value: unknown): boolean {
  return value === 0 || value === '0%' || value === '0';
}

/** A count of pods: a whole number from 0, or a percentage. */
function countProblems(value: unknown, path: string): readonly SchemaProblem[] {
  const valid = typeof value === 'string' ? /^\d{1,3}%$/.test(value) : typeof value !== 'number' || value >= 0;
  if (valid) return [];
  const found = typeof value === 'string' ? quoted(value) : String(value);
  return [invalid(path, `${fieldName(path)} is ${found}, which is no count of pods.`, 'Write a whole number or a percentage such as 25%.')];
}

function scheduleProblems(fields: unknown): readonly SchemaProblem[] {
  const schedule = textAt(fields, 'spec', 'schedule');
  if (schedule === undefined || isSchedule(schedule)) return [];
  const remediation = 'Write five fields such as "0 2 * * *", or @daily and the like; the time zone goes into timeZone.';
  return [invalid('spec.schedule', `Field "schedule" is ${quoted(schedule)}, which is no schedule.`, remediation)];
}

const shorthands = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly|every \S+)$/;
const months = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';
const days = 'sun|mon|tue|wed|thu|fri|sat';
const cronFields: readonly { readonly lowest: number; readonly highest: number; readonly names: string }[] = [
  { lowest: 0, highest: 59, names: '' },
  { lowest: 0, highest: 23, names: '' },
  { lowest: 1, highest: 31, names: '' },
  { lowest: 1, highest: 12, names: months },
  { lowest: 0, highest: 6, names: days },
];

/** Whether a text is a schedule as CronJobs take it: five cron fields or a shorthand. */
function isSchedule(text: string): boolean {
  if (shorthands.test(text)) return true;
  const parts = text.trim().split(/\s+/);
  return parts.length === cronFields.length && parts.every((part, index) => part.split(',').every((item) => isCronItem(item, index)));
}

function isCronItem(item: string, index: number): boolean {
  const { lowest, highest, names } = cronFields[index] ?? { lowest: 0, highest: 0, names: '' };
  const match = /^(\*|\?|([^-/]+)(?:-([^-/]+))?)(?:\/([1-9]\d*))?$/.exec(item);
  if (match === null) return false;
  const isValue = (text: string | undefined) =>
    text === undefined ||
    (/^\d{1,2}$/.test(text)
      ? Number(text) >= lowest && Number(text) <= highest
      : names !== '' && names.split('|').includes(text.toLowerCase()));
  const [, , from, to] = match;
  return isValue(from) && isValue(to) && !(/^\d+$/.test(from ?? '') && /^\d+$/.test(to ?? '') && Number(from) > Number(to));
}

function budgetProblems(fields: unknown): readonly SchemaProblem[] {
  const { minAvailable, maxUnavailable } = fieldsAt(fields, 'spec');
  const isSet = (value: unknown) => value !== undefined && value !== null;
  return [
    ...(isSet(minAvailable) && isSet(maxUnavailable)
      ? [invalid('spec', 'Fields "minAvailable" and "maxUnavailable" exclude each other.', 'Keep one of the two.')]
      : []),
    ...countProblems(minAvailable, 'spec.minAvailable'),
    ...countProblems(maxUnavailable, 'spec.maxUnavailable'),
  ];
}

/** The block of each metric type, and of each target type. */
const metricBlocks: Readonly<Record<string, string>> = {
  Resource: 'resource',
  Pods: 'pods',
  Object: 'object',
  External: 'external',
  ContainerResource: 'containerResource',
};
const targetFields: Readonly<Record<string, string>> = { Utilization: 'averageUtilization', AverageValue: 'averageValue', Value: 'value' };

function autoscalerProblems(fields: unknown): readonly SchemaProblem[] {
  const least = numberAt(fields, 'spec', 'minReplicas');
  const most = numberAt(fields, 'spec', 'maxReplicas');
  const problems: SchemaProblem[] = [];
  if (least !== undefined && most !== undefined && least > most) {
    const message = `Field "minReplicas" is ${least}, which is more than the "maxReplicas" of ${most}.`;
    problems.push(invalid('spec.minReplicas', message, 'Write at most maxReplicas.'));
  }
  listAt(fields, 'spec', 'metrics').forEach((metric, index) => {
    const path = `spec.metrics[${index}]`;
    const type = textAt(metric, 'type') ?? '';
    const block = metricBlocks[type];
    if (type === '') return;
    if (block === undefined) {
      const list = Object.keys(metricBlocks)
        .map((name) => `"${name}"`)
        .join(', ');
      problems.push(invalid(`${path}.type`, `Field "type" is ${quoted(type)}, which is none of ${list}.`, `Write one of ${list}.`));
    } else if (asFields(at(metric, block)) === undefined) {
      problems.push(invalid(path, `The metric of type "${type}" has no block "${block}".`, `Write the block "${block}", or another type.`));
    } else {
      problems.push(...targetProblems(at(metric, block, 'target'), `${path}.${block}.target`));
    }
  });
  return problems;
}

function targetProblems(target: unknown, path: string): readonly SchemaProblem[] {
  const type = textAt(target, 'type') ?? '';
  const field = targetFields[type];
  if (type === '') return [];
  if (field === undefined) {
    const list = Object.keys(targetFields)
      .map((name) => `"${name}"`)
      .join(', ');
    return [invalid(`${path}.type`, `Field "type" is ${quoted(type)}, which is none of ${list}.`, `Write one of ${list}.`)];
  }
  if (at(target, field) !== undefined) return [];
  return [invalid(path, `The target of type "${type}" has no field "${field}".`, `Set "${field}", or write another type.`)];
}
