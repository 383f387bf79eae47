import type { IService } from 'kubernetes-models/v1/Service';
import type { Instance } from '../model/instance.ts';
import { ports } from '../model/service/defaults.ts';
import { selector, serviceLabels } from './labels.ts';

/** Name of the headless Service for gRPC. */
export function grpcServiceName(service: string): string {
  return `${service}-grpc`;
}

/** The Service of the manual (2.5), with named target ports (D42). */
export function service({ service: { name }, environment }: Instance) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: environment.namespaces.app, labels: serviceLabels(name) },
    spec: {
      type: 'ClusterIP',
      selector: selector(name),
      sessionAffinity: 'None',
      ports: [
        { name: 'http', port: 80, targetPort: 'http', protocol: 'TCP', appProtocol: 'http' },
        { name: 'grpc', port: ports.grpc, targetPort: 'grpc', protocol: 'TCP', appProtocol: 'grpc' },
        { name: 'metrics', port: ports.metrics, targetPort: 'metrics', protocol: 'TCP' },
      ],
    },
  } satisfies IService;
}

/**
 * A headless Service that gives gRPC clients the addresses of all pods: one HTTP/2 connection through a ClusterIP would
 * pin a caller to one pod (D41).
 */
export function grpcService({ service: { name }, environment }: Instance) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: grpcServiceName(name), namespace: environment.namespaces.app, labels: serviceLabels(name) },
    spec: {
      type: 'ClusterIP',
      clusterIP: 'None',
      selector: selector(name),
      ports: [{ name: 'grpc', port: ports.grpc, targetPort: 'grpc', protocol: 'TCP', appProtocol: 'grpc' }],
    },
  } satisfies IService;
}
