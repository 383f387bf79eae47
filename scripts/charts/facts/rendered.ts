import { asFields, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import { parseYaml } from '../../repository/yaml.ts';
import { canonicalJson } from './hash.ts';

/** What one rendering of a chart holds. */
export interface Rendered {
  readonly objects: readonly Fields[];
  /** Texts of the CustomResourceDefinitions. */
  readonly definitions: readonly string[];
}

/** What stands where two renderings of the same chart differ: a password, a key, a name of chance. */
export const random = '(random)';

const isDefinition = /^kind:\s*["']?CustomResourceDefinition["']?\s*$/m;

/** Two renderings of the same chart do not hold the same objects. */
export class UnstableError extends Error {
  override readonly name = 'UnstableError';
}

/**
 * The objects of a chart, from two renderings of it. Where they differ, the value is one of chance.
 * @throws UnstableError when even the number of objects differs
 */
export function objectsOf(first: string, second: string): Rendered {
  const [one, other] = [documentsOf(first), documentsOf(second)];
  if (one.length !== other.length) throw new UnstableError(`${one.length} objects at first, ${other.length} the second time`);
  const objects: Fields[] = [];
  const definitions: string[] = [];
  for (const [index, text] of one.entries()) {
    if (isDefinition.test(text)) definitions.push(text);
    else {
      const twin = other[index] ?? '';
      const read = objectsIn(text);
      objects.push(...(twin === text ? read : read.map((object, at) => steady(object, objectsIn(twin)[at]) as Fields)));
    }
  }
  return { objects, definitions };
}

/** The texts between the `---` of a stream; helm puts them at the start of a line, where no text of a document can have them. */
function documentsOf(stream: string): readonly string[] {
  return stream.split(/^---[^\S\n]*$/m).filter((text) => /^[^#\s]/m.test(text));
}

/** The objects of a document: those of a list one by one. */
function objectsIn(text: string): readonly Fields[] {
  const { documents, problems } = parseYaml(text);
  const [problem] = problems;
  if (problem !== undefined) throw new UnstableError(`helm rendered no YAML: ${problem.message}`);
  return documents.flatMap(({ value }) => {
    const fields = asFields(value);
    if (fields === undefined) return [];
    const items = textAt(fields, 'kind')?.endsWith('List') === true ? fields['items'] : undefined;
    return Array.isArray(items) ? items.map(asFields).filter((item) => item !== undefined) : [fields];
  });
}

function steady(one: unknown, other: unknown): unknown {
  if (canonicalJson(one) === canonicalJson(other)) return one;
  if (Array.isArray(one) && Array.isArray(other) && one.length === other.length) return one.map((item, at) => steady(item, other[at]));
  const [fields, twin] = [asFields(one), asFields(other)];
  if (fields === undefined || twin === undefined) return random;
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, steady(value, twin[key])]));
}
