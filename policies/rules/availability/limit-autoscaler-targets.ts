import { at, fieldsAt, listAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { autoscalerKinds, resourceTargets } from '../../kubernetes/pods/autoscaling.ts';
import type { Manifest } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { shown } from '../../wording.ts';

const hpa = (metrics: string) => `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: financial-service-hpa, namespace: erp-prod }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: financial-service }
  maxReplicas: 20
  metrics: [${metrics}]
`;

const keda = (triggers: string) => `
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: financial-service, namespace: erp-prod }
spec:
  scaleTargetRef: { name: financial-service }
  triggers: [${triggers}]
`;

const cpu = (value: string) => `{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: ${value} } } }`;

export default defineRule({
  id: 'limit-autoscaler-targets',
  severity: 'error',
  manual: '2.7',
  summary: 'Give every autoscaler something to measure, targets of use between 1 and 100 percent, and others above 0.',
  rationale:
    'Utilisation counts against the request: a target above 100 percent lets pods starve first; without a metric none is ever added.',
  remediation: 'List the metrics or triggers of manual 2.7 with targets of 1 to 100 percent (CPU 70, memory 80).',
  scope: 'object',
  kinds: autoscalerKinds,

  check(manifest) {
    if (!measures(manifest)) {
      const field = manifest.kind === 'ScaledObject' ? 'triggers' : 'metrics';
      return [{ message: `${titleOf(manifest)} has no ${field}, so it never scales on purpose.`, path: `spec.${field}` }];
    }
    return [
      ...thresholds(manifest),
      ...resourceTargets(manifest).flatMap(({ resource, utilization, path }) => {
        if (utilization === undefined || isShare(utilization)) return [];
        return [{ message: `${titleOf(manifest)} has a ${resource} target of ${shown(utilization)}, not 1 to 100 percent.`, path }];
      }),
    ];
  },

  examples: {
    pass: [
      { name: '70 percent of the CPU', manifests: hpa(cpu('70')) },
      { name: 'KEDA triggers', manifests: keda('{ type: cpu, metricType: Utilization, metadata: { value: "70" } }') },
      { name: 'an absolute amount', manifests: keda('{ type: memory, metricType: AverageValue, metadata: { value: 400Mi } }') },
      { name: 'requests per second', manifests: keda('{ type: prometheus, metadata: { threshold: "1000" } }') },
    ],
    fail: [
      {
        name: 'a threshold that every load is above',
        from: 'requests per second',
        change: { 'spec.triggers[0].metadata.threshold': '0' },
        problems: [
          {
            on: 'ScaledObject/financial-service',
            message:
              'ScaledObject "financial-service" has the threshold "0" of its trigger "prometheus": every load is above it, and asks for all pods.',
            path: 'spec.triggers[0].metadata.threshold',
          },
        ],
      },
      {
        name: 'no metrics',
        from: '70 percent of the CPU',
        change: { 'spec.metrics': [] },
        problems: [
          {
            on: 'HorizontalPodAutoscaler/financial-service-hpa',
            message: 'HorizontalPodAutoscaler "financial-service-hpa" has no metrics, so it never scales on purpose.',
            path: 'spec.metrics',
          },
        ],
      },
      {
        name: 'no triggers',
        from: 'KEDA triggers',
        change: { 'spec.triggers': [] },
        problems: [
          {
            on: 'ScaledObject/financial-service',
            message: 'ScaledObject "financial-service" has no triggers, so it never scales on purpose.',
            path: 'spec.triggers',
          },
        ],
      },
      {
        name: 'a target above the request',
        from: '70 percent of the CPU',
        change: { 'spec.metrics[0].resource.target.averageUtilization': 700 },
        problems: [
          {
            on: 'HorizontalPodAutoscaler/financial-service-hpa',
            message: 'HorizontalPodAutoscaler "financial-service-hpa" has a cpu target of 700, not 1 to 100 percent.',
            path: 'spec.metrics[0].resource.target.averageUtilization',
          },
        ],
      },
      {
        name: 'a trigger without a value',
        from: 'KEDA triggers',
        change: { 'spec.triggers[0]': { type: 'memory', metricType: 'Utilization', metadata: {} } },
        problems: [
          {
            on: 'ScaledObject/financial-service',
            message: 'ScaledObject "financial-service" has a memory target of nothing, not 1 to 100 percent.',
            path: 'spec.triggers[0].metadata.value',
          },
        ],
      },
      {
        name: 'a trigger with a fraction instead of a percentage',
        from: 'KEDA triggers',
        change: { 'spec.triggers[0]': { type: 'cpu', metadata: { value: '0.7' } } },
        problems: [
          {
            on: 'ScaledObject/financial-service',
            message: 'ScaledObject "financial-service" has a cpu target of "0.7", not 1 to 100 percent.',
            path: 'spec.triggers[0].metadata.value',
          },
        ],
      },
    ],
  },
});

function measures(manifest: Manifest): boolean {
  if (manifest.kind === 'ScaledObject') return listAt(manifest.fields, 'spec', 'triggers').length > 0;
  return (
    listAt(manifest.fields, 'spec', 'metrics').length > 0 || at(manifest.fields, 'spec', 'targetCPUUtilizationPercentage') !== undefined
  );
}

/** KEDA writes the percentage as text, Kubernetes as a number. */
function isShare(value: unknown): boolean {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && number >= 1 && number <= 100;
}

/** What a pod is to carry, by the names that the scalers of KEDA 2.20 give it. */
const amounts =
  /^(?:threshold|(?:target)?value|targetQueryValue|queueLength|lagThreshold|listLength|messageCount|targetMetricValue|metricThreshold)$/i;

function thresholds(manifest: Manifest) {
  if (manifest.kind !== 'ScaledObject') return [];
  return listAt(manifest.fields, 'spec', 'triggers').flatMap((trigger, index) => {
    const type = at(trigger, 'type');
    if (type === 'cpu' || type === 'memory') return [];
    return Object.entries(fieldsAt(trigger, 'metadata')).flatMap(([key, value]) => {
      const isNumber = (typeof value === 'string' || typeof value === 'number') && /^-?\d+(\.\d+)?$/.test(`${value}`);
      if (!amounts.test(key) || !isNumber || Number(value) > 0) return [];
      const message = `${titleOf(manifest)} has the ${key} ${shown(value)} of its trigger ${shown(type)}: every load is above it, and asks for all pods.`;
      return [{ message, path: `spec.triggers[${index}].metadata.${key}` }];
    });
  });
}
