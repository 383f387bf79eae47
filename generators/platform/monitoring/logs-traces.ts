import type { IPersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { cloudOf, diskClassName } from '../../clouds/clouds.ts';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import { confirmed } from '../../model/names.ts';
import type { KubernetesObject } from '../../model/object.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { jaeger, logStoreKey } from '../../model/platform/tools.ts';
import { infraSecret, infraStore } from '../../resources/infra-secrets.ts';
import { keyContents } from '../../resources/store-key.ts';
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
    traceDisk(environment, platform),
    ...storeKey(environment, platform),
    dataSources(environment),
    ...logsMonitors(environment),
    ...logsPolicies(environment, platform),
    ...toolAccessObjects(environment, platform),
  ];
}

/** The key of Loki's bucket, where the cloud knows no pods. */
function storeKey(environment: EnvironmentDefinition, platform: PlatformDefinition): readonly KubernetesObject[] {
  const { logs } = environment.observability;
  const { key } = cloudOf(platform).buckets.logs(logs);
  if (key === undefined) return [];
  return [
    ...infraStore(environment, platform, logStoreKey),
    infraSecret(environment, { owner: logStoreKey, name: logStoreKey, type: 'Opaque', ...keyContents(environment, key, logs.role) }),
  ];
}

/** The chart makes no claim of its own; this one stays when the chart goes. */
function traceDisk({ namespaces, observability: { traces } }: EnvironmentDefinition, platform: PlatformDefinition) {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: jaeger.claim, namespace: namespaces.infra, annotations: confirmed },
    spec: {
      storageClassName: diskClassName(platform),
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: traces.storage } },
    },
  } satisfies IPersistentVolumeClaim;
}
