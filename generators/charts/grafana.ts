import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { grafanaAdmin, grafanaLabels } from '../model/environment/monitoring.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { priorities } from '../model/priorities.ts';
import type { Amounts } from '../model/service/quantity.ts';
import { grafanaLogin } from '../platform/monitoring/tool-login.ts';

const sizes: Readonly<Record<'grafana' | 'sidecar', Amounts>> = {
  grafana: { requests: { cpu: '50m', memory: '192Mi' }, limits: { cpu: '500m', memory: '512Mi' } },
  sidecar: { requests: { cpu: '10m', memory: '64Mi' }, limits: { cpu: '100m', memory: '128Mi' } },
};

/**
 * Grafana within the values of the stack (manual 5.3). Nothing is kept in it: dashboards and data sources are ConfigMaps of
 * the infra namespace, so that a new pod has all of them.
 */
export function grafanaValues(environment: EnvironmentDefinition, platform: PlatformDefinition) {
  const { infra } = environment.namespaces;
  return {
    admin: { existingSecret: grafanaAdmin.secret, userKey: grafanaAdmin.userKey, passwordKey: grafanaAdmin.passwordKey },
    defaultDashboardsEnabled: false,
    persistence: { enabled: false },
    testFramework: { enabled: false },
    // A Role instead of a ClusterRole: the sidecars would else read the Secrets of every namespace.
    rbac: { namespaced: true },
    // It keeps what it has in volumes of the chart, and writes beside them only what it downloads; its sidecars (2.10.1) nothing.
    containerSecurityContext: { readOnlyRootFilesystem: true },
    extraVolumes: [{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }],
    extraVolumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
    priorityClassName: priorities.monitoring.name,
    resources: sizes.grafana,
    sidecar: {
      resources: sizes.sidecar,
      securityContext: { readOnlyRootFilesystem: true },
      dashboards: {
        enabled: true,
        label: grafanaLabels.dashboard,
        labelValue: '1',
        searchNamespace: infra,
        resource: 'configmap',
        folderAnnotation: 'grafana_folder',
        provider: { foldersFromFilesStructure: true },
      },
      datasources: {
        enabled: true,
        label: grafanaLabels.dataSource,
        labelValue: '1',
        searchNamespace: infra,
        resource: 'configmap',
        // Those of the application logs-traces.
        defaultDatasourceEnabled: false,
      },
    },
    'grafana.ini': {
      ...grafanaLogin(environment, platform),
      users: { allow_sign_up: false },
      analytics: { reporting_enabled: false, check_for_updates: false, check_for_plugin_updates: false },
    },
  };
}
