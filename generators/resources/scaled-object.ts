import type { IScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import type { Instance, Process } from '../model/instance.ts';
import { prometheus } from '../model/service/backing-services.ts';
import type { Trigger } from '../model/service/parts.ts';
import { consumerGroup } from '../model/service/topics.ts';
import { workloadKind } from './deployment.ts';
import { operatedAnnotations, serviceLabels } from './labels.ts';

/**
 * The autoscaler of a service: KEDA makes the HPA of the manual's name from it (manual 2.7, R57-R62, D49, D50). When
 * Prometheus cannot be asked it keeps what runs rather than shrink blindly.
 */
export function scaledObject(instance: Instance, process: Process, { min, max }: { readonly min: number; readonly max: number }) {
  const { environment } = instance;
  const { name } = process;
  const triggers = triggersOf(process);
  // KEDA refuses one where all triggers are of cpu and memory (2.20.2, CheckFallbackValid): those are read from the cluster itself.
  const hasFallback = triggers.some((trigger) => !('cpu' in trigger || 'memory' in trigger));
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: {
      name,
      namespace: environment.namespaces.app,
      labels: serviceLabels(name),
      ...operatedAnnotations(instance),
    },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: workloadKind(instance, process), name },
      minReplicaCount: min,
      maxReplicaCount: max,
      ...(hasFallback && { fallback: { failureThreshold: 3, replicas: min, behavior: 'currentReplicasIfHigher' as const } }),
      advanced: {
        horizontalPodAutoscalerConfig: {
          name: `${name}-hpa`,
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
      triggers: triggers.map((trigger) => kedaTrigger(instance, process, trigger)),
    },
  } satisfies IScaledObject;
}

/** What the process is scaled by: as its file says, else by CPU, memory and the requests that it answers. */
function triggersOf({ settings, ports }: Process): readonly Trigger[] {
  const { scale, scaling } = settings;
  const answers = ports.some(({ protocol }) => protocol === 'http');
  // A worker has the scale of its service where it says none, and answers no requests.
  const chosen = scale !== undefined && 'on' in scale ? scale.on.filter((trigger) => answers || !('requestsPerSecond' in trigger)) : [];
  if (chosen.length > 0) return chosen;
  return [
    { cpu: scaling.cpuUtilization },
    { memory: scaling.memoryUtilization },
    ...(answers ? [{ requestsPerSecond: scaling.requestsPerSecond }] : []),
  ];
}

function kedaTrigger({ service, topics, environment }: Instance, { name }: Process, trigger: Trigger) {
  const { app, infra } = environment.namespaces;
  if ('cpu' in trigger) return { type: 'cpu', metricType: 'Utilization' as const, metadata: { value: String(trigger.cpu) } };
  if ('memory' in trigger) return { type: 'memory', metricType: 'Utilization' as const, metadata: { value: String(trigger.memory) } };
  if ('requestsPerSecond' in trigger) {
    const own = `namespace="${app}",app="${name}"`;
    // A service that answers the scrape and has had no request yet counts none.
    const query = `sum(rate(http_requests_total{${own}}[2m])) or 0 * sum(up{${own}} == 1)`;
    return asked(infra, 'http_requests_per_second', query, trigger.requestsPerSecond);
  }
  if ('lag' in trigger) {
    const group = consumerGroup(service, name, environment.shortName);
    const topic = topics.find(({ variable }) => variable === trigger.topic)?.name ?? trigger.topic;
    // A group that has read nothing yet has no lag that anybody knows.
    const query = `sum(kafka_consumergroup_lag{consumergroup="${group}",topic="${topic}"}) or 0 * sum(kafka_topic_partitions{topic="${topic}"})`;
    return asked(infra, `lag_${trigger.topic.toLowerCase()}`, query, trigger.lag);
  }
  return asked(infra, 'query', trigger.query, trigger.threshold);
}

function asked(infra: string, name: string, query: string, threshold: number) {
  return {
    type: 'prometheus',
    name,
    metricType: 'AverageValue' as const,
    // No series at all is a fault of the scrape, not an idle service.
    metadata: { serverAddress: prometheus.url(infra), query, threshold: String(threshold), ignoreNullValues: 'false' },
  };
}
