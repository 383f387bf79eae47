import { defineKind, integer, list, mapping, oneOf, quantity, text, word } from '../json-schema.ts';

const amounts = mapping({}, { cpu: quantity, memory: quantity });

export default defineKind({
  apiVersion: 'autoscaling.k8s.io/v1',
  kind: 'VerticalPodAutoscaler',
  required: {
    spec: mapping(
      { targetRef: mapping({ kind: word, name: word }, { apiVersion: text }) },
      {
        recommenders: list(mapping({ name: word })),
        updatePolicy: mapping(
          {},
          {
            updateMode: oneOf('Off', 'Initial', 'Recreate', 'InPlaceOrRecreate', 'InPlace', 'Auto'),
            minReplicas: integer(),
            evictionRequirements: list(
              mapping({
                resources: list(text),
                changeRequirement: oneOf('TargetHigherThanRequests', 'TargetLowerThanRequests'),
              }),
            ),
          },
        ),
        resourcePolicy: mapping(
          {},
          {
            containerPolicies: list(
              mapping(
                {},
                {
                  containerName: text,
                  mode: oneOf('Auto', 'Off'),
                  minAllowed: amounts,
                  maxAllowed: amounts,
                  controlledResources: list(oneOf('cpu', 'memory')),
                  controlledValues: oneOf('RequestsAndLimits', 'RequestsOnly'),
                },
              ),
            ),
          },
        ),
      },
    ),
  },
  example: `
apiVersion: autoscaling.k8s.io/v1
kind: VerticalPodAutoscaler
metadata:
  name: financial-service-vpa
  namespace: erp-prod
spec:
  targetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: financial-service
  updatePolicy:
    updateMode: "Off"
  resourcePolicy:
    containerPolicies:
      - containerName: financial-service
        minAllowed:
          cpu: 250m
          memory: 256Mi
`,
});
