import { asFields, at, listAt, numberAt, presentAt, textAt } from '../../kubernetes/fields.ts';
import { quantity } from '../../kubernetes/quantities.ts';
import type { Manifest } from '../../model.ts';
import { isCron } from '../parts/cron.ts';
import { invalid, nearest, quoted, type SchemaProblem } from '../problem.ts';
import { unknownField } from '../structure.ts';
import { type Scaler, scalers } from '../tables/keda-scalers.ts';
import { isTimeZone } from '../time-zones.ts';
import { refused } from './refusal.ts';

const byResource = ['cpu', 'memory'];
/** Settings that any trigger may have, or that scalers read past their descriptions (2.20.2, pkg/scalers). */
const common = ['metricName', 'authModes', 'scalerIndex', 'type'];

/** What KEDA refuses in a ScaledObject (2.20.2, apis/keda/v1alpha1/scaledobject_webhook.go), or when it starts its scalers. */
export function scaledObjectProblems({ fields, name }: Manifest): readonly SchemaProblem[] {
  const spec = at(fields, 'spec');
  const problems: SchemaProblem[] = [...triggerProblems(spec)];
  const add = (path: string, message: string, remediation: string) =>
    problems.push(refused(path, `${message} KEDA refuses the object.`, remediation));
  const [least, idle] = [numberAt(spec, 'minReplicaCount'), numberAt(spec, 'idleReplicaCount')];
  // An autoscaler of Kubernetes has at least one.
  const effective = least === undefined ? 0 : Math.max(least, 1);
  if (idle !== undefined && idle >= effective) {
    add(
      'spec.idleReplicaCount',
      `The number of idle replicas, ${idle}, is not below the minimum of ${least ?? 0}:`,
      'Write 0, and a minimum of at least 1.',
    );
  }
  const triggers = listAt(spec, 'triggers');
  const types = triggers.map((trigger) => textAt(trigger, 'type') ?? '');
  const onlyResources = types.length > 0 && types.every((type) => byResource.includes(type));
  if (onlyResources && (least === undefined || least === 0)) {
    add('spec.minReplicaCount', 'Triggers of cpu and memory alone do not scale down to 0:', 'Write minReplicaCount: 1 or more.');
  }
  const formula = textAt(spec, 'advanced', 'scalingModifiers', 'formula') ?? '';
  const target = textAt(spec, 'advanced', 'scalingModifiers', 'target') ?? '';
  const place = 'spec.advanced.scalingModifiers';
  if (onlyResources && formula === '' && presentAt(spec, 'fallback') !== undefined) {
    add('spec.fallback', 'Triggers of cpu and memory have no fallback:', 'Remove "fallback", or add another trigger.');
  }
  if (formula === '' && target !== '') add(place, 'A target without a formula:', 'Set "formula".');
  if (formula !== '' && !(Number(target) > 0))
    add(`${place}.target`, `The target of the formula is ${quoted(target)}, no number above 0:`, 'Set "target".');
  if (formula === '' && textAt(spec, 'fallback', 'behavior') === 'scalingModifiers') {
    add('spec.fallback.behavior', 'The fallback goes by a formula that is not there:', 'Set "advanced.scalingModifiers.formula".');
  }
  const scaler = textAt(spec, 'advanced', 'horizontalPodAutoscalerConfig', 'name') ?? `keda-hpa-${name}`;
  if (name.length > 63 || scaler.length > 63)
    add('metadata.name', `The name of the autoscaler, "${scaler}", has more than 63 characters:`, 'Shorten it.');
  return problems;
}

/** What is wrong with the triggers of a ScaledJob. */
export function scaledJobProblems({ fields }: Manifest): readonly SchemaProblem[] {
  return triggerProblems(at(fields, 'spec'));
}

function triggerProblems(spec: unknown): readonly SchemaProblem[] {
  const triggers = listAt(spec, 'triggers');
  if (Array.isArray(at(spec, 'triggers')) && triggers.length === 0) {
    return [refused('spec.triggers', 'There are no triggers: KEDA refuses the object.', 'Add one.')];
  }
  const names = triggers.map((trigger) => textAt(trigger, 'name') ?? '');
  return triggers.flatMap((trigger, index) => {
    const path = `spec.triggers[${index}]`;
    const name = names[index] ?? '';
    const problems: SchemaProblem[] = [];
    if (name !== '' && names.indexOf(name) < index) {
      problems.push(refused(`${path}.name`, `Two triggers are called ${quoted(name)}: KEDA refuses the object.`, 'Rename one.'));
    }
    const type = textAt(trigger, 'type');
    if (type === undefined) return problems;
    const scaler = Object.hasOwn(scalers, type) ? scalers[type] : undefined;
    if (scaler === undefined) {
      const meant = nearest(type, Object.keys(scalers));
      const message = `KEDA has no trigger of the type ${quoted(type)}${meant === undefined ? '.' : `: did you mean "${meant}"?`}`;
      return [
        ...problems,
        refused(`${path}.type`, message, meant === undefined ? 'Write the type of a scaler of KEDA.' : `Write type: ${meant}.`),
      ];
    }
    if (at(trigger, 'useCachedMetrics') === true && [...byResource, 'cron'].includes(type)) {
      problems.push(
        refused(
          `${path}.useCachedMetrics`,
          `A trigger of ${type} has no metrics that could be kept: KEDA refuses the object.`,
          'Remove the field.',
        ),
      );
    }
    return [...problems, ...settingProblems(trigger, type, scaler, path)];
  });
}

