import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Entry } from '../../generators/model/entry.ts';
import type { DataEntry } from '../../generators/model/operations/operations.ts';
import type { KnownTexts } from '../repository/kept/known-texts.ts';
import { parseYaml } from '../repository/yaml.ts';
import { placeIn } from '../repository/yaml-lines.ts';
import { catalogFolder } from './folder.ts';
import type { PlacedProblem, PlaceOf } from './places.ts';

/** What a file is called in a message, and how a broken one is put right. */
export interface Wording {
  readonly what: string;
  readonly fix: string;
}

/** What was read, and what stands in the way. */
export interface ReadData<T> {
  /** Their values are whatever the files hold: the shape is checked with the rest of the catalog. */
  readonly entries: readonly T[];
  readonly problems: readonly PlacedProblem[];
  /** By file. */
  readonly places: ReadonlyMap<string, PlaceOf>;
}

/** What machines write about services in environments: `<kind>/<environment>/<service>.yaml`. */
export function readPairs<T>(root: string, kind: string, wording: Wording, known: KnownTexts): ReadData<DataEntry<T>> {
  const folders = namesIn(path.join(root, catalogFolder, kind), (entry) => entry.isDirectory()).map((environment) => ({
    environment,
    ...readData<T>(root, kind, `${environment}/`, wording, known),
  }));
  return {
    entries: folders.flatMap(({ environment, entries }) =>
      entries.map(({ file, name, value }) => ({ file, environment, service: name, value })),
    ),
    problems: folders.flatMap(({ problems }) => problems),
    places: new Map(folders.flatMap(({ places }) => [...places])),
  };
}

/** The YAML files of one folder of the catalog, by their names without `.yaml`. */
export function readData<T>(
  root: string,
  kind: string,
  below: string,
  { what, fix }: Wording,
  known: KnownTexts,
): ReadData<Entry<T> & { readonly name: string }> {
  const problems: PlacedProblem[] = [];
  const places = new Map<string, PlaceOf>();
  const entries = namesIn(path.join(root, catalogFolder, kind, below), (entry) => entry.isFile()).flatMap((name) => {
    const file = `${catalogFolder}/${kind}/${below}${name}`;
    if (!name.endsWith('.yaml')) {
      problems.push({
        file,
        message: `This is no ${what} file.`,
        fix: `Name it <${below === '' ? 'environment' : 'service'}>.yaml, or move it away.`,
      });
      return [];
    }
    const text = readFileSync(path.join(root, file), 'utf8');
    const found: PlacedProblem[] = [];
    const value = known.valueOf(file, text, () => {
      const { documents, problems: broken } = parseYaml(text);
      found.push(...broken.map(({ message, line, fix: own = fix }) => ({ file, message, fix: own, place: { line, column: 1 } })));
      const [first, second] = documents;
      if (broken.length === 0 && second !== undefined) {
        found.push({
          file,
          message: `The file holds ${documents.length} documents, and only one can count.`,
          fix: 'Keep the one that counts, and remove the "---" before the others.',
          place: { line: second.line, column: 1 },
        });
      }
      return { value: first?.value, isSound: found.length === 0 };
    });
    problems.push(...found);
    if (found.length > 0) return [];
    places.set(file, (keys) => placeIn(text, 0, keys));
    return [{ file, name: name.slice(0, -'.yaml'.length), value: value as T }];
  });
  return { entries, problems, places };
}

function namesIn(folder: string, wanted: (entry: { isDirectory(): boolean; isFile(): boolean }) => boolean): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(wanted)
    .map(({ name }) => name)
    .sort();
}
