import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import { grafanaAdmin } from '../../model/environment/monitoring.ts';
import type { KubernetesObject } from '../../model/object.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { vaultPath } from '../../model/service/secret.ts';
import { infraSecret, infraStore } from '../../resources/infra-secrets.ts';
import { receiverObjects } from './alert-receivers.ts';
import { monitoringPolicies } from './monitoring-network.ts';
import { monitors } from './monitors.ts';

const owner = 'monitoring';

/**
 * What the charts of the metrics stack need beside themselves: who may talk to whom, what is scraped, the password of Grafana and
 * the addresses that Alertmanager sends to (manual 1.2, 5.1, R12, R92).
 */
export function monitoringObjects(environment: EnvironmentDefinition, platform: PlatformDefinition): readonly KubernetesObject[] {
  return [
    ...infraStore(environment, platform, owner),
    infraSecret(environment, {
      owner,
      name: grafanaAdmin.secret,
      type: 'Opaque',
      data: { [grafanaAdmin.userKey]: 'admin', [grafanaAdmin.passwordKey]: '{{ .password }}' },
      values: [{ key: 'password', path: vaultPath(environment.name, 'grafana'), property: 'ADMIN_PASSWORD' }],
    }),
    // Alertmanager does not start without them, and nothing it says would leave the cluster.
    ...receiverObjects(environment, platform),
    ...monitoringPolicies(environment, platform),
    ...monitors(environment, platform),
  ];
}
