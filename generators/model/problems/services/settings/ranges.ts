import { bytes, millicores, scaleResources } from '../../../service/quantity.ts';
import type { ProbeTiming, Resources, ServiceSettings } from '../../../service/service.ts';
import { type CatalogProblem, unless } from '../../problem.ts';
import type { SpotOf } from '../written.ts';

/** Seconds within which a number of a probe is right somewhere. */
interface Range {
  readonly probe: keyof ServiceSettings['probes'];
  readonly field: Exclude<keyof ProbeTiming, 'path'>;
  readonly most: number;
  /** What follows from more, a clause. */
  readonly because: string;
}

const probeNames = ['liveness', 'readiness', 'startup'] as const;
/** What the edge can hide (Gateway API v1, HTTPPathMatch), and a query behind it. */
const probedPath = /^(\/(?!\.{1,2}(?:[/?]|$))[A-Za-z0-9._~!$&'()*+,;=:@-]+)*\/?(\?[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*)?$/;
/** What a number of a probe may be at most. */
export const probeRanges: readonly Range[] = [
  ...probeNames.map(
    (probe): Range => ({ probe, field: 'timeoutSeconds', most: 30, because: 'a process that hangs is asked once in as many seconds' }),
  ),
  { probe: 'liveness', field: 'periodSeconds', most: 600, because: 'a process that hangs is seen after as long' },
  { probe: 'readiness', field: 'periodSeconds', most: 300, because: 'a pod that cannot answer gets requests for as long' },
  { probe: 'liveness', field: 'initialDelaySeconds', most: 3600, because: 'a process that hangs before is left alone' },
  { probe: 'readiness', field: 'initialDelaySeconds', most: 3600, because: 'no pod of a rollout is ready before' },
];
/** Seconds to end, at most. */
export const longestGrace = 7200;
/** Bytes of a request. */
export const bodies = { least: 2 ** 10, most: 8 * 2 ** 30 } as const;
/** A request of a container, in millicores and bytes. */
export const leastCpu = 2;
export const leastMemory = 4 * 2 ** 20;

/**
 * Numbers that are right in no environment, and slips of the hand or wrong units, as the rule `limit-setting-range` has them.
 * @param settings those of one process, in full size
 * @param forever whether it is a process that is asked whether it lives, and not a run that ends
 */
export function rangeProblems(spotOf: SpotOf, { probes, shutdown, maxBodySize }: ServiceSettings, forever: boolean): CatalogProblem[] {
  const size = bytes(maxBodySize);
  return [
    ...(forever ? probeNames : []).flatMap((probe) =>
      unless(
        probedPath.test(probes[probe].path),
        spotOf('probes', probe, 'path'),
        `probes.${probe}.path "${probes[probe].path}" is no path of a page.`,
        'Write it as /health/live or /up?deep=1, in characters that need no encoding.',
      ),
    ),
    ...(forever ? probeRanges : []).flatMap(({ probe, field, most, because }) =>
      unless(
        probes[probe][field] <= most,
        spotOf('probes', probe, field),
        `probes.${probe}.${field} is ${probes[probe][field]}, above ${most}: ${because}.`,
        `Write at most ${most}.`,
      ),
    ),
    ...unless(
      shutdown.graceSeconds <= longestGrace,
      spotOf('shutdown', 'graceSeconds'),
      `shutdown.graceSeconds is ${shutdown.graceSeconds}, above ${longestGrace}: a pod that hangs keeps its node, and every drain and rollout waits for it.`,
      `Write at most ${longestGrace}; work that takes longer belongs to a job, or is taken up again after a restart.`,
    ),
    ...unless(
      size === undefined || (size >= bodies.least && size <= bodies.most),
      spotOf('maxBodySize'),
      `maxBodySize is ${maxBodySize}: below 1Ki every request with a body is refused, and above 8Gi one of them fills the memory of the proxy.`,
      'Write an amount from 1Ki to 8Gi; larger files go to a bucket, to which the service gives an address.',
    ),
  ];
}

/**
 * Requests so small that nodes are filled by pods of which none can run.
 * @param sizing of the environment, by which they are scaled
 */
export function requestProblems(spotOf: SpotOf, resources: Resources, environment: { readonly name: string; readonly sizing: number }) {
  const { cpu, memory } = scaleResources(resources, environment.sizing).requests;
  const there = (amount: string) => (environment.sizing === 1 ? '' : `, ${amount} at the size of ${environment.name}`);
  return [
    ...unless(
      (millicores(cpu) ?? 0) >= leastCpu,
      spotOf('resources', 'requests', 'cpu'),
      `resources.requests.cpu is ${resources.requests.cpu}${there(cpu)}, below ${leastCpu}m: so many of these go on one node that none of them runs.`,
      `Write at least ${Math.ceil(leastCpu / environment.sizing)}m.`,
    ),
    ...unless(
      (bytes(memory) ?? 0) >= leastMemory,
      spotOf('resources', 'requests', 'memory'),
      `resources.requests.memory is ${resources.requests.memory}${there(memory)}, below 4Mi: no program starts in it.`,
      `Write at least ${Math.ceil(leastMemory / 2 ** 20 / environment.sizing)}Mi.`,
    ),
  ];
}
