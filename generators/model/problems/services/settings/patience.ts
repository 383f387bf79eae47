import { metricsPort } from '../../../service/defaults.ts';
import { type NamedPort, portsOf } from '../../../service/ports.ts';
import type { ServiceDefinition, ServiceSettings } from '../../../service/service.ts';
import { type CatalogProblem, problem } from '../../problem.ts';
import type { SpotOf } from '../written.ts';

/**
 * A liveness probe that asks what the readiness probe asks and gives up as soon: with the database, all pods are restarted at once (D30; the
 * rule `limit-liveness-probe`). One that only connects asks nothing but the process.
 * @param worker absent: the main process and its companions
 */
export function patienceProblems(
  spotOf: SpotOf,
  service: ServiceDefinition,
  worker: string | undefined,
  { probes: { liveness, readiness } }: ServiceSettings,
): CatalogProblem[] {
  const ends = liveness.periodSeconds * liveness.failureThreshold;
  const pauses = readiness.periodSeconds * readiness.failureThreshold;
  const same = askedPorts(portsOf(service, worker)).find(
    ({ protocol }) => protocol === 'grpc' || (protocol === 'http' && liveness.path === readiness.path),
  );
  if (same === undefined || ends > pauses) return [];
  const spots = [spotOf('probes', 'liveness'), spotOf('probes', 'readiness')];
  const raise = `periodSeconds or failureThreshold of probes.liveness, until their product is above ${pauses}`;
  const [what, fix] =
    same.protocol === 'grpc'
      ? ['by gRPC', `Raise ${raise}.`]
      : [`at ${liveness.path}`, `Let probes.liveness ask at a path that depends on the process alone, or raise ${raise}.`];
  return [
    problem(
      spots.find(({ path }) => path?.length !== 0) ?? spotOf('probes'),
      `The liveness probe asks what the readiness probe asks, the port "${same.name}" ${what}, and gives up after ${ends} s, no later than that (${pauses} s): when a store is slow, all pods are restarted at once.`,
      fix,
    ),
  ];
}

/** The port at which each container is asked, one of the process without a port of its own at that of the metrics. */
function askedPorts(ports: readonly NamedPort[]): readonly NamedPort[] {
  const containers = Map.groupBy(ports, ({ in: companion }) => companion);
  if (!containers.has(undefined)) containers.set(undefined, []);
  return [...containers].flatMap(
    ([companion, own]) => own.find(({ protocol }) => protocol !== 'udp') ?? (companion === undefined ? metricsPort : []),
  );
}
