import { scrapeInterval } from '../model/environment/monitoring.ts';
import type { Instance, Process } from '../model/instance.ts';
import type { CustomResource } from '../model/object.ts';
import { selector, serviceLabels } from './labels.ts';

/**
 * Scrapes every pod of a service (manual 5.1, R92, R93). Series carry the name of the service as `job` and `app`, and
 * `namespace`, `pod` and `container` as those of the kubelet do, so that they join; no further label of the pod (D93).
 */
export function podMonitor({ environment }: Instance, { name }: Process): CustomResource {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name, namespace: environment.namespaces.app, labels: serviceLabels(name) },
    spec: {
      jobLabel: 'app',
      podTargetLabels: ['app'],
      selector: { matchLabels: selector(name) },
      podMetricsEndpoints: [{ port: 'metrics', path: '/metrics', interval: scrapeInterval }],
    },
  };
}
