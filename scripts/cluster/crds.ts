import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { asText, at, fieldsAt, listAt, textAt } from '../../policies/kubernetes/fields.ts';
import type { Fields } from '../../policies/model.ts';
import type { DefinitionFacts } from '../charts/facts/definitions.ts';
import { parseYaml } from '../repository/yaml.ts';
import { UserError } from '../terminal/errors.ts';
import type { Client } from './client.ts';

const collection = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/**
 * The CustomResourceDefinitions in YAML files, and in those of folders and of the folders in them, by name.
 * @throws UserError when a place cannot be read, when there are none, or one of a name twice
 */
export async function readCrds(places: readonly string[]): Promise<readonly Fields[]> {
  const found = new Map<string, Fields>();
  for (const file of (await Promise.all(places.map(filesOf))).flat()) {
    for (const { value } of parseYaml(await readFile(file, 'utf8')).documents) {
      if (textAt(value, 'kind') !== 'CustomResourceDefinition') continue;
      const name = textAt(value, 'metadata', 'name') ?? '';
      if (found.has(name)) {
        throw new UserError({ what: `The CustomResourceDefinition "${name}" is there twice.`, where: file, how: 'Remove one.' });
      }
      found.set(name, value as Fields);
    }
  }
  if (found.size === 0) {
    throw new UserError({
      what: 'There is no CustomResourceDefinition.',
      where: places.join(', '),
      how: 'Name another folder with "--crds".',
    });
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, crd]) => crd);
}

async function filesOf(place: string): Promise<readonly string[]> {
  try {
    if (!(await stat(place)).isDirectory()) return [place];
    const names = await readdir(place, { recursive: true });
    return names
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
      .map((name) => path.join(place, name));
  } catch (cause) {
    throw new UserError(
      { what: 'CustomResourceDefinitions cannot be read.', where: place, how: 'Name another folder with "--crds".' },
      { cause },
    );
  }
}

/**
 * Definitions of the kinds that charts bring and that are not among those that were read: by the facts, which keep names and versions and no
 * schema. The server takes any object of such a kind; what it may hold, only the validator says.
 */
export function standIns(facts: readonly DefinitionFacts[], read: readonly Fields[]): readonly Fields[] {
  const known = new Set(read.map((crd) => textAt(crd, 'metadata', 'name')));
  const missing = new Map(facts.filter(({ name }) => !known.has(name)).map((definition) => [definition.name, definition]));
  return [...missing.values()].map(({ name, group, kind, scope, versions }) => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name },
    spec: {
      group,
      scope,
      names: { kind, plural: name.split('.', 1)[0] },
      versions: versions.map((version, index) => ({
        name: version,
        served: true,
        storage: index === 0,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      })),
    },
  }));
}

/**
 * Creates CustomResourceDefinitions and waits until the server serves them all. A few at a time, and again where a busy server gave up:
 * it works out what it serves anew after each.
 */
export async function installCrds(client: Client, crds: readonly Fields[]): Promise<void> {
  const queue = [...crds];
  const worker = async () => {
    for (let crd = queue.shift(); crd !== undefined; crd = queue.shift()) await create(client, withoutWebhook(crd));
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  await establishedCrds(client, crds.length);
}

async function create(client: Client, crd: Fields): Promise<void> {
  for (let left = 10; ; left -= 1) {
    const { status, body } = await client.ask('POST', collection, { body: crd });
    // What timed out may be there all the same.
    if (status === 201 || status === 409) return;
    if (left === 0 || ![429, 500, 503, 504].includes(status)) {
      throw new Error(`${textAt(crd, 'metadata', 'name')}: ${status} ${textAt(body, 'message')}`);
    }
    await pause(1000);
  }
}

/** Waits until the server serves so many CustomResourceDefinitions. */
export async function establishedCrds(client: Client, count: number): Promise<void> {
  const deadline = Date.now() + 300_000;
  for (;;) {
    const { body } = await client.ask('GET', collection);
    const items = listAt(body, 'items');
    const open = items.filter(
      (item) =>
        !listAt(item, 'status', 'conditions').some(
          (condition) => textAt(condition, 'type') === 'Established' && textAt(condition, 'status') === 'True',
        ),
    );
    if (items.length >= count && open.length === 0) return;
    if (Date.now() > deadline) {
      throw new Error(`Not established after 5 minutes: ${open.map((item) => asText(at(item, 'metadata', 'name'))).join(', ')}`);
    }
    await pause(250);
  }
}

/** No operator runs here that could convert between versions; those that a CRD serves have one schema or the same fields. */
function withoutWebhook(crd: Fields): Fields {
  const spec = fieldsAt(crd, 'spec');
  return textAt(spec, 'conversion', 'strategy') === 'Webhook' ? { ...crd, spec: { ...spec, conversion: { strategy: 'None' } } } : crd;
}
