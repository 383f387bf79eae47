import { asFields, below, pathOf } from '../kubernetes/fields.ts';
import { fieldFacets } from './facets.ts';
import { nearest, type SchemaProblem } from './problem.ts';

/** One field of a type of the Kubernetes API, as the official JavaScript client describes it. */
export interface FieldType {
  /** Name in YAML. */
  readonly baseName: string;
  /** `string`, `V1Container`, `Array<V1Container>`, `{ [key: string]: string; }`, `any`, ... */
  readonly type: string;
}

type Shape =
  | { readonly is: 'leaf' }
  | { readonly is: 'list'; readonly of: Shape }
  | { readonly is: 'map'; readonly of: Shape }
  | { readonly is: 'model'; readonly name: string };

/** The fields of each type of the Kubernetes API that is in use, by the name of the type. */
export type Structure = ReadonlyMap<string, ReadonlyMap<string, Shape>>;

const leaf: Shape = { is: 'leaf' };

/** Reads the descriptions of types. */
export function structureOf(models: ReadonlyMap<string, readonly FieldType[]>): Structure {
  return new Map(
    [...models].map(([name, fields]) => [name, new Map(fields.map(({ baseName, type }) => [baseName, shapeOf(type, models)]))]),
  );
}

/** The names of the types that a type's description mentions. */
export function modelsIn(type: string): readonly string[] {
  return type.match(/\b(?:[A-Z][A-Za-z]*)?V\d+[A-Za-z0-9]+\b/g) ?? [];
}

function shapeOf(type: string, models: ReadonlyMap<string, unknown>): Shape {
  const list = /^Array<(.*)>$/.exec(type);
  if (list !== null) return { is: 'list', of: shapeOf(list[1] ?? '', models) };
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(type);
  if (map !== null) return { is: 'map', of: shapeOf(map[1] ?? '', models) };
  return models.has(type) ? { is: 'model', name: type } : leaf;
}

/** Fields that hold quantities, where null is 0 and not an empty text. */
const amounts = [
  'limits',
  'requests',
  'hard',
  'capacity',
  'allocatable',
  'overhead',
  'podFixed',
  'min',
  'max',
  'default',
  'defaultRequest',
];

/**
 * A value of a type with what the API server makes of null: in a structure the field is absent, in a list or a mapping there is the empty
 * value of the type. The same value when it holds none.
 */
export function withoutNulls<T>(value: T, model: string, structure: Structure): T {
  if (!holdsNull(value)) return value;
  const visit = (current: unknown, shape: Shape, name: string): unknown => {
    if (typeof current !== 'object' || current === null) return current;
    if (Array.isArray(current)) {
      const of = shape.is === 'list' ? shape.of : leaf;
      const items = current.map((item: unknown) => (item === null ? emptyOf(of, name) : visit(item, of, name)));
      return items.every((item, index) => item === current[index]) ? current : items;
    }
    if (shape.is === 'leaf' || shape.is === 'list') return current;
    const known = shape.is === 'model' ? structure.get(shape.name) : undefined;
    const entries = Object.entries(current).flatMap(([key, child]): [string, unknown][] => {
      if (shape.is === 'map') return [[key, child === null ? emptyOf(shape.of, name) : visit(child, shape.of, key)]];
      return child === null && (known === undefined || known.has(key)) ? [] : [[key, visit(child, known?.get(key) ?? leaf, key)]];
    });
    const before = Object.values(current);
    return entries.length === before.length && entries.every(([, child], index) => child === before[index])
      ? current
      : Object.fromEntries(entries);
  };
  return visit(value, { is: 'model', name: model }, '') as T;
}

function holdsNull(value: unknown): boolean {
  if (typeof value !== 'object') return false;
  if (value === null) return true;
  const children: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  for (const child of children) if (typeof child === 'object' && holdsNull(child)) return true;
  return false;
}

function emptyOf(shape: Shape, name: string): unknown {
  if (shape.is === 'leaf') return amounts.includes(name) ? '0' : '';
  return shape.is === 'list' ? [] : {};
}

/** Keys that only strategic-merge patches have. */
const directives = /^(\$patch|\$retainKeys|\$setElementOrder\/.+|\$deleteFromPrimitiveList\/.+)$/;

export interface StructureOptions {
  /** The value is part of an object, as patches are. */
  readonly partial: boolean;
}

/**
 * Fields that the type does not have, at any depth, and values that its fields cannot have. Values of the wrong type are left
 * to the schema.
 */
export function structureProblems(
  value: unknown,
  model: string,
  start: string,
  structure: Structure,
  { partial }: StructureOptions,
): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const keys: (string | number)[] = [];
  const here = () => pathOf(keys, start);

  const visit = (current: unknown, shape: Shape) => {
    if (shape.is === 'leaf') return;
    if (shape.is === 'list') {
      if (Array.isArray(current)) for (const [index, item] of current.entries()) enter(index, item, shape.of);
      return;
    }
    const fields = asFields(current);
    if (fields === undefined) return;
    if (shape.is === 'map') {
      if (shape.of.is !== 'leaf') for (const key of Object.keys(fields)) enter(key, fields[key], shape.of);
      return;
    }
    const known = structure.get(shape.name);
    if (known === undefined) return;
    // Of whole objects the checks of their kinds say it.
    const facets = partial ? fieldFacets[shape.name] : undefined;
    for (const key of Object.keys(fields)) {
      const field = known.get(key);
      if (field === undefined) {
        if (!(partial && directives.test(key))) problems.push(unknownField(below(here(), key), key, known.keys()));
        continue;
      }
      const facet = facets?.[key];
      if (facet !== undefined) {
        keys.push(key);
        problems.push(...facet(fields[key], here()));
        keys.pop();
      }
      enter(key, fields[key], field);
    }
  };
  const enter = (key: string | number, child: unknown, shape: Shape) => {
    if (shape.is === 'leaf' || typeof child !== 'object') return;
    keys.push(key);
    visit(child, shape);
    keys.pop();
  };
  visit(value, { is: 'model', name: model });
  return problems;
}

/** A field that its mapping does not have. */
export function unknownField(path: string, name: string, known: Iterable<string>): SchemaProblem {
  const quotedName = JSON.stringify(name);
  // kyaml, by which kustomize merges (5.7.1), knows no other; they stay in what is built.
  if (/^\$[A-Za-z]/.test(name)) {
    const message = `Unknown field ${quotedName}: of the directives of a patch kustomize knows "$patch" alone.`;
    return {
      rule: 'schema-unknown-field',
      path,
      message,
      remediation: 'Write "$patch": delete, replace or merge; or patch by operations.',
    };
  }
  const meant = nearest(name, known);
  return {
    rule: 'schema-unknown-field',
    path,
    message: meant === undefined ? `Unknown field ${quotedName}.` : `Unknown field ${quotedName}: did you mean "${meant}"?`,
    remediation: meant === undefined ? 'Remove the field, or put it where it belongs.' : `Rename ${quotedName} to "${meant}".`,
  };
}
