import { anyMapping, choice, flag, integer, type JsonSchema, labels, list, mapping, oneOf, text, word } from '../json-schema.ts';

const target = mapping(
  {},
  { group: text, version: text, kind: text, name: text, namespace: text, labelSelector: text, annotationSelector: text },
);
const generatorOptions = mapping({}, { labels, annotations: labels, disableNameSuffixHash: flag, immutable: flag });
const generator = {
  name: word,
  namespace: text,
  behavior: oneOf('create', 'replace', 'merge'),
  files: list(text),
  literals: list(text),
  env: text,
  envs: list(text),
  options: generatorOptions,
} as const;
const { name, ...generatorFields } = generator;
const fieldSpec = mapping({ path: text }, { group: text, version: text, kind: text, create: flag });
const replacementTarget = mapping(
  { select: target },
  {
    reject: list(target),
    fieldPaths: list(text),
    options: mapping({}, { delimiter: text, index: integer(), encoding: text, create: flag }),
  },
);

/** Fields of a Kustomization and of a Component, as kustomize 5 reads them. */
export const kustomizationFields = {
  metadata: anyMapping,
  resources: list(text),
  components: list(text),
  crds: list(text),
  generators: list(text),
  transformers: list(text),
  validators: list(text),
  configurations: list(text),
  namespace: text,
  namePrefix: text,
  nameSuffix: text,
  labels: list(mapping({ pairs: labels }, { includeSelectors: flag, includeTemplates: flag, fields: list(fieldSpec) })),
  commonAnnotations: labels,
  patches: list(mapping({}, { path: text, patch: text, target, options: mapping({}, { allowNameChange: flag, allowKindChange: flag }) })),
  images: list(mapping({ name: word }, { newName: text, newTag: text, digest: text, tagSuffix: text })),
  replicas: list(mapping({ name: word, count: integer(0) })),
  replacements: list(
    mapping(
      {},
      {
        path: text,
        source: mapping(
          {},
          {
            group: text,
            version: text,
            kind: text,
            name: text,
            namespace: text,
            fieldPath: text,
            options: mapping({}, { delimiter: text, index: integer(), encoding: text, create: flag }),
          },
        ),
        sourceValue: text,
        targets: list(replacementTarget),
      },
    ),
  ),
  configMapGenerator: list(mapping({ name }, generatorFields)),
  secretGenerator: list(mapping({ name }, { ...generatorFields, type: text })),
  generatorOptions,
  openapi: choice({ path: text, version: text }),
  sortOptions: mapping(
    { order: oneOf('legacy', 'fifo') },
    { legacySortOptions: mapping({}, { orderFirst: list(text), orderLast: list(text) }) },
  ),
  buildMetadata: list(oneOf('managedByLabel', 'originAnnotations', 'transformerAnnotations')),
  helmGlobals: mapping({}, { chartHome: text, configHome: text }),
  helmCharts: list(
    mapping(
      { name: word },
      {
        repo: text,
        version: text,
        releaseName: text,
        namespace: text,
        valuesFile: text,
        additionalValuesFiles: list(text),
        valuesInline: anyMapping,
        valuesMerge: oneOf('merge', 'override', 'replace'),
        includeCRDs: flag,
        skipHooks: flag,
        skipTests: flag,
        kubeVersion: text,
        apiVersions: list(text),
        nameTemplate: text,
        debug: flag,
        devel: flag,
      },
    ),
  ),
} satisfies Readonly<Record<string, JsonSchema>>;

/** Fields that kustomize still reads, warning, and what to write instead. */
export const deprecatedKustomizationFields: Readonly<Record<string, string>> = {
  bases: 'resources',
  commonLabels: 'labels',
  imageTags: 'images',
  patchesJson6902: 'patches',
  patchesStrategicMerge: 'patches',
  vars: 'replacements',
  helmChartInflationGenerator: 'helmCharts',
};
