import type { EnvironmentDefinition } from '../model/environment.ts';
import type { PlatformDefinition } from '../model/platform.ts';
import { alloy } from './alloy.ts';
import type { Chart, ChartDefinition } from './chart.ts';
import { jaeger } from './jaeger.ts';
import { loki } from './loki.ts';
import { postgresOperator } from './postgres-operator.ts';
import { redisHa } from './redis-ha.ts';
import { strimzi } from './strimzi.ts';

const definitions: readonly ChartDefinition[] = [postgresOperator, strimzi, redisHa, loki, jaeger, alloy];

/** The charts of an environment. */
export function chartsOf(environment: EnvironmentDefinition, platform: PlatformDefinition): readonly Chart[] {
  return definitions.map((define) => define(environment, platform));
}
