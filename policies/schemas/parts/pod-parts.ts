import {
  anyMapping,
  flag,
  integer,
  integerOrText,
  type JsonSchema,
  labelSelector,
  labels,
  list,
  mapOf,
  mapping,
  oneOf,
  quantity,
  text,
  word,
} from '../json-schema.ts';

/** Requests and limits of a container. */
export const resources: JsonSchema = mapping(
  {},
  { requests: mapOf(quantity), limits: mapOf(quantity), claims: list(mapping({ name: word }, { request: text })) },
);

/** What a pod puts up with on a node. */
export const tolerations: JsonSchema = list(
  mapping(
    {},
    {
      key: text,
      operator: oneOf('Exists', 'Equal'),
      value: text,
      effect: oneOf('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
      tolerationSeconds: integer(),
    },
  ),
);

/** How pods are spread over zones and nodes. */
export const topologySpreadConstraints: JsonSchema = list(
  mapping(
    { maxSkew: integer(1), topologyKey: word, whenUnsatisfiable: oneOf('DoNotSchedule', 'ScheduleAnyway') },
    {
      labelSelector,
      matchLabelKeys: list(text),
      minDomains: integer(1),
      nodeAffinityPolicy: oneOf('Honor', 'Ignore'),
      nodeTaintsPolicy: oneOf('Honor', 'Ignore'),
    },
  ),
);

const nodeRequirement = mapping(
  { key: word, operator: oneOf('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt') },
  { values: list(text) },
);
const nodeTerm = mapping({}, { matchExpressions: list(nodeRequirement), matchFields: list(nodeRequirement) });
const podTerm = mapping(
  { topologyKey: word },
  {
    labelSelector,
    namespaces: list(text),
    namespaceSelector: labelSelector,
    matchLabelKeys: list(text),
    mismatchLabelKeys: list(text),
  },
);
const podAffinity = mapping(
  {},
  {
    requiredDuringSchedulingIgnoredDuringExecution: list(podTerm),
    preferredDuringSchedulingIgnoredDuringExecution: list(mapping({ weight: integer(1, 100), podAffinityTerm: podTerm })),
  },
);

/** On which nodes, and near or far from which pods, a pod is placed. */
export const affinity: JsonSchema = mapping(
  {},
  {
    nodeAffinity: mapping(
      {},
      {
        requiredDuringSchedulingIgnoredDuringExecution: mapping({ nodeSelectorTerms: list(nodeTerm) }),
        preferredDuringSchedulingIgnoredDuringExecution: list(mapping({ weight: integer(1, 100), preference: nodeTerm })),
      },
    ),
    podAffinity,
    podAntiAffinity: podAffinity,
  },
);

/** Environment variables of a container. */
export const env: JsonSchema = list(mapping({ name: word }, { value: text, valueFrom: anyMapping }));

/** Security settings of a container. */
export const securityContext: JsonSchema = mapping(
  {},
  {
    allowPrivilegeEscalation: flag,
    privileged: flag,
    readOnlyRootFilesystem: flag,
    runAsNonRoot: flag,
    runAsUser: integer(0),
    runAsGroup: integer(0),
    capabilities: mapping({}, { add: list(text), drop: list(text) }),
    seccompProfile: seccompProfile(),
  },
);

/** Security settings of a pod. */
export const podSecurityContext: JsonSchema = mapping(
  {},
  {
    runAsNonRoot: flag,
    runAsUser: integer(0),
    runAsGroup: integer(0),
    fsGroup: integer(0),
    fsGroupChangePolicy: oneOf('Always', 'OnRootMismatch'),
    supplementalGroups: list(integer(0)),
    seccompProfile: seccompProfile(),
  },
);

/** Budget of voluntary disruptions: one of the two. */
export const disruptionBudget: JsonSchema = mapping({}, { minAvailable: integerOrText, maxUnavailable: integerOrText, name: text });

/** The behaviour of a HorizontalPodAutoscaler. */
export const scalingBehavior: JsonSchema = mapping({}, { scaleUp: scalingRules(), scaleDown: scalingRules() });

/** Labels and annotations of something that is made. */
export const madeMetadata: JsonSchema = mapping({}, { labels, annotations: labels });

function seccompProfile(): JsonSchema {
  return mapping({ type: oneOf('RuntimeDefault', 'Localhost', 'Unconfined') }, { localhostProfile: text });
}

function scalingRules(): JsonSchema {
  return mapping(
    {},
    {
      stabilizationWindowSeconds: integer(0, 3600),
      selectPolicy: oneOf('Max', 'Min', 'Disabled'),
      policies: list(mapping({ type: oneOf('Pods', 'Percent'), value: integer(1), periodSeconds: integer(1, 1800) })),
      tolerance: quantity,
    },
  );
}
