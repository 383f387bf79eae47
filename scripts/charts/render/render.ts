import { asFields, fieldsAt, textAt } from '../../../policies/kubernetes/fields.ts';
import { groupOf } from '../../../policies/kubernetes/objects.ts';
import { isClusterScoped } from '../../../policies/kubernetes/scope.ts';
import type { Fields } from '../../../policies/model.ts';
import { parseYaml } from '../../repository/yaml.ts';
import type { ChartApplication } from '../facts/applications.ts';
import { type DefinitionFacts, definitionFacts } from '../facts/definitions.ts';
import { type ChartFacts, factsText, format } from '../facts/facts.ts';
import type { ChartFinding } from '../facts/finding.ts';
import { canonicalJson } from '../facts/hash.ts';
import { imagesOf } from '../facts/images.ts';
import { pare } from '../facts/pare.ts';
import { objectsOf, type Rendered, UnstableError } from '../facts/rendered.ts';
import { droppedDigests } from './dropped-digests.ts';
import { HelmError, template } from './helm.ts';
import { type KnownValues, merged } from './known-values.ts';
import type { ChartSource } from './sources.ts';
import { markedValues, unnamedKeys, type ValuePath, variants } from './unknown-values.ts';

/** An Application with what its chart makes of its values. */
export interface Taken {
  readonly application: ChartApplication;
  readonly source: ChartSource;
  readonly known: KnownValues;
  readonly rendered: Rendered;
  /** The chart's objects, pared down. */
  readonly objects: readonly Fields[];
  readonly images: ChartFacts['images'];
  readonly definitions: readonly DefinitionFacts[];
  /** As helm wrote them. */
  readonly outputs: readonly [string, string];
}

/** Renders an Application, twice to see what is of chance; or says why it cannot be rendered. */
export async function take(application: ChartApplication, source: ChartSource, known: KnownValues): Promise<Taken | ChartFinding> {
  try {
    const rendering = { ...application, chart: source.path };
    const outputs = [await template(rendering), await template(rendering)] as const;
    const rendered = objectsOf(...outputs);
    const objects = rendered.objects.map(pare);
    const definitions = rendered.definitions.map(definitionIn).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return { application, source, known, rendered, objects, images: imagesOf(objects), definitions, outputs };
  } catch (error) {
    if (!(error instanceof HelmError || error instanceof UnstableError)) throw error;
    return refusal(application, error);
  }
}

function refusal({ chart, version, source, file }: ChartApplication, error: Error): ChartFinding {
  const said = error.message
    .replace(/\s+/g, ' ')
    .replace(/ Use --debug flag .*$/, '')
    .replace(/\.?$/, '.');
  const refuses = error instanceof HelmError;
  const what = refuses
    ? `Chart ${chart} ${version} refuses its values: ${said}`
    : `Chart ${chart} ${version} has no steady rendering: ${said}`;
  return { what, where: file, how: `Change the values in ${source}${refuses ? '' : ', or the version'}.` };
}

const definitionsByText = new Map<string, DefinitionFacts>();

function definitionIn(text: string): DefinitionFacts {
  const facts = definitionsByText.get(text) ?? definitionFacts(asFields(parseYaml(text).documents[0]?.value) ?? {});
  definitionsByText.set(text, facts);
  return facts;
}

/**
 * Keys of values that a chart neither names nor copies: without them, and with other values in their place, it renders the same in
 * every Application that sets them.
 * @param rendered of one chart, one version
 * @returns by their paths, the Applications that set them
 */
export async function unknownValues(rendered: readonly Taken[]): Promise<ReadonlyMap<string, readonly ChartApplication[]>> {
  const places = new Map<string, { readonly place: ValuePath; readonly users: Taken[] }>();
  const copied = new Set<string>();
  for (const taken of rendered) {
    const unnamed = unnamedKeys(taken.application.values, taken.known).filter((place) => !copied.has(place.join('.')));
    for (const place of await copiedKeys(taken, unnamed)) copied.add(place.join('.'));
    for (const place of unnamed) {
      const entry = places.get(place.join('.')) ?? { place, users: [] };
      entry.users.push(taken);
      places.set(place.join('.'), entry);
    }
  }
  const unknown = new Map<string, readonly ChartApplication[]>();
  for (const [path, { place, users }] of places) {
    let isKnown = copied.has(path);
    for (const user of users) isKnown ||= await hasEffect(user, place);
    if (!isKnown)
      unknown.set(
        path,
        users.map(({ application }) => application),
      );
  }
  return unknown;
}

/** Those of some keys that the chart copies into its objects: most of them, found by one rendering. */
async function copiedKeys({ application, source }: Taken, places: readonly ValuePath[]): Promise<readonly ValuePath[]> {
  const { values, words } = markedValues(application.values, places);
  if (words.size === 0) return [];
  try {
    const output = await template({ ...application, values, chart: source.path });
    return [...words].flatMap(([word, place]) => (output.includes(word) ? [place] : []));
  } catch (error) {
    // A chart that looks into them more closely: each has to be tried by itself.
    if (error instanceof HelmError) return [];
    throw error;
  }
}

