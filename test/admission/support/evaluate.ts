import { type CelInput, type CelValue, celEnv, isCelError, parse, plan } from '@bufbuild/cel';
import { asFields, at, fieldsAt, listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import { quantity } from '../../../policies/kubernetes/quantities.ts';
import type { Fields } from '../../../policies/model.ts';

/** Resources of a policy, by the kinds of their objects. */
const resourceOf: Readonly<Record<string, string>> = {
  Pod: 'pods',
  Deployment: 'deployments',
  StatefulSet: 'statefulsets',
  DaemonSet: 'daemonsets',
  Job: 'jobs',
  CronJob: 'cronjobs',
  Service: 'services',
  Role: 'roles',
  RoleBinding: 'rolebindings',
};

/** Whether a policy is about objects of a kind. */
export function isAbout(policy: Fields, kind: string): boolean {
  const rules = listAt(policy, 'spec', 'matchConstraints', 'resourceRules');
  return rules.some((rule) => listAt(rule, 'resources').includes(resourceOf[kind]));
}

type Plan = (bindings: Readonly<Record<string, CelInput>>) => CelValue;

const plans = new Map<string, Plan>();

/** @throws Error for what does not parse, and for what has no value, as the API server has no verdict then */
function evaluated(expression: string, bindings: Readonly<Record<string, CelInput>>): CelValue {
  let known = plans.get(expression);
  if (known === undefined) {
    const run = plan(celEnv(), parse(expression));
    known = (values) => {
      const result = run(values);
      if (isCelError(result)) throw new Error(`${expression}: ${result.message}`);
      return result;
    };
    plans.set(expression, known);
  }
  return known(bindings);
}

/**
 * The messages of those validations of a ValidatingAdmissionPolicy that an object does not pass when it is created, by an evaluator
 * that is not Kubernetes' own.
 * @throws Error for an expression without a value: the API server would refuse the object in words of its own
 */
export function unmet(policy: Fields, object: Fields): readonly string[] {
  const variables = new Map<string, CelValue>();
  const bindings = {
    object: celOf(stored(object)),
    request: celOf({ operation: 'CREATE', kind: { kind: textAt(object, 'kind') } }),
    variables: variables as unknown as CelInput,
  };
  for (const variable of listAt(policy, 'spec', 'variables')) {
    variables.set(textAt(variable, 'name') ?? '', evaluated(textAt(variable, 'expression') ?? '', bindings));
  }
  return listAt(policy, 'spec', 'validations').flatMap((validation) =>
    evaluated(textAt(validation, 'expression') ?? '', bindings) === true ? [] : [textAt(validation, 'message') ?? ''],
  );
}

/** Numbers of a manifest are whole. */
function celOf(value: unknown): CelInput {
  if (Array.isArray(value)) return value.map(celOf);
  const fields = asFields(value);
  if (fields !== undefined) return new Map(Object.entries(fields).map(([key, item]) => [key, celOf(item)]));
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : (value as CelInput);
}

/**
 * An object as the API server shows it to its policies, as far as they look: what is null is not there, amounts are in their shortest
 * form, and a volume that names no source is an emptyDir.
 */
function stored(object: Fields): Fields {
  return changed(object, []) as Fields;
}

function changed(value: unknown, path: readonly string[]): unknown {
  const [holder, key] = path.slice(-2);
  if (holder === 'requests' || holder === 'limits' || (holder === 'emptyDir' && key === 'sizeLimit')) return shortest(value);
  if (Array.isArray(value)) return value.map((item) => changed(withSource(item, path), path));
  const fields = asFields(value);
  if (fields === undefined) return value;
  const entries = Object.entries(fields).filter(([, item]) => item !== null && item !== undefined);
  return Object.fromEntries(entries.map(([name, item]) => [name, changed(item, [...path, name])]));
}

function withSource(item: unknown, path: readonly string[]): unknown {
  const isVolume = path.at(-1) === 'volumes' && path.at(-2) === 'spec';
  const sources = Object.keys(fieldsAt(item)).filter((key) => key !== 'name' && (at(item, key) ?? undefined) !== undefined);
  return isVolume && sources.length === 0 ? { ...fieldsAt(item), emptyDir: {} } : item;
}

/** Of whole numbers and of thousandths, which are what is written here. */
function shortest(value: unknown): unknown {
  const amount = quantity(value);
  if (amount === undefined) return value;
  return Number.isInteger(amount) ? BigInt(amount).toString() : `${Math.ceil(amount * 1000)}m`;
}
