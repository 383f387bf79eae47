import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { fixedNameAnnotation } from '../model/names.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { operated, stores } from '../model/stores/stores.ts';
import { jsonText } from '../output/file.ts';
import { deliveryDashboard } from './delivery.ts';
import { environmentDashboard } from './environment.ts';
import { kafkaDashboard } from './kafka.ts';
import { type DashboardPlan, dashboard } from './layout.ts';
import { postgresDashboard } from './postgres.ts';
import { redisDashboard } from './redis.ts';
import { serviceDashboard } from './service.ts';
import { workloadsDashboard } from './workloads.ts';

/** All dashboards, in the order of the folder. */
export const dashboardPlans: readonly ((platform: PlatformDefinition) => DashboardPlan)[] = [
  deliveryDashboard,
  environmentDashboard,
  kafkaDashboard,
  postgresDashboard,
  redisDashboard,
  serviceDashboard,
  workloadsDashboard,
];

/** Folder of Grafana in which they appear. */
const folder = 'ERP';

/** One ConfigMap for each dashboard, with the label by which the sidecar of Grafana finds it (manual 5.3, R103, D107, D108). */
export function dashboardConfigMaps(
  environment: EnvironmentDefinition,
  platform: PlatformDefinition,
): readonly (IConfigMap & DashboardConfigMap)[] {
  const { namespaces } = environment;
  const plans = dashboardPlans.map((plan) => plan(platform));
  // Nothing here tells anything of a store that somebody else runs.
  const shown = plans.filter(({ uid }) => stores.every((store) => store !== uid || operated(environment, store) !== undefined));
  return shown.map((plan) => {
    const { uid, ...built } = dashboard(plan);
    const name = `dashboard-${uid}`;
    return {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name,
        namespace: namespaces.infra,
        labels: { app: name, 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'erp', grafana_dashboard: '1' },
        // With a hash in its name a changed dashboard would be a new object, and the end of the old one would take the file away.
        annotations: { [fixedNameAnnotation]: 'grafana', grafana_folder: folder },
      },
      data: { [`${uid}.json`]: jsonText(`generators/dashboards/${uid}.ts`, { uid, ...built }) },
    };
  });
}

interface DashboardConfigMap {
  readonly apiVersion: 'v1';
  readonly kind: 'ConfigMap';
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Record<string, string>;
    readonly annotations: Record<string, string>;
  };
  readonly data: Record<string, string>;
}