function settingProblems(trigger: unknown, type: string, scaler: Scaler, path: string): readonly SchemaProblem[] {
  const metadata = asFields(at(trigger, 'metadata')) ?? {};
  const hasAuthentication = presentAt(trigger, 'authenticationRef') !== undefined;
  const own = `${path}.metadata`;
  const known = new Set(
    [...scaler.must, ...scaler.may].flatMap(({ name, fromVariable }) => (fromVariable ? [name, `${name}FromEnv`] : [name])),
  );
  const problems: SchemaProblem[] = [];
  // Scalers read more than their descriptions say; what is nearly spelt like a setting is meant to be it.
  for (const name of Object.keys(metadata)) {
    if (known.has(name) || common.includes(name) || name.startsWith('query.')) continue;
    const near = nearest(
      name,
      [...known].filter((setting) => metadata[setting] === undefined),
    );
    if (near !== undefined) problems.push(unknownField(`${own}.${name}`, name, [near]));
  }
  for (const { name, fromAuthentication, fromVariable } of scaler.must) {
    const isThere = (metadata[name] ?? '') !== '' || (fromVariable && (metadata[`${name}FromEnv`] ?? '') !== '');
    if (isThere || (fromAuthentication && hasAuthentication) || name.includes('*')) continue;
    problems.push({
      rule: 'schema-missing-field',
      path: `${own}.${name}`,
      message: `Field "${name}" is missing from "metadata".`,
      remediation: `Set "${name}": a trigger of ${type} does not start without it.`,
    });
  }
  for (const [name, values] of Object.entries(scaler.values)) {
    const value = metadata[name];
    if (typeof value !== 'string' || value === '' || values.some((allowed) => value.split(',').includes(allowed))) continue;
    problems.push(
      invalid(
        `${own}.${name}`,
        `Field "${name}" is ${quoted(value)}, which is none of ${values.map((text) => `"${text}"`).join(', ')}.`,
        `Write one of ${values.join(', ')}.`,
      ),
    );
  }
  return [...problems, ...valueProblems(type, metadata, textAt(trigger, 'metricType') ?? '', path)];
}

function valueProblems(
  type: string,
  metadata: Readonly<Record<string, unknown>>,
  metricType: string,
  path: string,
): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const textOf = (name: string) => (typeof metadata[name] === 'string' ? metadata[name] : undefined);
  if (type === 'cron') {
    for (const name of ['start', 'end']) {
      const schedule = textOf(name);
      if (schedule !== undefined && schedule !== '' && !isCron(schedule)) {
        problems.push(
          refused(
            `${path}.metadata.${name}`,
            `Field "${name}" is ${quoted(schedule)}, which is no schedule: the trigger does not start.`,
            'Write five fields of cron, such as "0 6 * * 1-5".',
          ),
        );
      }
    }
    const [start, end] = [textOf('start'), textOf('end')];
    if (start !== undefined && start !== '' && start === end)
      problems.push(
        refused(`${path}.metadata.end`, 'The trigger starts and ends at the same time: it does not start.', 'Write a later end.'),
      );
    const zone = textOf('timezone');
    // Go calls the zone of the machine "Local".
    if (zone !== undefined && !['', 'Local', 'UTC'].includes(zone) && !isTimeZone(zone))
      problems.push(
        refused(
          `${path}.metadata.timezone`,
          `Field "timezone" is ${quoted(zone)}, which is no time zone: the trigger never says how many it wants.`,
          'Write a name of the time zone database, such as Europe/Berlin.',
        ),
      );
    const count = textOf('desiredReplicas');
    if (count !== undefined && count !== '' && !(Number.isInteger(Number(count)) && Number(count) > 0)) {
      problems.push(
        refused(
          `${path}.metadata.desiredReplicas`,
          `Field "desiredReplicas" is ${quoted(count)}, no whole number above 0: the trigger does not start.`,
          'Write a whole number in quotes.',
        ),
      );
    }
  }
  if (byResource.includes(type)) {
    if (metricType === '' || metricType === 'Value') {
      problems.push(
        refused(
          `${path}.metricType`,
          `A trigger of ${type} goes by Utilization or AverageValue: KEDA refuses the object.`,
          'Write metricType: Utilization or AverageValue.',
        ),
      );
    }
    const value = textOf('value');
    const isFitting = metricType === 'Utilization' ? /^[+-]?\d+$/.test(value ?? '') : quantity(value) !== undefined;
    if (value !== undefined && value !== '' && !isFitting) {
      const what = metricType === 'Utilization' ? 'whole number' : 'quantity';
      problems.push(
        refused(
          `${path}.metadata.value`,
          `Field "value" is ${quoted(value)}, which is no ${what}: the trigger does not start.`,
          `Write a ${what} in quotes.`,
        ),
      );
    }
  } else if (metricType === 'Utilization') {
    problems.push(
      refused(
        `${path}.metricType`,
        `A trigger of ${type} does not go by Utilization: the trigger does not start.`,
        'Write metricType: AverageValue or Value.',
      ),
    );
  }
  for (const name of ['threshold', 'activationThreshold', 'lagThreshold', 'activationLagThreshold', 'queryValue', 'targetValue']) {
    const value = textOf(name);
    if (value === undefined || value === '' || value.includes('{{')) continue;
    const isNumber = name.toLowerCase().includes('lag') ? /^[+-]?\d+$/.test(value) : !Number.isNaN(Number(value));
    if (!isNumber && ['prometheus', 'kafka', 'apache-kafka', 'loki', 'postgresql', 'mysql'].includes(type)) {
      problems.push(
        refused(
          `${path}.metadata.${name}`,
          `Field "${name}" is ${quoted(value)}, which is no number: the trigger does not start.`,
          'Write a number in quotes.',
        ),
      );
    }
  }
  return problems;
}
