import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { asText, at, fieldsAt, listAt, textAt } from '../../policies/kubernetes/fields.ts';
import type { Fields } from '../../policies/model.ts';
import { UserError } from '../lib/errors.ts';
import { parseYaml } from '../lib/yaml.ts';
import type { Client } from './client.ts';

const collection = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/**
 * The CustomResourceDefinitions in the YAML files of a folder and of the folders in it, by name.
 * @throws UserError when the folder cannot be read, holds none, or holds one of a name twice
 */
export async function readCrds(folder: string): Promise<readonly Fields[]> {
  const where = path.resolve(folder);
  const names = await readdir(where, { recursive: true }).catch((cause: unknown) => {
    throw new UserError(
      { what: 'The folder of CustomResourceDefinitions cannot be read.', where, how: 'Name another with "--crds".' },
      { cause },
    );
  });
  const found = new Map<string, Fields>();
  for (const name of names.filter((file) => /\.ya?ml$/.test(file)).sort()) {
    for (const { value } of parseYaml(await readFile(path.join(where, name), 'utf8')).documents) {
      if (textAt(value, 'kind') !== 'CustomResourceDefinition') continue;
      const crd = value as Fields;
      const own = textAt(crd, 'metadata', 'name') ?? '';
      if (found.has(own)) {
        throw new UserError({
          what: `The CustomResourceDefinition "${own}" is there twice.`,
          where: path.join(where, name),
          how: 'Remove one.',
        });
      }
      found.set(own, crd);
    }
  }
  if (found.size === 0) {
    throw new UserError({ what: 'The folder holds no CustomResourceDefinition.', where, how: 'Name another with "--crds".' });
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, crd]) => crd);
}

/** Creates CustomResourceDefinitions and waits until the server serves them all. */
export async function installCrds(client: Client, crds: readonly Fields[]): Promise<void> {
  await Promise.all(
    crds.map(async (crd) => {
      const { status, body } = await client.ask('POST', collection, { body: withoutWebhook(crd) });
      if (status !== 201) throw new Error(`${textAt(crd, 'metadata', 'name')}: ${status} ${textAt(body, 'message')}`);
    }),
  );
  await establishedCrds(client, crds.length);
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
