import { asFields, asList, asText, at, below, listAt, textAt } from '../../kubernetes/fields.ts';
import type { Manifest } from '../../model.ts';
import { fieldName, invalid, quoted, type SchemaProblem } from '../problem.ts';

const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const qualifiedName = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

interface NameForm {
  readonly pattern: RegExp;
  readonly longest: number;
  /** What to write instead. */
  readonly remediation: string;
}

const subdomain: NameForm = {
  pattern: dnsSubdomain,
  longest: 253,
  remediation: 'Write lower-case letters, digits, "-" and ".", with a letter or digit at both ends of each part.',
};
const label: NameForm = {
  pattern: dnsLabel,
  longest: 63,
  remediation: 'Write lower-case letters, digits and "-", with a letter or digit at both ends.',
};

/** Kinds whose names are not DNS subdomains of up to 253 characters (Kubernetes: object names and IDs). */
const nameForms: Readonly<Record<string, NameForm>> = {
  Namespace: label,
  Service: {
    pattern: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
    longest: 63,
    remediation: 'Write lower-case letters, digits and "-", with a letter at the start and a letter or digit at the end.',
  },
  CronJob: { ...subdomain, longest: 52 },
  postgresql: label,
  ...Object.fromEntries(
    ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'].map((kind) => [
      kind,
      { pattern: /^(?!\.{1,2}$)[^/%]+$/, longest: Number.POSITIVE_INFINITY, remediation: 'Write a name without "/" and "%".' },
    ]),
  ),
};

/** Names, labels and annotations of an object, and of the pod templates in it. */
export function nameProblems({ fields, kind }: Manifest): readonly SchemaProblem[] {
  return [...ownName(fields, kind), ...metadataProblems(fields, 'metadata')];
}

/** The syntax of the labels and annotations of an object or of a pod template. */
export function metadataProblems(holder: unknown, path: string): readonly SchemaProblem[] {
  return [
    ...labelProblems(at(holder, 'metadata', 'labels'), `${path}.labels`),
    ...Object.keys(asFields(at(holder, 'metadata', 'annotations')) ?? {}).flatMap((key) =>
      keyProblems(key, `${path}.annotations`, 'annotation'),
    ),
  ];
}

function ownName(fields: unknown, kind: string): readonly SchemaProblem[] {
  const name = textAt(fields, 'metadata', 'name');
  const namespace = textAt(fields, 'metadata', 'namespace');
  const form = nameForms[kind] ?? subdomain;
  const problems: SchemaProblem[] = [];
  if (name === undefined && textAt(fields, 'metadata', 'generateName') === undefined && at(fields, 'metadata', 'name') === undefined) {
    problems.push({
      rule: 'schema-missing-field',
      path: 'metadata.name',
      message: 'Field "name" is missing from "metadata".',
      remediation: 'Set "name".',
    });
  }
  if (name !== undefined) problems.push(...formProblems(name, 'metadata.name', form));
  if (namespace !== undefined) problems.push(...formProblems(namespace, 'metadata.namespace', label));
  return problems;
}

/** Whether a text is a DNS label, as names of containers, volumes and ports are. */
export function labelNameProblems(value: unknown, path: string): readonly SchemaProblem[] {
  return typeof value === 'string' ? formProblems(value, path, label) : [];
}

function formProblems(name: string, path: string, { pattern, longest, remediation }: NameForm): readonly SchemaProblem[] {
  const subject = `${fieldName(path)} is ${quoted(name)}, which`;
  if (name.length > longest)
    return [invalid(path, `${subject} has ${name.length} characters, more than ${longest}.`, `Write at most ${longest} characters.`)];
  if (pattern.test(name)) return [];
  return [invalid(path, `${subject} is no valid name.`, remediation)];
}

function labelProblems(labels: unknown, path: string): readonly SchemaProblem[] {
  return Object.entries(asFields(labels) ?? {}).flatMap(([key, value]) => [
    ...keyProblems(key, path, 'label'),
    ...(typeof value === 'string' ? valueProblems(value, below(path, key), key) : []),
  ]);
}

function keyProblems(key: string, path: string, what: string): readonly SchemaProblem[] {
  const slash = key.indexOf('/');
  const prefix = slash === -1 ? undefined : key.slice(0, slash);
  const name = key.slice(slash + 1);
  const valid =
    qualifiedName.test(name) &&
    name.length <= 63 &&
    (prefix === undefined || (dnsSubdomain.test(what === 'annotation' ? prefix.toLowerCase() : prefix) && prefix.length <= 253));
  if (valid) return [];
  return [
    invalid(
      below(path, key),
      `The ${what} ${quoted(key)} is no valid key.`,
      'Write up to 63 letters, digits, "-", "_" and ".", which a DNS name and "/" may precede.',
    ),
  ];
}

function valueProblems(value: string, path: string, key: string): readonly SchemaProblem[] {
  if (value === '' || (value.length <= 63 && qualifiedName.test(value))) return [];
  const remediation = 'Write up to 63 letters, digits, "-", "_" and ".", the first and last one a letter or digit.';
  return [invalid(path, `The label "${key}" is ${quoted(value)}, which is no valid label value.`, remediation)];
}

const setOperators: readonly string[] = ['In', 'NotIn'];
const operators: readonly string[] = [...setOperators, 'Exists', 'DoesNotExist'];
const nodeOperators: readonly string[] = [...operators, 'Gt', 'Lt'];

/** All label selectors of an object, wherever they are: keys, values, operators. */
export function selectorProblems({ fields, kind }: Manifest): readonly SchemaProblem[] {
  // Contents of other programs are no selectors.
  if (['ConfigMap', 'Secret', 'CustomResourceDefinition', 'Application', 'ApplicationSet'].includes(kind)) return [];
  const problems: SchemaProblem[] = [];
  const visit = (value: unknown, path: string, forNodes: boolean) => {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, `${path}[${index}]`, forNodes);
      return;
    }
    for (const [key, child] of Object.entries(asFields(value) ?? {})) {
      if (typeof child !== 'object' || child === null) continue;
      const own = below(path, key);
      if (key === 'matchLabels') problems.push(...labelProblems(child, own));
      else if (key === 'matchExpressions') problems.push(...expressionProblems(child, own, forNodes));
      else visit(child, own, forNodes || key === 'nodeSelectorTerms' || key === 'preference');
    }
  };
  visit(fields['spec'], 'spec', false);
  return problems;
}

function expressionProblems(expressions: unknown, path: string, forNodes: boolean): readonly SchemaProblem[] {
  return asList(expressions).flatMap((expression, index) => {
    const operator = asText(at(expression, 'operator'));
    const own = `${path}[${index}]`;
    if (operator === undefined) return [];
    const known = forNodes ? nodeOperators : operators;
    const list = known.map((name) => `"${name}"`).join(', ');
    if (!known.includes(operator)) {
      return [invalid(`${own}.operator`, `Field "operator" is ${quoted(operator)}, which is none of ${list}.`, `Write one of ${list}.`)];
    }
    const count = listAt(expression, 'values').length;
    if (setOperators.includes(operator) && count === 0) {
      return [invalid(`${own}.values`, `The operator "${operator}" has no values.`, 'List at least one value.')];
    }
    if (['Exists', 'DoesNotExist'].includes(operator) && count > 0) {
      return [invalid(`${own}.values`, `The operator "${operator}" has values.`, 'Remove the values.')];
    }
    if (['Gt', 'Lt'].includes(operator) && count !== 1) {
      return [invalid(`${own}.values`, `The operator "${operator}" has ${count} values, not one.`, 'Write one number, as text.')];
    }
    return [];
  });
}
