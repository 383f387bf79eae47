import { type CelInput, CelScalar, celEnv, celFunc, isCelError, parse, plan } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import { asFields } from '../../kubernetes/fields.ts';
import { propertyOf } from './completed.ts';
import type { Expression, ValueSchema } from './definition.ts';
import { isIpv4, isIpv6 } from './formats.ts';

/** What a rule says of a value: it holds, it does not, or it has no value (a field that it reads is not there). */
type Verdict = boolean | 'no value';
type Plan = (self: CelInput) => Verdict;

/** Of the libraries that Kubernetes adds to the language (apiserver 0.35, pkg/cel/library), what the rules of the pinned kinds use. */
const isIp = celFunc('isIP', [CelScalar.STRING], CelScalar.BOOL, (text) => isIpv4(text) || isIpv6(text));
const environment = celEnv({ funcs: [...strings, isIp] });
const plans = new Map<Expression, Plan>();

/** Judges a value by a rule of its kind. */
export function judged(rule: Expression, self: CelInput): Verdict {
  const known = plans.get(rule) ?? planned(rule);
  plans.set(rule, known);
  return known(self);
}

function planned(rule: Expression): Plan {
  const run = plan(environment, parse(rule));
  return (self) => {
    const result = run({ self });
    return isCelError(result) ? 'no value' : result === true;
  };
}

/** Words of the language, which names of fields stand for with underscores around them. */
const reserved = new Set([
  ...['true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let'],
  ...['loop', 'package', 'namespace', 'return', 'var', 'void', 'while'],
]);

/** How a rule spells the name of a field; undefined where it cannot (apiserver 0.35, pkg/cel/escaping.go). */
function spelled(name: string): string | undefined {
  if (reserved.has(name)) return `__${name}__`;
  if (!/^[A-Za-z_./-][\w./-]*$/.test(name)) return undefined;
  return name.replaceAll('__', '__underscores__').replaceAll('.', '__dot__').replaceAll('-', '__dash__').replaceAll('/', '__slash__');
}

/** Turns values into those of the language, each mapping and list once, by their schemas: 1 is whole or not as its field is. */
export function celValues(): (value: unknown, schema: ValueSchema | undefined) => CelInput {
  const known = new WeakMap<object, CelInput>();
  const celOf = (value: unknown, schema: ValueSchema | undefined): CelInput => {
    if (typeof value === 'number') return schema?.type === 'number' || !Number.isInteger(value) ? value : BigInt(value);
    if (typeof value !== 'object' || value === null) return value as CelInput;
    const before = known.get(value);
    if (before !== undefined) return before;
    const made = Array.isArray(value) ? value.map((item) => celOf(item, schema?.items)) : celMapping(value, schema);
    known.set(value, made);
    return made;
  };
  const celMapping = (value: object, schema: ValueSchema | undefined): CelInput => {
    const others = typeof schema?.additionalProperties === 'object' ? schema.additionalProperties : undefined;
    return new Map(
      Object.entries(asFields(value) ?? {}).flatMap(([name, child]): [string, CelInput][] => {
        const own = propertyOf(schema?.properties, name);
        // Of a mapping with any keys these are the keys themselves.
        const key = own === undefined ? name : spelled(name);
        return key === undefined ? [] : [[key, celOf(child, own ?? others)]];
      }),
    );
  };
  return celOf;
}
