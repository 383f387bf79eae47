import type { IContainerPort } from 'kubernetes-models/v1/ContainerPort';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import { metricsPort } from '../model/service/defaults.ts';
import { type NamedPort, transport } from '../model/service/ports.ts';
import type { ProbeTiming, ServiceSettings } from '../model/service/service.ts';

/** The three probes of a container (manual 2.4), by what it answers. */
export function probesOf({ probes }: ServiceSettings, ports: readonly NamedPort[]) {
  return {
    startupProbe: probe(probes.startup, ports),
    livenessProbe: probe(probes.liveness, ports),
    readinessProbe: { ...probe(probes.readiness, ports), successThreshold: 1 },
  };
}

/** The ports of a container. */
export function containerPorts(ports: readonly NamedPort[]): IContainerPort[] {
  return ports.map((port) => ({ name: port.name, containerPort: port.number, protocol: transport(port) }));
}

/** The port of a container that its probes ask: the first that they can; where there is none, that of the pages beside the metrics. */
export function probedPort(ports: readonly NamedPort[]): NamedPort {
  return ports.find(({ protocol }) => protocol !== 'udp') ?? metricsPort;
}

/** By the protocol of the port. */
function probe({ path, ...timing }: ProbeTiming, ports: readonly NamedPort[]): IProbe {
  const { name, number, protocol } = probedPort(ports);
  switch (protocol) {
    case 'grpc':
      return { grpc: { port: number }, ...timing };
    case 'tcp':
      return { tcpSocket: { port: name }, ...timing };
    default:
      return { httpGet: { path, port: name }, ...timing };
  }
}
