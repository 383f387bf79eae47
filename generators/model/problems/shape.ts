import type { ErrorObject } from 'ajv';
import type { Entry } from '../entry.ts';
import { at, type CatalogProblem, keyAt, problem, suggestion } from './problem.ts';
import { shapes } from './schema.ts';

type Shape = keyof typeof shapes;

const typeNames: Readonly<Record<Shape, string>> = {
  platform: 'PlatformDefinition',
  service: 'ServiceDefinition',
  environment: 'EnvironmentDefinition',
  release: 'Release',
  sealedSecret: 'SealedSecret',
  settings: 'ServiceSettings',
  scaling: 'TemporaryScale',
  freezes: 'FreezeList',
};

/** What is wrong with the shape of a file: fields that are missing, unknown, of another type or out of range. */
export function shapeProblems(shape: Shape, entry: Entry<unknown>): CatalogProblem[] {
  const validate = shapes[shape];
  if (validate(entry.value)) return [];
  const fix = `Write it as ${typeNames[shape]} says (generators/model).`;
  return (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if').map((error) => shapeProblem(error, entry, fix));
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
