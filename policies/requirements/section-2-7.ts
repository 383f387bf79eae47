import { isProductionLike } from '../environments.ts';
import type { Manifest } from '../model.ts';
import type { DeployedService } from './model/expectations.ts';
import { expectObject, forEvery } from './model/expectations.ts';
import { isOperated, isScaledForNow } from './model/operated.ts';
import type { Pattern } from './model/pattern.ts';
import { atLeast, including } from './model/pattern.ts';
import type { Evidence, Requirement, Shortfall } from './model/requirement.ts';

const section = '2.7';

const requirements: readonly Requirement[] = [
  {
    id: 'R57',
    section,
    requirement: 'An autoscaling/v2 HorizontalPodAutoscaler <service>-hpa keeps between 3 and 20 pods.',
    where: 'ScaledObject <service>, in production and staging: horizontalPodAutoscalerConfig.name, minReplicaCount, maxReplicaCount',
    deviation: {
      defects: ['D5', 'D49', 'D50'],
      text: 'KEDA makes the HorizontalPodAutoscaler, since the Prometheus Adapter is being retired. The least is 6: 3 in each of 2 zones. Operators may change the numbers (R113); the object then says so.',
    },
    check: (evidence) =>
      whereScaled(evidence, ({ name, manual }, own) => ({
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
        minReplicaCount: atLeast(6),
        ...(manual && !isScaledForNow(own) && { minReplicaCount: 6, ...(!isOperated(own, 'maxReplicas') && { maxReplicaCount: 20 }) }),
        advanced: { horizontalPodAutoscalerConfig: { name: `${name}-hpa` } },
      })),
  },
  {
    id: 'R58',
    section,
    requirement: 'The target for CPU is 70 % of the request.',
    where: 'ScaledObject <service>: trigger cpu',
    check: (evidence) =>
      whereScaled(evidence, ({ manual }, own) =>
        trigger({
          type: 'cpu',
          metricType: 'Utilization',
          ...(manual && !isOperated(own, 'scaling.cpuUtilization') && { metadata: { value: '70' } }),
        }),
      ),
  },
  {
    id: 'R59',
    section,
    requirement: 'The target for memory is 80 % of the request.',
    where: 'ScaledObject <service>: trigger memory',
    check: (evidence) =>
      whereScaled(evidence, ({ manual }, own) =>
        trigger({
          type: 'memory',
          metricType: 'Utilization',
          ...(manual && !isOperated(own, 'scaling.memoryUtilization') && { metadata: { value: '80' } }),
        }),
      ),
  },
  {
    id: 'R60',
    section,
    requirement: 'The target for http_requests_per_second is an average of 1000 for each pod.',
    where: 'ScaledObject <service>: trigger http_requests_per_second',
    deviation: {
      defects: ['D49', 'D51'],
      text: 'The rate is asked of Prometheus, from http_requests_total, which services do export. It is for each pod, not for the service. A service that had no request yet counts none, and one that is not scraped is no zero.',
    },
    check: (evidence) =>
      whereScaled(evidence, ({ name, namespace, manual }, own) =>
        trigger({
          type: 'prometheus',
          name: 'http_requests_per_second',
          metricType: 'AverageValue',
          metadata: {
            query: `sum(rate(http_requests_total{namespace="${namespace}",app="${name}"}[2m])) or 0 * sum(up{namespace="${namespace}",app="${name}"} == 1)`,
            serverAddress: 'http://kube-prometheus-stack-prometheus.erp-infra.svc.cluster.local:9090',
            ...(manual && !isOperated(own, 'scaling.requestsPerSecond') && { threshold: '1000' }),
          },
        }),
      ),
  },
  {
    id: 'R61',
    section,
    requirement: 'Scaling down waits 300 s and takes away at most 50 % in 60 s.',
    where: 'ScaledObject <service>: behavior.scaleDown',
    check: (evidence) =>
      whereScaled(evidence, () =>
        behavior({ scaleDown: { stabilizationWindowSeconds: 300, policies: [{ type: 'Percent', value: 50, periodSeconds: 60 }] } }),
      ),
  },
  {
    id: 'R62',
    section,
    requirement: 'Scaling up waits for nothing and adds 100 % or 4 pods in 15 s, whichever is more.',
    where: 'ScaledObject <service>: behavior.scaleUp',
    check: (evidence) =>
      whereScaled(evidence, () =>
        behavior({
          scaleUp: {
            stabilizationWindowSeconds: 0,
            selectPolicy: 'Max',
            policies: [
              { type: 'Percent', value: 100, periodSeconds: 15 },
              { type: 'Pods', value: 4, periodSeconds: 15 },
            ],
          },
        }),
      ),
  },
];

export default requirements;

/** The autoscaler of every service in production and its rehearsal; dev and test have none. */
function whereScaled(evidence: Evidence, spec: (service: DeployedService, own: Manifest | undefined) => Pattern): readonly Shortfall[] {
  return forEvery(evidence, (service) => {
    const { world, namespace, name } = service;
    if (!isProductionLike(world)) return [];
    const own = world.find('ScaledObject', namespace, name);
    return expectObject(world, { kind: 'ScaledObject', namespace, name }, { apiVersion: 'keda.sh/v1alpha1', spec: spec(service, own) });
  });
}

function trigger(pattern: Pattern): Pattern {
  return { triggers: including(pattern) };
}

function behavior(pattern: Pattern): Pattern {
  return { advanced: { horizontalPodAutoscalerConfig: { behavior: pattern } } };
}
