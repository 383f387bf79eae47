import { at, fieldsAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { autoscalerKinds } from '../../kubernetes/pods/autoscaling.ts';
import { defineRule } from '../../model.ts';
import { shown } from '../../wording.ts';

const shortest = 60;
const longest = 3600;

const hpa = (behavior: string) => `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: financial-service-hpa, namespace: erp-prod }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: financial-service }
  ${behavior}
`;

export default defineRule({
  id: 'limit-scale-down',
  severity: 'warning',
  manual: '2.7',
  summary: 'Let an autoscaler scale in both directions, and down only after a calm of 1 to 60 minutes.',
  rationale: 'Without a calm before it, scaling chases every dip of the load; a direction that is disabled makes the autoscaler a ratchet.',
  remediation: 'Set behavior.scaleDown.stabilizationWindowSeconds to the 300 of manual 2.7 and no selectPolicy Disabled.',
  scope: 'object',
  kinds: autoscalerKinds,

  check(manifest) {
    const keys = manifest.kind === 'ScaledObject' ? ['advanced', 'horizontalPodAutoscalerConfig', 'behavior'] : ['behavior'];
    const behavior = fieldsAt(manifest.fields, 'spec', ...keys);
    const path = ['spec', ...keys].join('.');
    const window = at(behavior, 'scaleDown', 'stabilizationWindowSeconds') ?? undefined;
    const calm = window === undefined || (typeof window === 'number' && window >= shortest && window <= longest);
    return [
      ...(calm
        ? []
        : [
            {
              message: `${titleOf(manifest)} scales down after a calm of ${shown(window)} seconds, not ${shortest} to ${longest}.`,
              path: `${path}.scaleDown.stabilizationWindowSeconds`,
            },
          ]),
      ...['scaleDown', 'scaleUp']
        .filter((direction) => at(behavior, direction, 'selectPolicy') === 'Disabled')
        .map((direction) => ({ message: `${titleOf(manifest)} disables ${direction}.`, path: `${path}.${direction}.selectPolicy` })),
    ];
  },

  examples: {
    pass: [
      { name: 'five minutes', manifests: hpa('behavior: { scaleDown: { stabilizationWindowSeconds: 300 } }') },
      { name: 'the default, which is five minutes', manifests: hpa('maxReplicas: 20') },
    ],
    fail: [
      {
        name: 'at once',
        from: 'five minutes',
        change: { 'spec.behavior.scaleDown.stabilizationWindowSeconds': 0 },
        problems: [
          {
            on: 'HorizontalPodAutoscaler/financial-service-hpa',
            message: 'HorizontalPodAutoscaler "financial-service-hpa" scales down after a calm of 0 seconds, not 60 to 3600.',
            path: 'spec.behavior.scaleDown.stabilizationWindowSeconds',
          },
        ],
      },
      {
        name: 'never down',
        from: 'five minutes',
        change: { 'spec.behavior.scaleDown': { selectPolicy: 'Disabled' } },
        problems: [
          {
            on: 'HorizontalPodAutoscaler/financial-service-hpa',
            message: 'HorizontalPodAutoscaler "financial-service-hpa" disables scaleDown.',
            path: 'spec.behavior.scaleDown.selectPolicy',
          },
        ],
      },
      {
        name: 'at once, through KEDA',
        manifests: `
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: financial-service, namespace: erp-prod }
spec:
  scaleTargetRef: { name: financial-service }
  advanced: { horizontalPodAutoscalerConfig: { behavior: { scaleDown: { stabilizationWindowSeconds: 5 } } } }
`,
        problems: [
          {
            on: 'ScaledObject/financial-service',
            message: 'ScaledObject "financial-service" scales down after a calm of 5 seconds, not 60 to 3600.',
            path: 'spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleDown.stabilizationWindowSeconds',
          },
        ],
      },
    ],
  },
});
