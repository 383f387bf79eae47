import type { EnvironmentDefinition } from '../../environment/environment.ts';
import { fewestPods } from '../../instance.ts';
import { metricsPort } from '../../service/defaults.ts';
import type { Scale } from '../../service/parts.ts';
import { portsOf } from '../../service/ports.ts';
import type { ServiceDefinition, ServiceSettings } from '../../service/service.ts';
import { type CatalogProblem, problem, type Spot, unknownName, unless } from '../problem.ts';
import type { SpotOf } from './written.ts';

/** Pods without which the loss of a zone while a node is emptied leaves one, or none (manual 2.4). */
export const fewestLive = 3;

/** The autoscaler that could never have as many pods as it must. */
export function boundProblems(
  spotOf: SpotOf,
  { scale, maxReplicas }: ServiceSettings,
  environment: EnvironmentDefinition,
): CatalogProblem[] {
  if ('fixed' in environment.replicas || (scale !== undefined && !('on' in scale))) return [];
  const [least, most] = [scale?.min ?? fewestPods(environment), scale?.max ?? maxReplicas];
  const field = scale?.max === undefined ? 'maxReplicas' : 'scale.max';
  const spots = [...(scale?.max === undefined ? [spotOf('maxReplicas')] : []), spotOf('scale')];
  const spot = spots.find(({ path }) => path?.length !== 0) ?? spotOf('scale');
  const asked = scale?.min === undefined ? `${environment.name} runs at least` : 'scale.min asks for';
  return unless(
    least < most || (scale?.min !== undefined && scale.max !== undefined),
    spot,
    least === most
      ? `${field} ${most} is as many pods as ${asked}, so nothing can scale.`
      : `${field} ${most} is below the ${least} pods that ${asked}.`,
    'Raise it, or say scale.min and scale.max together.',
  );
}

/** Fewer pods than where customers are served need: in the environment from which nothing goes on to another. */
export function liveProblems(spotOf: SpotOf, { scale }: ServiceSettings, environment: EnvironmentDefinition): CatalogProblem[] {
  if (scale === undefined || 'single' in scale || 'fixed' in environment.replicas) return [];
  const [least, field] = 'pods' in scale ? [scale.pods, 'scale.pods'] : [scale.min ?? fewestLive, 'scale.min'];
  return unless(
    least >= fewestLive,
    spotOf('scale'),
    `${field} ${least} is fewer than the ${fewestLive} pods that a service has in ${environment.name}.`,
    `Raise it (in environments: { ${environment.name}: ... } where others need fewer), or write scale: { single: why } where there may never be two.`,
  );
}

/** What is wrong with how a process is scaled, by itself. */
export function scaleProblems(
  entry: Spot,
  { uses, topics = {}, consumes = {}, ports, main }: ServiceDefinition,
  scale: Scale,
): CatalogProblem[] {
  if (!('on' in scale)) {
    if (!('single' in scale)) return [];
    return unless(
      scale.single.trim().length >= 10,
      entry,
      'A single writer needs a reason.',
      'Say in scale.single why there may never be two pods.',
    );
  }
  const names = Object.keys({ ...topics, ...consumes });
  return [
    ...unless(
      scale.min === undefined || scale.max === undefined || scale.min < scale.max,
      entry,
      `scale.min ${scale.min} is ${scale.min === scale.max ? 'scale.max, so nothing can scale' : `above scale.max ${scale.max}`}.`,
      scale.min === scale.max ? 'Lower min, raise max, or write scale: { pods: ... } for a number that stays.' : 'Lower min, or raise max.',
    ),
    ...scale.on.flatMap((trigger) => {
      if ('lag' in trigger)
        return uses.includes('kafka')
          ? unknownName(
              entry,
              `The service scales by the lag of "${trigger.topic}", which is none of the topics that it reads.`,
              trigger.topic,
              names,
            )
          : [problem(entry, 'The service scales by lag, but does not use kafka.', "Add 'kafka' to uses.")];
      if ('requestsPerSecond' in trigger)
        return unless(
          portsOf({ ...(ports !== undefined && { ports }), main }).some(({ protocol }) => protocol === 'http'),
          entry,
          'The service scales by HTTP requests, but has no http port.',
          `Scale by cpu, lag or a query; ${metricsPort.name} do not count.`,
        );
      return [];
    }),
  ];
}
