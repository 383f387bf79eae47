import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { zoneKey } from '../model/platform/data-layer.ts';
import { operatorNamespaces } from '../model/platform/operators.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { verifiedNamespace } from '../model/platform/signing.ts';
import { priorities } from '../model/priorities.ts';
import type { ChartDraft } from './chart.ts';

/** Restricted, as the standard names it: the chart passes it to its one container as it is. */
const restricted = {
  enabled: true,
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  runAsUser: 1000,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
} as const;

const pods = { labelSelector: { matchLabels: { 'control-plane': 'policy-controller-webhook' } } };

/** In other zones, and on other nodes, as far as there is room: the chart knows no constraints. */
const elsewhere = {
  podAntiAffinity: {
    preferredDuringSchedulingIgnoredDuringExecution: [
      { weight: 100, podAffinityTerm: { topologyKey: zoneKey, ...pods } },
      { weight: 50, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', ...pods } },
    ],
  },
};

/**
 * Checks who signed an image before a pod of it runs. It looks at namespaces that say so by a label, and at those of the services alone:
 * what it needs to run, and the data layer, start without it.
 */
export function policyController({ replicas, signatures }: EnvironmentDefinition, { signing }: PlatformDefinition): ChartDraft {
  const enforced = signatures === 'enforce';
  const [label = '', value = ''] = Object.entries(verifiedNamespace)[0] ?? [];
  return {
    name: 'policy-controller',
    source: 'generators/charts/policy-controller.ts',
    repository: 'https://sigstore.github.io/helm-charts',
    chart: 'policy-controller',
    syncWave: -10,
    namespace: operatorNamespaces.policyController,
    values: {
      installCRDs: true,
      webhook: {
        // Where it refuses what it cannot check, no pod of a service starts without it.
        replicaCount: 'fixed' in replicas ? 1 : 3,
        failurePolicy: enforced ? 'Fail' : 'Ignore',
        // In the order in which the controller writes them (knative.dev/pkg, EnsureLabelSelectorExpressions): else it and Argo CD would
        // correct each other for ever.
        namespaceSelector: {
          matchExpressions: [
            { key: 'webhooks.knative.dev/exclude', operator: 'DoesNotExist' },
            { key: label, operator: 'In', values: [value] },
          ],
        },
        // An image that no policy is about.
        configData: { 'no-match-policy': enforced ? 'deny' : 'warn' },
        ...(signing.mirror !== undefined && { extraArgs: { 'tuf-mirror': signing.mirror } }),
        priorityClass: priorities.platform.name,
        affinity: elsewhere,
        podDisruptionBudget: 'fixed' in replicas ? { enabled: false } : { enabled: true, minAvailable: 2 },
        podSecurityContext: restricted,
        resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '500m', memory: '512Mi' } },
      },
      // A hook that runs when the Application is deleted.
      leasescleanup: {
        priorityClass: priorities.platform.name,
        podSecurityContext: { ...restricted, runAsUser: 65_532 },
        resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { cpu: '100m', memory: '128Mi' } },
      },
      // Scraped by the PodMonitor of the application monitoring.
      serviceMonitor: { enabled: false },
    },
  };
}
