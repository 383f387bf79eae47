import { storageClassName } from '../model/data-layer.ts';
import type { EnvironmentDefinition } from '../model/environment.ts';
import { monitoringPods } from '../model/monitoring.ts';
import type { PlatformDefinition } from '../model/platform.ts';
import type { Amounts } from '../model/quantity.ts';
import { claim, spreadOverZones } from './stateful.ts';

const size: Amounts = { requests: { cpu: '20m', memory: '64Mi' }, limits: { cpu: '200m', memory: '256Mi' } };

/** Alertmanager within the values of the stack: its members, and where they keep silences and what they have sent (D92). */
export function alertmanagerValues({ observability: { alertmanagers } }: EnvironmentDefinition, _platform: PlatformDefinition) {
  return {
    ...(alertmanagers > 1 && { podDisruptionBudget: { enabled: true, minAvailable: alertmanagers - 1 } }),
    alertmanagerSpec: {
      replicas: alertmanagers,
      ...(alertmanagers > 1 && { podAntiAffinity: 'hard', topologySpreadConstraints: spreadOverZones(monitoringPods.alertmanager) }),
      resources: size,
      storage: claim(storageClassName, '1Gi'),
    },
  };
}
