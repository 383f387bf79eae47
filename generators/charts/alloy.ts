import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { agentResources, agentsNamespace } from '../model/environment/monitoring.ts';
import { alloy as names } from '../model/platform/tools.ts';
import { priorities } from '../model/priorities.ts';
import { alloyConfiguration } from './alloy-configuration.ts';
import type { ChartDraft } from './chart.ts';

/** Of the files in which the kubelet keeps what containers print. */
const podLogs = '/var/log/pods';
/** How far each file was read, kept on the node: a new pod goes on where the old one stopped. */
const positions = '/var/lib/alloy';

/**
 * What carries logs to Loki (manual 1.2, D8, D12, D125): one pod on each node. The files belong to root, so it runs as root,
 * but without any capability, on a read-only file system and with two folders of the node.
 */
export function alloy(environment: EnvironmentDefinition): ChartDraft {
  return {
    name: 'alloy',
    source: 'generators/charts/alloy.ts',
    repository: 'https://grafana.github.io/helm-charts',
    chart: 'alloy',
    syncWave: 2,
    namespace: agentsNamespace,
    values: {
      fullnameOverride: 'alloy',
      crds: { create: false },
      // Its account and what that may read are in the application logs-traces.
      rbac: { create: false },
      serviceAccount: { create: false, name: names.account },
      service: { enabled: false },
      networkPolicy: { enabled: false },
      // A changed configuration changes the pods; nothing needs to watch the file.
      configReloader: { enabled: false },
      global: { podSecurityContext: { seccompProfile: { type: 'RuntimeDefault' } } },
      alloy: {
        configMap: { create: true, content: alloyConfiguration(environment) },
        storagePath: positions,
        enableReporting: false,
        listenPort: names.ports.http,
        securityContext: {
          runAsUser: 0,
          privileged: false,
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        resources: agentResources('alloy'),
        mounts: {
          varlog: false,
          dockercontainers: false,
          extra: [
            { name: 'pod-logs', mountPath: podLogs, readOnly: true },
            { name: 'positions', mountPath: positions },
            { name: 'tmp', mountPath: '/tmp' },
          ],
        },
      },
      controller: {
        type: 'daemonset',
        priorityClassName: priorities.monitoring.name,
        // Every node, whatever it is kept free for.
        tolerations: [{ operator: 'Exists' }],
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } },
        volumes: {
          extra: [
            { name: 'pod-logs', hostPath: { path: podLogs, type: 'Directory' } },
            { name: 'positions', hostPath: { path: positions, type: 'DirectoryOrCreate' } },
            { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
          ],
        },
      },
    },
  };
}
