import * as units from '@grafana/grafana-foundation-sdk/units';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { thresholds } from '../model/service/objectives.ts';
import type { PanelBuilder } from './layout.ts';
import { lines, runbookOf } from './panels.ts';
import { rate, share } from './queries.ts';

/** What pods use of their limits. @param container matchers of the container, such as `namespace="a", container="b"` */
export function resourcePanels(platform: PlatformDefinition, container: string): readonly PanelBuilder[] {
  const limit = (resource: string) => `max by (pod) (kube_pod_container_resource_limits{${container}, resource="${resource}"})`;
  return [
    lines({
      title: 'CPU of the limit',
      description: 'Of each pod.',
      unit: units.PercentUnit,
      queries: { '{{pod}}': share(rate(`container_cpu_usage_seconds_total{${container}}`, ['pod']), limit('cpu')) },
      red: thresholds.resources,
      runbook: runbookOf(platform, 'HighCPUUsage'),
    }),
    lines({
      title: 'Memory of the limit',
      description: 'Of each pod; at 100 % it is killed.',
      unit: units.PercentUnit,
      queries: { '{{pod}}': share(`max by (pod) (container_memory_working_set_bytes{${container}})`, limit('memory')) },
      red: thresholds.resources,
      runbook: runbookOf(platform, 'HighMemoryUsage'),
    }),
  ];
}
