import path from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';
import { type KindEntry, kindKey, type SchemaCatalog, type SchemaError, type Validate } from '../../../policies/schemas/catalog.ts';
import type { KindSchema } from '../../../policies/schemas/json-schema.ts';
import { structuralErrors } from '../../../policies/schemas/structural/judge.ts';
import { type FieldType, modelsIn, structureOf } from '../../../policies/schemas/structure.ts';
import { loadFolder } from '../../repository/folder.ts';
import { checkOf } from './checks.ts';
import { definedKinds, type KindName, servedKind } from './definitions.ts';

/** What a compiled validator of kubernetes-models looks like. */
interface CompiledValidator {
  (value: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}

const folder = path.join(import.meta.dirname, '../../../policies/schemas/kinds');
const metadataModel = 'V1ObjectMeta';
/** Types of the Kubernetes API that were needed so far. */
const models = new Map<string, readonly FieldType[]>();

/**
 * The schemas of some kinds: those that operators of the platform serve, by the table of their definitions, those of Kustomize, and those
 * of Kubernetes out of the installed packages. Kinds that nobody knows are left out. Loading is the slow part, and is done for the asked
 * kinds only.
 */
export async function loadCatalog(kinds: Iterable<KindName>): Promise<SchemaCatalog> {
  const own = await ownKinds();
  const entries = new Map<string, KindEntry>();
  await addModel(metadataModel);
  for (const { apiVersion, kind } of kinds) {
    const key = kindKey(apiVersion, kind);
    const validate = own.get(key) ?? customKind(apiVersion, kind);
    const entry = entries.get(key) ?? (validate === undefined ? await builtInKind(apiVersion, kind) : { validate, model: undefined });
    if (entry !== undefined) entries.set(key, entry);
  }
  const metadata = await import('@kubernetes-models/apimachinery/_schemas/IoK8sApimachineryPkgApisMetaV1ObjectMeta');
  return {
    kinds: entries,
    structure: structureOf(models),
    validateMetadata: reporting(metadata.validate),
    customKinds: definedKinds('served'),
    goneKinds: definedKinds('gone'),
  };
}

/** A kind that an operator of the platform serves; undefined when none does. */
function customKind(apiVersion: string, kind: string): Validate | undefined {
  const served = servedKind(apiVersion, kind);
  return served === undefined ? undefined : (value, options) => structuralErrors(value, served, options);
}

let own: Promise<ReadonlyMap<string, Validate>> | undefined;

/** The kinds of files with a schema in policies/schemas/kinds: those of Kustomize, which no server defines. */
function ownKinds(): Promise<ReadonlyMap<string, Validate>> {
  own ??= loadFolder<KindSchema>(folder).then((files) => {
    // Nearly half of compiling is Ajv's optimiser (8.20.0), and it makes judging thousands of objects no faster.
    const ajv = new Ajv({ code: { optimize: false }, allErrors: true, verbose: true, allowUnionTypes: true, strictRequired: false });
    return new Map(
      files.flatMap(({ value: { apiVersion, alsoIn = [], kind, schema } }) => {
        const validate = compiledOnUse(ajv, schema);
        return [apiVersion, ...alsoIn].map((version) => [kindKey(version, kind), validate] as const);
      }),
    );
  });
  return own;
}

/** Compiling a schema takes longer than judging thousands of objects by it. */
function compiledOnUse(ajv: Ajv, schema: KindSchema['schema']): Validate {
  return (value) => {
    const validate = ajv.compile(schema);
    return validate(value) ? [] : (validate.errors ?? []).map(errorOf);
  };
}

function errorOf({ instancePath, keyword, params, parentSchema }: ErrorObject): SchemaError {
  return { instancePath, keyword, params, parentSchema };
}

function reporting(validate: CompiledValidator): Validate {
  return (value) => (validate(value) ? [] : (validate.errors ?? []));
}

/** A kind of Kubernetes itself, with all types that it is made of; undefined when there is none. */
async function builtInKind(apiVersion: string, kind: string): Promise<KindEntry | undefined> {
  // Both become parts of module names.
  const match = /^(?:([a-z][a-z0-9.-]*)\/)?(v\d+(?:(?:alpha|beta)\d+)?)$/.exec(apiVersion);
  if (match === null || !/^[A-Z][A-Za-z0-9]*$/.test(kind)) return undefined;
  const group = match[1] ?? 'core';
  const version = capitalized(match[2] ?? '');
  const groupName = capitalized(group.split('.')[0] ?? '');
  const validate = await validatorOf(group, groupName, version, kind);
  if (validate === undefined) return undefined;
  for (const model of [`${groupName}${version}${kind}`, `${version}${kind}`]) {
    await addModel(model);
    const fields = models.get(model)?.map(({ baseName }) => baseName) ?? [];
    // Parts of objects, such as Container, have types as well.
    if (['apiVersion', 'kind', 'metadata'].every((name) => fields.includes(name))) {
      const check = await checkOf(kindKey(apiVersion, kind));
      return { validate, model, ...(check !== undefined && { check }) };
    }
  }
  return undefined;
}

/** Groups whose schemas are not named after `k8s.io/api`. */
const schemaPrefixes: Readonly<Record<string, string>> = {
  'apiextensions.k8s.io': 'IoK8sApiextensionsApiserverPkgApisApiextensions',
  'apiregistration.k8s.io': 'IoK8sKubeAggregatorPkgApisApiregistration',
};

async function validatorOf(group: string, groupName: string, version: string, kind: string): Promise<Validate | undefined> {
  const prefix = schemaPrefixes[group] ?? `IoK8sApi${groupName}`;
  // "apps.example.com" must not pass for "apps".
  if (group.includes('.') && !group.endsWith('.k8s.io')) return undefined;
  const module = await imported<{ validate: CompiledValidator }>(`kubernetes-models/_schemas/${prefix}${version}${kind}`);
  return module === undefined ? undefined : reporting(module.validate);
}

type ModelModule = Readonly<Record<string, { readonly attributeTypeMap?: readonly FieldType[] }>>;

async function addModel(name: string): Promise<void> {
  if (models.has(name)) return;
  const module = await imported<ModelModule>(`@kubernetes/client-node/dist/gen/models/${name}.js`);
  const fields = module?.[name]?.attributeTypeMap;
  if (fields === undefined) return;
  models.set(name, fields);
  await Promise.all(fields.flatMap(({ type }) => modelsIn(type)).map((model) => addModel(model)));
}

/** A module of a package, or undefined when the package has none of that name. */
async function imported<T>(name: string): Promise<T | undefined> {
  try {
    return (await import(name)) as T;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_MODULE_NOT_FOUND' || code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return undefined;
    throw error;
  }
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
