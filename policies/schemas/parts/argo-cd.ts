import { anyMapping, flag, integer, integerOrText, type JsonSchema, labels, list, mapOf, mapping, text, word } from '../json-schema.ts';

/** Where an Application's objects come from: a folder, a chart or a kustomization of a repository. */
export const applicationSource: JsonSchema = mapping(
  { repoURL: word },
  {
    path: text,
    targetRevision: text,
    chart: text,
    ref: text,
    name: text,
    tagPrefix: text,
    helm: mapping(
      {},
      {
        releaseName: text,
        values: text,
        valuesObject: anyMapping,
        valueFiles: list(text),
        parameters: list(mapping({}, { name: text, value: text, forceString: flag })),
        fileParameters: list(mapping({}, { name: text, path: text })),
        version: text,
        passCredentials: flag,
        ignoreMissingValueFiles: flag,
        skipCrds: flag,
        skipTests: flag,
        skipSchemaValidation: flag,
        kubeVersion: text,
        apiVersions: list(text),
        namespace: text,
      },
    ),
    kustomize: mapping(
      {},
      {
        namePrefix: text,
        nameSuffix: text,
        namespace: text,
        images: list(text),
        replicas: list(mapping({ name: text, count: integerOrText })),
        components: list(text),
        ignoreMissingComponents: flag,
        commonLabels: labels,
        commonAnnotations: labels,
        commonAnnotationsEnvsubst: flag,
        forceCommonLabels: flag,
        forceCommonAnnotations: flag,
        labelWithoutSelector: flag,
        labelIncludeTemplates: flag,
        version: text,
        kubeVersion: text,
        apiVersions: list(text),
        patches: list(
          mapping(
            {},
            {
              path: text,
              patch: text,
              options: mapOf(flag),
              target: mapping(
                {},
                { group: text, version: text, kind: text, name: text, namespace: text, annotationSelector: text, labelSelector: text },
              ),
            },
          ),
        ),
      },
    ),
    directory: mapping(
      {},
      {
        recurse: flag,
        include: text,
        exclude: text,
        jsonnet: mapping({}, { extVars: list(jsonnetVariable()), tlas: list(jsonnetVariable()), libs: list(text) }),
      },
    ),
    plugin: mapping(
      {},
      {
        name: text,
        env: list(mapping({ name: text, value: text })),
        parameters: list(mapping({}, { name: text, string: text, array: list(text), map: labels })),
      },
    ),
  },
);

/** Where an Application's objects go: a cluster, by name or address, and a namespace. */
export const applicationDestination: JsonSchema = mapping({}, { name: text, server: text, namespace: text });

/** When and how an Application is brought in line. */
export const syncPolicy: JsonSchema = mapping(
  {},
  {
    automated: mapping({}, { prune: flag, selfHeal: flag, allowEmpty: flag, enabled: flag }),
    syncOptions: list(text),
    retry: mapping({}, { limit: integer(), refresh: flag, backoff: mapping({}, { duration: text, factor: integer(), maxDuration: text }) }),
    managedNamespaceMetadata: mapping({}, { labels, annotations: labels }),
  },
);

function jsonnetVariable(): JsonSchema {
  return mapping({ name: text, value: text }, { code: flag });
}
