import { applicationsOf } from '../../../generators/applications.ts';
import type { Catalog } from '../../../generators/model/catalog.ts';
import { asFields, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields, Manifest } from '../../../policies/model.ts';
import { rememberedBuilds } from '../../kustomize/build-cache.ts';
import { chooseEnvironments, renderEnvironments } from '../../kustomize/kustomize.ts';
import { findEnvironments } from '../../repository/environments.ts';
import type { Sources } from '../../repository/sources.ts';
import { choices } from '../../terminal/choices.ts';
import { UserError } from '../../terminal/errors.ts';
import { type FieldChange, fieldChanges } from './field-changes.ts';
import { baseName, comparable, hashesOf } from './pairs.ts';

/** Why two environments differ in a field. */
export type Reason = 'promotable' | 'environment' | 'unexplained';

/** One field in which two environments differ. */
export interface Difference {
  readonly reason: Reason;
  readonly application: string;
  /** `Deployment <app>/sales-service`, with a placeholder for the namespace. */
  readonly object: string;
  readonly change: FieldChange;
}

type Objects = ReadonlyMap<string, { readonly application: string; readonly fields: Fields }>;

/**
 * What differs between two environments as they are built, and why: a release (which a promotion copies), the environment's own
 * definition, or neither. That is found out by asking the generators what would differ if both had the same definition.
 * @throws UserError for an environment or a service that does not exist, and for an overlay that does not build
 */
export async function environmentDiff(
  sources: Sources,
  catalog: Catalog,
  names: readonly [string, string],
  service: string | undefined,
): Promise<readonly Difference[]> {
  chooseEnvironments(findEnvironments(sources), names);
  const services = catalog.services.map(({ value }) => value.name);
  if (service !== undefined && !services.includes(service)) {
    throw new UserError({
      what: `There is no service "${service}".`,
      where: 'diff',
      how: choices(service, services),
    });
  }
  const isChosen = (application: string) => service === undefined || application === service || application.startsWith(`${service}-`);
  const [from, to] = names;
  const built = await renderEnvironments(sources.root, {
    environments: names,
    sources,
    ...(await rememberedBuilds(sources)),
    applications: ({ name }) => isChosen(name),
  });
  const problems = built.flatMap((environment) => environment.problems);
  if (problems[0] !== undefined)
    throw new UserError({ what: problems[0].message, where: problems[0].file, how: 'Correct that, and run it again.' });
  const renderedOf = (name: string): Objects => {
    const environment = built.find((candidate) => candidate.name === name);
    const owned = [...(environment?.applicationOf ?? [])].map(([manifest, application]) => ({ manifest, application: application.name }));
    return objectsOf(owned, namespacesOf(catalog, name));
  };
  const meant = (of: Catalog, name: string) => objectsOf(meantBy(of, name, isChosen), namespacesOf(of, name));
  const known = new Set(changesOf(meant(catalog, from), meant(catalog, to)).map(keyOf));
  const released = new Set(changesOf(meant(catalog, from), meant(withDefinition(catalog, to, from), from)).map(keyOf));
  return changesOf(renderedOf(from), renderedOf(to)).map((difference) => ({
    ...difference,
    reason: !known.has(keyOf(difference)) ? 'unexplained' : released.has(keyOf(difference)) ? 'promotable' : 'environment',
  }));
}

/** The catalog in which one environment is defined like another and keeps only its releases and sealed secrets, under the other's name. */
function withDefinition(catalog: Catalog, environment: string, like: string): Catalog {
  const moved = <T extends { readonly environment: string }>(entries: readonly T[]): readonly T[] =>
    entries.filter((entry) => entry.environment === environment).map((entry) => ({ ...entry, environment: like }));
  return {
    ...catalog,
    environments: catalog.environments.filter(({ value }) => value.name === like),
    releases: moved(catalog.releases),
    sealedSecrets: moved(catalog.sealedSecrets),
  };
}

function meantBy(catalog: Catalog, environment: string, isChosen: (application: string) => boolean) {
  return applicationsOf(catalog)
    .filter(({ name }) => isChosen(name))
    .flatMap(({ name, variants }) =>
      variants
        .filter((variant) => variant.environment === environment)
        .flatMap(({ objects }) => objects.map((object) => ({ manifest: manifestOf(asFields(object) ?? {}), application: name }))),
    );
}

function manifestOf(fields: Fields): Manifest {
  return {
    fields,
    apiVersion: textAt(fields, 'apiVersion') ?? '',
    kind: textAt(fields, 'kind') ?? '',
    name: textAt(fields, 'metadata', 'name') ?? '',
    namespace: textAt(fields, 'metadata', 'namespace') ?? '',
    labels: {},
    annotations: {},
    file: '',
    document: 0,
  };
}

/** Objects by application, kind and name, with the environment's namespaces as placeholders in names and fields. */
function objectsOf(
  owned: readonly { readonly manifest: Manifest; readonly application: string }[],
  namespaces: ReadonlyMap<string, string>,
): Objects {
  const hashes = hashesOf(owned.map(({ manifest }) => manifest));
  return new Map(
    owned.map(({ manifest, application }) => {
      const { kind, namespace, name } = manifest;
      const place = (text: string) => namespaces.get(text) ?? text;
      const title = `${kind} ${namespace === '' ? '' : `${place(namespace)}/`}${place(baseName(kind, name))}`;
      const fields = asFields(replaced(comparable(manifest, hashes), namespaces)) ?? {};
      return [`${application}\n${title}`, { application, fields }] as const;
    }),
  );
}

function namespacesOf(catalog: Catalog, environment: string): ReadonlyMap<string, string> {
  const namespaces = catalog.environments.find(({ value }) => value.name === environment)?.value.namespaces;
  return new Map(Object.entries(namespaces ?? {}).map(([role, name]) => [name, `<${role}>`]));
}

/** Values that are exactly a namespace's name; those that only contain it are the environment's own. */
function replaced(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return names.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => replaced(item, names));
  const fields = asFields(value);
  return fields === undefined ? value : Object.fromEntries(Object.entries(fields).map(([key, child]) => [key, replaced(child, names)]));
}

type Change = Omit<Difference, 'reason'>;

function changesOf(from: Objects, to: Objects): readonly Change[] {
  return [...new Set([...from.keys(), ...to.keys()])].sort().flatMap((key) => {
    const [old, now] = [from.get(key), to.get(key)];
    const [application = '', object = ''] = key.split('\n');
    return fieldChanges(old?.fields, now?.fields).map((change) => ({ application, object, change }));
  });
}

function keyOf({ application, object, change: { path, from, to } }: Change): string {
  return JSON.stringify([application, object, path, sorted(from ?? null), sorted(to ?? null)]);
}

/** Kustomize sorts keys, the generators do not: whole values are compared in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  const fields = asFields(value);
  if (fields === undefined) return value;
  return Object.fromEntries(
    Object.keys(fields)
      .sort()
      .map((key) => [key, sorted(fields[key])]),
  );
}
