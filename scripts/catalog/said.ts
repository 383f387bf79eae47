import { definitionOf } from '../repository/literal/definitions.ts';
import type { Path, Place } from '../repository/literal/places.ts';
import { readLiteral } from '../repository/literal/read.ts';
import { parseYaml } from '../repository/yaml.ts';
import { placeIn } from '../repository/yaml-lines.ts';

/** A value that a file of the catalog says, of any depth. */
export interface Said {
  readonly path: Path;
  readonly value: unknown;
  readonly place: Place;
}

/** All that a file of the catalog says, in its order; nothing where it cannot be read. */
export function saidIn(file: string, text: string): readonly Said[] {
  const definition = definitionOf(file);
  if (definition !== undefined) {
    const literal = readLiteral(text, definition);
    return [...below(literal.value, literal.placeOf)];
  }
  const { documents, problems } = parseYaml(text);
  if (problems.length > 0) return [];
  return [...below(documents[0]?.value, (path) => placeIn(text, 0, path) ?? { line: 1, column: 1 })];
}

function* below(value: unknown, placeOf: (path: Path) => Place, path: Path = []): Iterable<Said> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    yield { path: here, value: inner, place: placeOf(here) };
    yield* below(inner, placeOf, here);
  }
}