async function hasEffect({ application, source, outputs: [first, second] }: Taken, place: ValuePath): Promise<boolean> {
  for (const values of variants(application.values, place)) {
    const rendering = { ...application, values, chart: source.path };
    try {
      const output = await template(rendering);
      // Where chance is at work, only what stays the same from one rendering to the next can be compared.
      const isSame = first === second ? output === first : meaning(output, await template(rendering)) === meaning(first, second);
      if (!isSame) return true;
    } catch (error) {
      if (!(error instanceof HelmError || error instanceof UnstableError)) throw error;
      return true;
    }
  }
  return false;
}

function meaning(first: string, second: string): string {
  return canonicalJson(objectsOf(first, second));
}

/** A key of the values that has no effect. */
export function unknownValueFinding({ chart, version, source, file }: ChartApplication, path: string): ChartFinding {
  return {
    what: `Chart ${chart} ${version} does not know the value "${path}": with it, without it and with another one it renders the same.`,
    where: `${file} > spec.source.helm.valuesObject.${path}`,
    how: `Look the name up in the chart's values, and correct it in ${source}, or remove it.`,
  };
}

/** Digests that were stated and lost. */
export function digestFindings({ application, known, images }: Taken): readonly ChartFinding[] {
  const { chart, version, file, source, values } = application;
  return droppedDigests(merged(known.defaults, values), images).map(({ path, repository, digest }) => ({
    what: `Chart ${chart} ${version} renders the image "${repository}" by its tag, although "${path}" of its values states the digest sha256:${digest}.`,
    where: file,
    how: `Set the image with its digest where the chart takes it, in ${source}.`,
  }));
}

/** The text of the facts of an Application. */
export function textOf({ application, source, objects, images, definitions }: Taken, scopes: ReadonlyMap<string, boolean>): string {
  const { environment, name, repository, chart, version, release, namespace, kubernetesVersion, valuesHash } = application;
  const placedObjects = objects.map((object) => placed(object, namespace, scopes)).toSorted(byPlace);
  const facts = {
    format,
    application: name,
    environment,
    repository,
    chart,
    version,
    appVersion: source.appVersion,
    release,
    namespace,
    kubernetesVersion,
    source: source.origin,
    values: valuesHash,
    images,
    ...madeOf(placedObjects, definitions.length > 0),
    definitions,
  };
  return factsText(application.file, facts, placedObjects);
}

/** Kinds and namespaces of objects: what a project of Argo CD has to allow. */
function madeOf(objects: readonly Fields[], hasDefinitions: boolean): Pick<ChartFacts, 'kinds' | 'namespaces'> {
  const kindsOf = (isWanted: (object: Fields) => boolean, further: readonly string[] = []) => {
    const keys = objects.filter(isWanted).map((object) => `${groupOf(textAt(object, 'apiVersion') ?? '')}/${textAt(object, 'kind')}`);
    return [...new Set([...keys, ...further])].sort().map((key) => {
      const [group = '', kind = ''] = key.split('/');
      return { group, kind };
    });
  };
  const namespaceOf = (object: Fields) => textAt(object, 'metadata', 'namespace');
  const definition = hasDefinitions ? ['apiextensions.k8s.io/CustomResourceDefinition'] : [];
  return {
    namespaces: [...new Set(objects.flatMap((object) => namespaceOf(object) ?? []))].sort(),
    kinds: {
      cluster: kindsOf((object) => namespaceOf(object) === undefined, definition),
      namespaced: kindsOf((object) => namespaceOf(object) !== undefined),
    },
  };
}

/** An object with the namespace that Argo CD would give it. */
function placed(object: Fields, namespace: string, scopes: ReadonlyMap<string, boolean>): Fields {
  const [apiVersion, kind] = [textAt(object, 'apiVersion') ?? '', textAt(object, 'kind') ?? ''];
  const isCluster = scopes.get(`${groupOf(apiVersion)}/${kind}`) ?? isClusterScoped({ apiVersion, kind });
  const { name, namespace: stated, ...rest } = fieldsAt(object, 'metadata');
  return { ...object, metadata: { name, ...(!isCluster && { namespace: stated ?? namespace }), ...rest } };
}

function byPlace(a: Fields, b: Fields): number {
  const [one, other] = [placeOf(a), placeOf(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}

function placeOf(object: Fields): string {
  const text = (...keys: readonly string[]) => textAt(object, ...keys) ?? '';
  return [text('apiVersion'), text('kind'), text('metadata', 'namespace'), text('metadata', 'name')].join('\n');
}
