import { type LocalDrawing, localObjects, localWants } from '../../generators/local/local.ts';
import { type LocalChoices, type LocalProfile, localProfile, modelOf } from '../../generators/local/profile.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import type { KubernetesObject } from '../../generators/model/object.ts';
import { type Company, exampleCompany } from '../../policies/company/company.ts';
import { keptIn } from '../../scripts/local/made.ts';
import { companyCatalog } from '../services/support.ts';
import { folderWith } from '../support/folder.ts';
import { present } from '../support/mutations/mutation.ts';

export const now = new Date('2026-11-29T12:00:00Z');

/** What rules are told where the fixtures are services of the company. */
export const fixtureCompany: Company = {
  ...exampleCompany,
  services: companyCatalog.services.map(({ value }) => value.name),
  owners: Object.fromEntries(companyCatalog.services.flatMap(({ value: { name, owner } }) => (owner === undefined ? [] : [[name, owner]]))),
};

/** A laptop as `up` draws it, with values of its own. */
export interface Laptop {
  readonly profile: LocalProfile;
  readonly drawing: LocalDrawing;
  readonly objects: readonly KubernetesObject[];
}

/** Draws a catalog for a laptop; without choices all services, under `localhost`. */
export function laptopOf(catalog: Catalog, over: Partial<LocalChoices> = {}): Laptop {
  const choices = { services: undefined, images: new Map<string, string>(), domain: 'localhost', ...over };
  const profile = localProfile(catalog, present(modelOf(catalog)), choices);
  const drawing = localObjects(profile, choices, keptIn(folderWith({}), localWants(profile), now));
  return { profile, drawing, objects: drawing.stages.flatMap(({ objects }) => objects) };
}

/** The one object of a kind and name. */
export function objectOf(objects: readonly KubernetesObject[], kind: string, name: string) {
  const found = objects.filter((object) => object.kind === kind && object.metadata.name === name);
  if (found.length !== 1) throw new Error(`${found.length} objects are ${kind} ${name}`);
  return present(found[0]) as KubernetesObject & Record<string, unknown>;
}

/** What a ConfigMap holds. */
export function filesOf(objects: readonly KubernetesObject[], name: string): Readonly<Record<string, string>> {
  return objectOf(objects, 'ConfigMap', name)['data'] as Record<string, string>;
}

/** What a Secret holds, as texts. */
export function textsOf(objects: readonly KubernetesObject[], name: string): Readonly<Record<string, string>> {
  const data = objectOf(objects, 'Secret', name)['data'] as Record<string, string>;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
}
