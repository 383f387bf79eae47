import { asFields, at, numberAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { isServing } from '../../kubernetes/pods/workloads.ts';
import type { Container } from '../../model.ts';
import { defineRule } from '../../model.ts';

const deployment = (deadline: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec:
  ${deadline}
  template:
    spec:
      containers:
        - name: financial-service
          startupProbe: { httpGet: { path: /health/live, port: http }, periodSeconds: 5, failureThreshold: 30 }
          readinessProbe: { httpGet: { path: /health/ready, port: http }, initialDelaySeconds: 10, periodSeconds: 5, failureThreshold: 3 }
`;

export default defineRule({
  id: 'require-progress-deadline',
  severity: 'error',
  manual: '2.4, 4.1 (D39, D80)',
  summary: 'Set the progress deadline of a Deployment, longer than the slowest start that its probes allow.',
  rationale: "A deadline below the probes' own patience reports healthy rollouts as failed; an implicit one is noticed only then.",
  remediation: 'Set spec.progressDeadlineSeconds above the sum of startup probe, readiness probe and minReadySeconds, such as 600.',
  scope: 'object',
  kinds: ['Deployment'],

  check(manifest, world) {
    const path = 'spec.progressDeadlineSeconds';
    const deadline = numberAt(manifest.fields, 'spec', 'progressDeadlineSeconds');
    if (deadline === undefined) return [{ message: `${titleOf(manifest)} sets no progressDeadlineSeconds.`, path }];
    const starts = (world.podOf(manifest)?.containers ?? []).filter(isServing).map(slowestStart);
    const slowest = Math.max(0, ...starts) + (numberAt(manifest.fields, 'spec', 'minReadySeconds') ?? 0);
    if (deadline > slowest) return [];
    const message = `${titleOf(manifest)} gives a rollout ${deadline} seconds, but one pod may take ${slowest} to become ready.`;
    return [{ message, path }];
  },

  examples: {
    pass: [
      { name: 'more than the 175 seconds that the probes allow', manifests: deployment('progressDeadlineSeconds: 600') },
      { name: 'just more', manifests: deployment('progressDeadlineSeconds: 176') },
    ],
    fail: [
      {
        name: 'no deadline',
        from: 'more than the 175 seconds that the probes allow',
        change: { 'spec.progressDeadlineSeconds': undefined, 'spec.replicas': 3 },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" sets no progressDeadlineSeconds.',
            path: 'spec.progressDeadlineSeconds',
          },
        ],
      },
      {
        name: 'as long as the probes allow',
        from: 'more than the 175 seconds that the probes allow',
        change: { 'spec.progressDeadlineSeconds': 175 },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" gives a rollout 175 seconds, but one pod may take 175 to become ready.',
            path: 'spec.progressDeadlineSeconds',
          },
        ],
      },
      {
        name: 'too short because of minReadySeconds',
        from: 'more than the 175 seconds that the probes allow',
        change: { 'spec.progressDeadlineSeconds': 180, 'spec.minReadySeconds': 10 },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" gives a rollout 180 seconds, but one pod may take 185 to become ready.',
            path: 'spec.progressDeadlineSeconds',
          },
        ],
      },
    ],
  },
});

/** Seconds until a container is ready at the latest without failing a probe. Readiness is only asked once it has started. */
function slowestStart(container: Container): number {
  return patience(at(container.fields, 'startupProbe')) + patience(at(container.fields, 'readinessProbe'));
}

/** Kubernetes: periodSeconds 10, failureThreshold 3. */
function patience(probe: unknown): number {
  if (asFields(probe) === undefined) return 0;
  const period = numberAt(probe, 'periodSeconds') ?? 10;
  return (numberAt(probe, 'initialDelaySeconds') ?? 0) + period * (numberAt(probe, 'failureThreshold') ?? 3);
}
