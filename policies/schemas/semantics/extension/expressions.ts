import { parse } from '@bufbuild/cel';
import { shown } from '../../../wording.ts';
import { missing, refuseValue, type Spot, text } from '../spots/spot.ts';

type Expr = NonNullable<ReturnType<typeof parse>['expr']>;

/** What an expression may read: names, and the fields of `variables` that were declared before it. */
export interface Given {
  readonly names: readonly string[];
  readonly variables?: ReadonlySet<string>;
}

/** What every expression of an admission may read (apiserver 0.35.0, pkg/admission/plugin/cel/compile.go). */
export const admitted: readonly string[] = ['object', 'oldObject', 'request', 'namespaceObject'];

/** What the parser here does not know of the language of Kubernetes 1.35: optional fields and escaped names. */
const unread = /\.\?|\[\s*\?|[{,]\s*\?|`/;

/** Calls whose first words are names that they give to the last one (cel-go 0.26.0, ext and standard macros). */
const binding = new Set([
  ...['all', 'exists', 'exists_one', 'existsOne', 'filter', 'map', 'transformList', 'transformMap', 'transformMapEntry'],
  ...['bind', 'optMap', 'optFlatMap', 'sortBy'],
]);

/** What functions are called on without being read (apiserver 0.35.0, pkg/cel/library; cel-go 0.26.0, ext). */
const libraries = new Set(['cel', 'format', 'ip', 'jsonpatch', 'lists', 'math', 'optional', 'regex', 'sets', 'strings']);

/** Types, which are values too, and the first words of messages. */
const types = new Set([
  ...['bool', 'bytes', 'double', 'dyn', 'int', 'list', 'map', 'null_type', 'optional_type', 'string', 'type', 'uint'],
  ...['google', 'kubernetes', 'net', 'Object', 'JSONPatch'],
]);

/** Refuses an expression that is blank, none, or reads what nobody gives. Types and costs are left to the API server. */
export function isExpression(spot: Spot, given: Given): void {
  const own = text(spot).trim();
  if (own === '') {
    missing(spot);
    return;
  }
  const unknown = unknownIn(own, given);
  if (unknown !== undefined) refuseValue(spot, unknown, `Read ${given.names.join(', ')}.`);
}

function unknownIn(own: string, given: Given): string | undefined {
  if (unread.test(own)) return undefined;
  let parsed: Expr | undefined;
  try {
    parsed = parse(own).expr;
  } catch {
    return 'is no expression in CEL';
  }
  const found = parsed === undefined ? undefined : firstUnknown(parsed, new Set(given.names), given.variables ?? new Set());
  return found === undefined ? undefined : `reads ${shown(found)}, which nobody gives`;
}

function firstUnknown(expr: Expr, names: ReadonlySet<string>, variables: ReadonlySet<string>): string | undefined {
  const first = (parts: readonly (Expr | undefined)[], known = names): string | undefined => {
    for (const part of parts) {
      const found = part === undefined ? undefined : firstUnknown(part, known, variables);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const { exprKind } = expr;
  switch (exprKind.case) {
    case 'identExpr':
      return names.has(exprKind.value.name) || types.has(exprKind.value.name) ? undefined : exprKind.value.name;
    case 'selectExpr': {
      const { operand, field } = exprKind.value;
      const isVariable = operand?.exprKind.case === 'identExpr' && operand.exprKind.value.name === 'variables' && names.has('variables');
      return isVariable && !variables.has(field) ? `variables.${field}` : first([operand]);
    }
    case 'callExpr': {
      const { target, args, function: called } = exprKind.value;
      const own = target?.exprKind.case === 'identExpr' && libraries.has(target.exprKind.value.name) ? undefined : target;
      if (target === undefined || !binding.has(called)) return first([own, ...args]);
      const bound = args.slice(0, -1).flatMap((arg) => (arg.exprKind.case === 'identExpr' ? [arg.exprKind.value.name] : []));
      return first([own]) ?? first(args, new Set([...names, ...bound]));
    }
    case 'listExpr':
      return first(exprKind.value.elements);
    case 'structExpr':
      return first(exprKind.value.entries.flatMap(({ keyKind, value }) => [keyKind.case === 'mapKey' ? keyKind.value : undefined, value]));
    case 'comprehensionExpr': {
      const { iterRange, iterVar, iterVar2, accuVar, accuInit, loopCondition, loopStep, result } = exprKind.value;
      const inner = new Set([...names, iterVar, iterVar2, accuVar]);
      return first([iterRange, accuInit]) ?? first([loopCondition, loopStep, result], inner);
    }
    default:
      return undefined;
  }
}
