import { defineKind, flag, integer, type JsonSchema, labels, list, mapping, oneOf, text, word } from '../json-schema.ts';
import { scalingBehavior } from '../parts/pod-parts.ts';

/** What the triggers that we use are told, all as text (KEDA: scalers). Of other types anything goes. */
const triggerSettings: Readonly<Record<string, JsonSchema>> = {
  cpu: mapping({ value: word }, { containerName: text }),
  memory: mapping({ value: word }, { containerName: text }),
  cron: mapping({ timezone: word, start: word, end: word, desiredReplicas: word }),
  prometheus: mapping(
    { serverAddress: word, query: word, threshold: word },
    {
      activationThreshold: text,
      namespace: text,
      customHeaders: text,
      ignoreNullValues: oneOf('true', 'false'),
      queryParameters: text,
      unsafeSsl: oneOf('true', 'false'),
      authModes: text,
      timeout: text,
    },
  ),
};

function settingsOf(type: string, settings: JsonSchema): JsonSchema {
  // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema.
  return { if: { properties: { type: { const: type } } }, then: { properties: { metadata: settings } } };
}

export default defineKind({
  apiVersion: 'keda.sh/v1alpha1',
  kind: 'ScaledObject',
  required: {
    spec: mapping(
      {
        scaleTargetRef: mapping({ name: word }, { apiVersion: text, kind: text, envSourceContainerName: text }),
        triggers: list(
          mapping(
            { type: word, metadata: labels },
            {
              name: text,
              metricType: oneOf('AverageValue', 'Value', 'Utilization'),
              useCachedMetrics: flag,
              authenticationRef: mapping({ name: word }, { kind: oneOf('TriggerAuthentication', 'ClusterTriggerAuthentication') }),
            },
            { allOf: Object.entries(triggerSettings).map(([type, settings]) => settingsOf(type, settings)) },
          ),
          { minItems: 1 },
        ),
      },
      {
        minReplicaCount: integer(0),
        maxReplicaCount: integer(1),
        idleReplicaCount: integer(0),
        pollingInterval: integer(1),
        cooldownPeriod: integer(0),
        initialCooldownPeriod: integer(0),
        fallback: mapping(
          { failureThreshold: integer(0), replicas: integer(0) },
          { behavior: oneOf('static', 'currentReplicas', 'currentReplicasIfHigher', 'currentReplicasIfLower', 'scalingModifiers') },
        ),
        advanced: mapping(
          {},
          {
            restoreToOriginalReplicaCount: flag,
            horizontalPodAutoscalerConfig: mapping({}, { name: text, behavior: scalingBehavior }),
            scalingModifiers: mapping(
              {},
              { formula: text, target: text, activationTarget: text, metricType: oneOf('AverageValue', 'Value') },
            ),
          },
        ),
      },
    ),
  },
  example: `
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: financial-service
  namespace: erp-prod
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: financial-service
  minReplicaCount: 6
  maxReplicaCount: 20
  fallback:
    failureThreshold: 3
    replicas: 6
    behavior: currentReplicasIfHigher
  advanced:
    horizontalPodAutoscalerConfig:
      name: financial-service-hpa
      behavior:
        scaleDown:
          stabilizationWindowSeconds: 300
          policies:
            - type: Percent
              value: 50
              periodSeconds: 60
  triggers:
    - type: cpu
      metricType: Utilization
      metadata:
        value: "70"
`,
});
