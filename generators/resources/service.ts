import type { IService } from 'kubernetes-models/v1/Service';
import type { IServicePort } from 'kubernetes-models/v1/ServicePort';
import type { Instance, Process } from '../model/instance.ts';
import { metricsPort } from '../model/service/defaults.ts';
import { type NamedPort, servedAt, transport } from '../model/service/ports.ts';
import { selector, serviceLabels } from './labels.ts';

/** Name of the headless Service for gRPC. */
export function grpcServiceName(process: string): string {
  return `${process}-grpc`;
}

/** The Service of the manual (2.5), with named target ports (D42): one for each process that answers. */
export function service({ environment }: Instance, { name, ports }: Process) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: environment.namespaces.app, labels: serviceLabels(name) },
    spec: {
      type: 'ClusterIP',
      selector: selector(name),
      sessionAffinity: 'None',
      ports: [
        ...ports.map(servicePort),
        { name: metricsPort.name, port: metricsPort.number, targetPort: metricsPort.name, protocol: 'TCP' },
      ],
    },
  } satisfies IService;
}

/**
 * A headless Service that gives gRPC clients the addresses of all pods: one HTTP/2 connection through a ClusterIP would
 * pin a caller to one pod (D41).
 */
export function grpcService({ environment }: Instance, { name, ports }: Process) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: grpcServiceName(name), namespace: environment.namespaces.app, labels: serviceLabels(name) },
    spec: {
      type: 'ClusterIP',
      clusterIP: 'None',
      selector: selector(name),
      ports: ports.filter(({ protocol }) => protocol === 'grpc').map(servicePort),
    },
  } satisfies IService;
}

function servicePort(port: NamedPort): IServicePort {
  const { name, protocol } = port;
  return {
    name,
    port: servedAt(port),
    targetPort: name,
    protocol: transport(port),
    ...((protocol === 'http' || protocol === 'grpc') && { appProtocol: protocol }),
  };
}

/** Name of the headless Service by which the pods of a StatefulSet have names. */
export function podsServiceName(service: string): string {
  return `${service}-pods`;
}

/** Gives each pod with a disk a name of its own. */
export function podsService({ service: { name }, environment }: Instance) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: podsServiceName(name), namespace: environment.namespaces.app, labels: serviceLabels(name) },
    spec: {
      type: 'ClusterIP',
      clusterIP: 'None',
      selector: selector(name),
      ports: [{ name: metricsPort.name, port: metricsPort.number, targetPort: metricsPort.name, protocol: 'TCP' }],
    },
  } satisfies IService;
}
