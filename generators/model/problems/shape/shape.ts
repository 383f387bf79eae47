import type { ErrorObject } from 'ajv';
import type { Entry } from '../../entry.ts';
import { at, type CatalogProblem, keyAt, problem, suggestion } from '../problem.ts';
import { type Shape, validatorOf } from './schema.ts';

const typeNames: Readonly<Record<Shape, string>> = {
  platform: 'PlatformDefinition',
  service: 'ServiceDefinition',
  environment: 'EnvironmentFile',
  release: 'Release',
  sealedSecret: 'SealedSecret',
  settings: 'ServiceSettings',
  scaling: 'TemporaryScale',
  freezes: 'FreezeFile',
  thaws: 'Thaw',
  retired: 'Retirement',
  versions: 'Versions',
};

/** What is wrong with the shape of a file: fields that are missing, unknown, of another type or out of range. */
export function shapeProblems(shape: Shape, entry: Entry<unknown>): CatalogProblem[] {
  const validate = validatorOf(shape);
  if (validate(entry.value)) return [];
  const fix = `Write it as ${typeNames[shape]} says (generators/model).`;
  const errors = withoutAlternatives((validate.errors ?? []).filter(({ keyword }) => keyword !== 'if'));
  return errors.map((error) => shapeProblem(error, entry, fix));
}

/**
 * Of a value that may be one of several things only the errors of the one that was meant: of the right type, with the fewest errors
 * of its own fields, then of what lies below. Where none is, one error that says what it may be.
 */
function withoutAlternatives(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const choice = errors.filter(({ keyword }) => keyword === 'anyOf').sort((a, b) => a.schemaPath.length - b.schemaPath.length)[0];
  if (choice === undefined) return errors;
  const below = (error: ErrorObject) =>
    error.schemaPath.startsWith(`${choice.schemaPath}/`) &&
    (error.instancePath === choice.instancePath || error.instancePath.startsWith(`${choice.instancePath}/`));
  const branches = Map.groupBy(errors.filter(below), (error) => error.schemaPath.slice(choice.schemaPath.length + 1).split('/')[0] ?? '');
  const isWrongKind = (error: ErrorObject) =>
    error.instancePath === choice.instancePath && ['type', 'const', 'pattern'].includes(error.keyword);
  const own = (branch: readonly ErrorObject[]) => branch.filter(({ instancePath }) => instancePath === choice.instancePath).length;
  const meant = [...branches.values()]
    .filter((branch) => !branch.some(isWrongKind))
    .sort((a, b) => own(a) - own(b) || a.length - b.length)[0];
  const kinds = [...branches.values()].flatMap((branch) => branch.filter(isWrongKind).map(kindOf));
  const told =
    meant ??
    [{ ...choice, message: `must be ${[...new Set(kinds)].join(' or ')}` }].map(({ keyword: _, ...rest }) => ({
      ...rest,
      keyword: 'kind',
    }));
  return withoutAlternatives([...errors.filter((error) => error !== choice && !below(error)), ...told]);
}

function kindOf({ keyword, params }: ErrorObject): string {
  if (keyword === 'const') return JSON.stringify((params as { readonly allowedValue: unknown }).allowedValue);
  if (keyword === 'pattern') return `text like ${(params as { readonly pattern: string }).pattern}`;
  const { type } = params as { readonly type: string };
  return type === 'array' ? 'a list' : type === 'object' ? 'an object' : type === 'string' ? 'text' : type;
}

/** One error as a sentence about a field: `"settings.maxReplicas" must be integer, got "20".` */
function shapeProblem(error: ErrorObject, entry: Entry<unknown>, fix: string): CatalogProblem {
  const path = pathOf(error.instancePath, entry.value);
  const inside = path.length === 0 ? 'The file' : `"${path.join('.')}"`;
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'additionalProperties': {
      const name = String(params['additionalProperty']);
      const known = Object.keys((error.parentSchema as { readonly properties?: object } | undefined)?.properties ?? {});
      const message = `${inside} has a field "${name}" that nothing reads.`;
      return problem(keyAt(entry, ...path, name), message, known.length === 0 ? 'Remove it.' : suggestion(name, known));
    }
    case 'required': {
      const message = `${inside} lacks the field "${String(params['missingProperty'])}".`;
      return problem(at(entry, ...path), message, fix);
    }
    case 'enum':
      return problem(
        at(entry, ...path),
        `${inside} must be one of ${(params['allowedValues'] as unknown[]).join(', ')}, got ${shown(error)}.`,
        fix,
      );
    case 'uniqueItems':
      // The later of the two.
      return problem(
        at(entry, ...path, Math.max(Number(params['i']), Number(params['j']))),
        `${inside} ${error.message ?? ''}, got ${shown(error)}.`,
        fix,
      );
    default:
      return problem(at(entry, ...path), `${inside} ${error.message ?? 'is wrong'}, got ${shown(error)}.`, fix);
  }
}

/** The keys of a JSON pointer; those of lists as numbers. */
function pathOf(pointer: string, value: unknown): readonly (string | number)[] {
  let current = value;
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((key) => {
      const isIndex = Array.isArray(current);
      current = (current as Record<string, unknown> | undefined)?.[key];
      return isIndex ? Number(key) : key;
    });
}

function shown({ data }: ErrorObject): string {
  return JSON.stringify(data) ?? 'nothing';
}
