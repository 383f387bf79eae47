import { alertmanagerConfig } from '../alerts/alertmanager.ts';
import { diskClassName } from '../clouds/clouds.ts';
import { receiversSecret } from '../model/environment/alerting.ts';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { monitoringPods } from '../model/environment/monitoring.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { priorities } from '../model/priorities.ts';
import type { Amounts } from '../model/service/quantity.ts';
import { alertmanagerTemplates } from '../templates/alertmanager.ts';
import { claim, spreadOverZones } from './stateful.ts';

const size: Amounts = { requests: { cpu: '20m', memory: '64Mi' }, limits: { cpu: '200m', memory: '256Mi' } };

/** Alertmanager within the values of the stack: its members, what they tell whom, and where they keep silences (D92). */
export function alertmanagerValues(environment: EnvironmentDefinition, platform: PlatformDefinition) {
  const { alertmanagers } = environment.observability;
  return {
    ...(alertmanagers > 1 && { podDisruptionBudget: { enabled: true, minAvailable: alertmanagers - 1 } }),
    config: alertmanagerConfig(environment, platform),
    templateFiles: alertmanagerTemplates,
    alertmanagerSpec: {
      secrets: [receiversSecret],
      replicas: alertmanagers,
      priorityClassName: priorities.monitoring.name,
      ...(alertmanagers > 1 && { podAntiAffinity: 'hard', topologySpreadConstraints: spreadOverZones(monitoringPods.alertmanager) }),
      resources: size,
      storage: claim(diskClassName(platform), '1Gi'),
    },
  };
}
