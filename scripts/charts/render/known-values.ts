import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { asFields, asText, at, listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import { parseYaml } from '../../repository/yaml.ts';

/** What a chart says about the values that it takes, the charts in it included. */
export interface KnownValues {
  /** Its defaults, with those of the charts in it under their names. */
  readonly defaults: Fields;
  /** Paths such as `server.replicas` that a template, a schema or a condition names, and all that lead to them. */
  readonly named: ReadonlySet<string>;
}

/** Reads an unpacked chart. */
export async function knownValues(chart: string): Promise<KnownValues> {
  const text = async (name: string) => (await readFile(path.join(chart, name), 'utf8').catch(() => undefined)) ?? '';
  const description = document(await text('Chart.yaml')) ?? {};
  const named = new Set<string>();
  const schema = await text('values.schema.json');
  if (schema !== '') addSchema(named, asFields(JSON.parse(schema)) ?? {});
  for (const template of await templatesOf(chart)) addUses(named, template);

  let defaults: Fields = document(await text('values.yaml')) ?? {};
  const folders = await readdir(path.join(chart, 'charts'), { withFileTypes: true }).catch(() => []);
  const within = await Promise.all(
    folders
      .filter((entry) => entry.isDirectory())
      .map(async ({ name }) => ({ name, known: await knownValues(path.join(chart, 'charts', name)) })),
  );
  const dependencies = listAt(description, 'dependencies');
  for (const dependency of dependencies) {
    for (const condition of (textAt(dependency, 'condition') ?? '').split(',')) addPath(named, condition.trim());
  }
  for (const { name, known } of within) {
    const aliases = dependencies
      .filter((dependency) => textAt(dependency, 'name') === name)
      .map((dependency) => textAt(dependency, 'alias') ?? name);
    for (const alias of aliases.length === 0 ? [name] : aliases) {
      defaults = merged({ [alias]: known.defaults, ...pick(known.defaults, 'global') }, defaults);
      named.add(alias);
      for (const use of known.named) addPath(named, use === 'global' || use.startsWith('global.') ? use : `${alias}.${use}`);
    }
  }
  named.add('global');
  return { defaults, named };
}

/** Maps laid over each other; what is no map replaces. */
export function merged(below: Fields, above: Fields): Fields {
  const result: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const [under, over] = [asFields(result[key]), asFields(value)];
    result[key] = under !== undefined && over !== undefined ? merged(under, over) : value;
  }
  return result;
}

function pick(fields: Fields, key: string): Fields {
  return key in fields ? { [key]: fields[key] } : {};
}

function document(text: string): Fields | undefined {
  return asFields(parseYaml(text).documents[0]?.value);
}

async function templatesOf(chart: string): Promise<readonly string[]> {
  const folder = path.join(chart, 'templates');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return Promise.all(files.map((file) => readFile(file, 'utf8')));
}

/** `.Values.a.b` in a template names `a` and `a.b`. */
function addUses(named: Set<string>, template: string): void {
  for (const [, use = ''] of template.matchAll(/\.Values((?:\.\w+)+)/g)) addPath(named, use.slice(1));
}

function addPath(named: Set<string>, use: string): void {
  const keys = use.split('.');
  for (const [index] of keys.entries()) named.add(keys.slice(0, index + 1).join('.'));
}

/** Properties of a JSON schema, by their paths; only references within the file are followed. */
function addSchema(named: Set<string>, root: Fields): void {
  const visit = (node: unknown, prefix: string, seen: readonly unknown[]): void => {
    const schema = asFields(node);
    if (schema === undefined || seen.includes(node)) return;
    const chain = [...seen, node];
    const reference = asText(schema['$ref']);
    if (reference?.startsWith('#/')) visit(at(root, ...reference.slice(2).split('/')), prefix, chain);
    for (const word of ['allOf', 'anyOf', 'oneOf']) for (const part of listAt(schema, word)) visit(part, prefix, chain);
    for (const [key, property] of Object.entries(asFields(schema['properties']) ?? {})) {
      const place = prefix === '' ? key : `${prefix}.${key}`;
      named.add(place);
      visit(property, place, chain);
    }
  };
  visit(root, '', []);
}
