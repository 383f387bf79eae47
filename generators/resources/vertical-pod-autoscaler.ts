import type { Instance, Process } from '../model/instance.ts';
import type { KubernetesObject } from '../model/object.ts';
import { bytes, millicores } from '../model/service/quantity.ts';
import { workloadKind } from './deployment.ts';
import { serviceLabels } from './labels.ts';

/** `autoscaling.k8s.io/v1`, the fields that we use. */
interface VerticalPodAutoscaler extends KubernetesObject {
  readonly apiVersion: 'autoscaling.k8s.io/v1';
  readonly kind: 'VerticalPodAutoscaler';
  readonly spec: {
    readonly targetRef: { readonly apiVersion: string; readonly kind: string; readonly name: string };
    readonly updatePolicy: { readonly updateMode: 'Off' };
    readonly resourcePolicy: {
      readonly containerPolicies: readonly {
        readonly containerName: string;
        readonly controlledValues: 'RequestsOnly';
        readonly minAllowed: { readonly cpu: string; readonly memory: string };
        readonly maxAllowed: { readonly cpu: string; readonly memory: string };
      }[];
    };
  };
}

/**
 * Recommendations only (manual 10.1, R126, R127): in any other mode it would fight the autoscaler (D140). Their bounds are the manual's, wider
 * where the service asks for less, or may have more.
 */
export function verticalPodAutoscaler(instance: Instance, process: Process): VerticalPodAutoscaler {
  const { environment } = instance;
  const { name, settings } = process;
  const { requests, limits } = settings.resources;
  return {
    apiVersion: 'autoscaling.k8s.io/v1',
    kind: 'VerticalPodAutoscaler',
    metadata: { name: `${name}-vpa`, namespace: environment.namespaces.app, labels: serviceLabels(name) },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: workloadKind(instance, process), name },
      updatePolicy: { updateMode: 'Off' },
      resourcePolicy: {
        containerPolicies: [
          {
            containerName: name,
            controlledValues: 'RequestsOnly',
            minAllowed: { cpu: least(millicores, requests.cpu, '250m'), memory: least(bytes, requests.memory, '256Mi') },
            maxAllowed: { cpu: most(millicores, limits.cpu, '4000m'), memory: most(bytes, limits.memory, '4Gi') },
          },
        ],
      },
    },
  };
}

type Read = (text: string) => number | undefined;

function least(read: Read, own: string, usual: string): string {
  return (read(own) ?? 0) < (read(usual) ?? 0) ? own : usual;
}

function most(read: Read, own: string, usual: string): string {
  return (read(own) ?? 0) > (read(usual) ?? 0) ? own : usual;
}
