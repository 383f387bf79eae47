import { asFields, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import { canonicalJson, mark } from './hash.ts';

/**
 * Annotations whose value other software acts on, by the start of their names: they order objects, place load balancers,
 * fill in certificates and roles. All others are texts, or sums of texts.
 */
const telling = [
  'argocd.argoproj.io/',
  'helm.sh/',
  'cert-manager.io/',
  'eks.amazonaws.com/',
  'service.beta.kubernetes.io/',
  'prometheus.io/',
  'cluster-autoscaler.kubernetes.io/',
];

/** Fields that hold prose or a program in some language, wherever they stand. */
const prose = new Set(['description', 'message', 'messageExpression', 'summary', 'expr', 'expression', 'note', 'runbook_url']);
/** Fields that hold a secret if they hold a text. */
const secret = /^(?:password|passwd|token|secretKey|accessKey|apiKey|privateKey)$/i;
const commands = new Set(['command', 'args']);
/** Arguments that tell an operator what its pods get, which is no text but a fact about them. */
const facts = /^--config-reloader-(?:cpu|memory)-(?:request|limit)=[\w.]*$/;
/** A text that is longer, or has several lines, is no name, address or quantity. */
const longest = 200;

/**
 * The facts of a rendered object, in the object's own shape: names, references, structure. Texts (data, scripts, arguments,
 * literal values of environment variables, prose, expressions) become a mark of their content, values of Secrets become empty,
 * and what the API server fills in itself is left out.
 */
export function pare(object: Fields): Fields {
  const { apiVersion, kind, metadata, ...rest } = object;
  const own = Object.fromEntries(Object.entries(rest).filter(([key]) => key !== 'status'));
  const body = kind === 'Secret' || kind === 'ConfigMap' ? paredData(own, kind === 'Secret') : fieldsOf(own);
  return { apiVersion, kind, metadata: fieldsOf(asFields(metadata) ?? {}), ...body };
}

function paredData(fields: Fields, isSecret: boolean): Fields {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => {
      const content = asFields(value);
      if (content === undefined) return value === null ? [] : [[key, value]];
      const isText = key === 'data' && !isSecret;
      return [[key, Object.fromEntries(Object.entries(content).map(([name, text]) => [name, isText ? mark(String(text)) : '']))]];
    }),
  );
}

function fieldsOf(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => {
      // No value is the same as no field; a certificate to trust is filled in at run time.
      if (value === null || value === undefined || key === 'caBundle' || key === 'creationTimestamp') return [];
      return [[key, field(key, value)]];
    }),
  );
}

function field(key: string, value: unknown): unknown {
  const fields = asFields(value);
  if (key === 'annotations' && fields !== undefined) return annotations(fields);
  if (commands.has(key) && isTexts(value))
    return value.length === 0 ? [] : [mark(canonicalJson(value)), ...value.filter((text) => facts.test(text))];
  if ((key === 'env' || key === 'httpHeaders') && Array.isArray(value)) return value.map(variable);
  if (typeof value === 'string' && (prose.has(key) || secret.test(key))) return value === '' ? '' : mark(value);
  return pared(value);
}

function pared(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pared);
  const fields = asFields(value);
  if (fields !== undefined) return fieldsOf(fields);
  return typeof value === 'string' && (value.length > longest || value.includes('\n')) ? mark(value) : value;
}

function annotations(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      if (value === null) return [];
      return [[name, telling.some((start) => name.startsWith(start)) ? value : mark(String(value))]];
    }),
  );
}

/** A name with a literal value: the name stays, and where the value comes from. */
function variable(entry: unknown): unknown {
  const fields = asFields(entry);
  if (fields === undefined || textAt(fields, 'value') === undefined) return pared(entry);
  const { value, ...rest } = fields;
  return { ...fieldsOf(rest), value: value === '' ? '' : mark(String(value)) };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}
