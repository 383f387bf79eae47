import type { IPersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import { confirmed } from '../../model/names.ts';
import type { KubernetesObject } from '../../model/object.ts';
import { storageClassName } from '../../model/platform/data-layer.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { jaeger } from '../../model/platform/tools.ts';
import { dataSources } from '../data/data-sources.ts';
import { logAgentObjects } from './log-agent.ts';
import { logsMonitors } from './logs-monitors.ts';
import { logsPolicies } from './logs-network.ts';
import { toolAccessObjects } from './tool-access.ts';

/**
 * What the charts loki, alloy and jaeger need beside themselves: who may talk to them, the disk of the traces, the data
 * sources of Grafana, and the way in for people (manual 1.2, 2.2, 7.3, 8.3).
 */
export function logsTracesObjects(environment: EnvironmentDefinition, platform: PlatformDefinition): readonly KubernetesObject[] {
  return [
    ...logAgentObjects(environment),
    traceDisk(environment),
    dataSources(environment),
    ...logsMonitors(environment),
    ...logsPolicies(environment, platform),
    ...toolAccessObjects(environment, platform),
  ];
}

/** The chart makes no claim of its own; this one stays when the chart goes. */
function traceDisk({ namespaces, observability: { traces } }: EnvironmentDefinition) {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: jaeger.claim, namespace: namespaces.infra, annotations: confirmed },
    spec: {
      storageClassName,
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: traces.storage } },
    },
  } satisfies IPersistentVolumeClaim;
}
