import type { EnvironmentDefinition } from './environment.ts';

/** The controller of the edge: its pods, and what they and the job of its chart claim. */
export const edgeController = {
  podLabels: { 'control-plane': 'envoy-gateway' },
  replicas: ({ replicas }: EnvironmentDefinition) => ('fixed' in replicas ? 1 : 2),
  resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '500m', memory: '1Gi' } },
  certificateJob: { requests: { cpu: '25m', memory: '64Mi' }, limits: { cpu: '200m', memory: '128Mi' } },
} as const;
