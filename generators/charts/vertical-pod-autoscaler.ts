import { operatorNamespaces } from '../model/platform/operators.ts';
import { priorities } from '../model/priorities.ts';
import type { ChartDraft } from './chart.ts';

/** Recommends sizes and changes none (manual 10, R126): without updater and admission controller nothing else can act on them. */
export function verticalPodAutoscalerChart(): ChartDraft {
  return {
    name: 'vertical-pod-autoscaler',
    source: 'generators/charts/vertical-pod-autoscaler.ts',
    repository: 'https://charts.fairwinds.com/stable',
    chart: 'vpa',
    syncWave: -10,
    namespace: operatorNamespaces.verticalPodAutoscaler,
    values: {
      priorityClassName: priorities.platform.name,
      recommender: {
        enabled: true,
        replicaCount: 1,
        podSecurityContext: { runAsNonRoot: true, runAsUser: 65534, seccompProfile: { type: 'RuntimeDefault' } },
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true },
        resources: { requests: { cpu: '50m', memory: '256Mi' }, limits: { cpu: '200m', memory: '1Gi' } },
      },
      updater: { enabled: false },
      admissionController: { enabled: false },
    },
  };
}
