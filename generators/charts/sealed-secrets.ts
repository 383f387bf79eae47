import { operatorNamespaces } from '../model/platform/operators.ts';
import { priorities } from '../model/priorities.ts';
import type { ChartDraft } from './chart.ts';

/** Opens what is sealed for the cluster (manual 2.3): the other way to a Secret, for a service that Vault does not know. */
export function sealedSecrets(): ChartDraft {
  return {
    name: 'sealed-secrets',
    source: 'generators/charts/sealed-secrets.ts',
    repository: 'https://bitnami.github.io/sealed-secrets',
    chart: 'sealed-secrets',
    syncWave: -10,
    namespace: operatorNamespaces.sealedSecrets,
    values: {
      // The name that kubeseal looks for.
      fullnameOverride: 'sealed-secrets-controller',
      priorityClassName: priorities.platform.name,
      // Everybody who can log in could reach the controller through it; the certificate to seal with lies in Git.
      rbac: { create: true, serviceProxier: { create: false, bind: false } },
      podSecurityContext: { enabled: true, fsGroup: 65534, seccompProfile: { type: 'RuntimeDefault' } },
      containerSecurityContext: {
        enabled: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        runAsUser: 1001,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      resources: { requests: { cpu: '25m', memory: '64Mi' }, limits: { cpu: '200m', memory: '256Mi' } },
    },
  };
}
