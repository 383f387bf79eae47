import type { IScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import type { Instance } from '../model/instance.ts';
import { prometheus } from '../model/service/backing-services.ts';
import { operatedAnnotations, serviceLabels } from './labels.ts';

/**
 * The autoscaler of a service: KEDA makes the HPA of the manual's name from it (manual 2.7, R57-R62, D49, D50). When
 * Prometheus cannot be asked it keeps what runs rather than shrink blindly.
 */
export function scaledObject(instance: Instance, { min, max }: { readonly min: number; readonly max: number }) {
  const { service, environment, settings } = instance;
  const { cpuUtilization, memoryUtilization, requestsPerSecond } = settings.scaling;
  const own = `namespace="${environment.namespaces.app}",app="${service.name}"`;
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: {
      name: service.name,
      namespace: environment.namespaces.app,
      labels: serviceLabels(service.name),
      ...operatedAnnotations(instance),
    },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: service.name },
      minReplicaCount: min,
      maxReplicaCount: max,
      fallback: { failureThreshold: 3, replicas: min, behavior: 'currentReplicasIfHigher' },
      advanced: {
        horizontalPodAutoscalerConfig: {
          name: `${service.name}-hpa`,
          behavior: {
            scaleDown: { stabilizationWindowSeconds: 300, policies: [{ type: 'Percent', value: 50, periodSeconds: 60 }] },
            scaleUp: {
              stabilizationWindowSeconds: 0,
              selectPolicy: 'Max',
              policies: [
                { type: 'Percent', value: 100, periodSeconds: 15 },
                { type: 'Pods', value: 4, periodSeconds: 15 },
              ],
            },
          },
        },
      },
      triggers: [
        { type: 'cpu', metricType: 'Utilization', metadata: { value: String(cpuUtilization) } },
        { type: 'memory', metricType: 'Utilization', metadata: { value: String(memoryUtilization) } },
        {
          type: 'prometheus',
          name: 'http_requests_per_second',
          metricType: 'AverageValue',
          metadata: {
            serverAddress: prometheus.url(environment.namespaces.infra),
            // A service that answers the scrape and has had no request yet counts none.
            query: `sum(rate(http_requests_total{${own}}[2m])) or 0 * sum(up{${own}} == 1)`,
            threshold: String(requestsPerSecond),
            // No series at all is a fault of the scrape, not an idle service.
            ignoreNullValues: 'false',
          },
        },
      ],
    },
  } satisfies IScaledObject;
}
