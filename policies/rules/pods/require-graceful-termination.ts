import { listAt, numberAt, presentAt } from '../../kubernetes/fields.ts';
import type { Handler } from '../../kubernetes/pods/probes.ts';
import { handlersOf } from '../../kubernetes/pods/probes.ts';
import type { Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { settingOf } from '../../wording.ts';

/** Seconds that a pod gets to stop when it does not say (Kubernetes API, PodSpec). */
const defaultGrace = 30;

export default defineRule({
  id: 'require-graceful-termination',
  severity: 'error',
  manual: '2.4 (D32)',
  summary: 'Let a serving container wait before it stops, and leave it time to stop after that.',
  rationale:
    'A pod leaves the load balancers while it is told to stop, not before: without a preStop hook each rollout fails the requests that still arrive. The grace period covers the hook and what comes after.',
  remediation: 'Set lifecycle.preStop.sleep.seconds of the container to 10, and terminationGracePeriodSeconds of the pod to 60.',
  scope: 'serving-pod',

  check(pod) {
    const field = `${pod.path}.terminationGracePeriodSeconds`;
    const stated = presentAt(pod.spec, 'terminationGracePeriodSeconds');
    const grace = stated === undefined ? defaultGrace : numberAt(pod.spec, 'terminationGracePeriodSeconds');
    const problems: Problem[] = [];
    if (grace === undefined) problems.push({ message: settingOf('The pod', 'terminationGracePeriodSeconds', stated), path: field });
    for (const container of pod.containers) {
      // Sidecars are told to stop only when the main containers have stopped; init containers have ended long ago.
      if (container.role !== 'main') continue;
      const hook = handlersOf(container).find(({ owner, action }) => owner === 'preStop hook' && action !== 'tcpSocket');
      const wait = hook === undefined ? undefined : waitOf(hook);
      if (hook === undefined) {
        problems.push({ message: `Container "${container.name}" has no preStop hook.`, path: `${container.path}.lifecycle.preStop` });
      } else if (wait === 0) {
        problems.push({ message: `The preStop hook of container "${container.name}" waits 0 seconds.`, path: hook.path });
      } else if (wait !== undefined && grace !== undefined && grace <= wait) {
        const message = `The preStop hook of container "${container.name}" takes ${wait} of the ${grace} seconds that the pod gets to stop.`;
        problems.push({ message, path: field });
      }
    }
    return problems;
  },

  examples: {
    pass: [
      {
        name: 'ten of sixty seconds',
        template: `
spec:
  terminationGracePeriodSeconds: 60
  containers: [{ name: financial-service, lifecycle: { preStop: { sleep: { seconds: 10 } } } }]
`,
      },
      {
        name: 'a shell that sleeps for less than the default of 30 seconds',
        template: `
spec:
  containers: [{ name: financial-service, lifecycle: { preStop: { exec: { command: [sh, -c, sleep 10] } } } }]
`,
      },
      {
        name: 'a request that drains, and a sidecar, which stops last',
        template: `
spec:
  containers: [{ name: financial-service, lifecycle: { preStop: { httpGet: { path: /drain, port: http } } } }]
  initContainers: [{ name: proxy, restartPolicy: Always }, { name: migrate }]
`,
      },
    ],
    fail: [
      {
        name: 'no hook',
        from: 'ten of sixty seconds',
        change: { 'spec.containers[0].lifecycle': { postStart: { exec: { command: ['/app/warm-up'] } } } },
        problems: [{ message: 'Container "financial-service" has no preStop hook.', path: 'spec.containers[0].lifecycle.preStop' }],
      },
      {
        name: 'the hook takes all the time there is',
        from: 'ten of sixty seconds',
        change: { 'spec.terminationGracePeriodSeconds': 10 },
        problems: [
          {
            message: 'The preStop hook of container "financial-service" takes 10 of the 10 seconds that the pod gets to stop.',
            path: 'spec.terminationGracePeriodSeconds',
          },
        ],
      },
      {
        name: 'more than the default of 30 seconds',
        from: 'a shell that sleeps for less than the default of 30 seconds',
        change: { 'spec.containers[0].lifecycle.preStop.exec.command': ['/bin/sleep', '45'] },
        problems: [
          {
            message: 'The preStop hook of container "financial-service" takes 45 of the 30 seconds that the pod gets to stop.',
            path: 'spec.terminationGracePeriodSeconds',
          },
        ],
      },
      {
        name: 'a hook that does not wait',
        from: 'a shell that sleeps for less than the default of 30 seconds',
        change: { 'spec.containers[0].lifecycle.preStop': { sleep: { seconds: 0 } } },
        problems: [
          {
            message: 'The preStop hook of container "financial-service" waits 0 seconds.',
            path: 'spec.containers[0].lifecycle.preStop.sleep',
          },
        ],
      },
      {
        name: 'a grace period as text, which no API server takes',
        from: 'ten of sixty seconds',
        change: { 'spec.terminationGracePeriodSeconds': '60' },
        problems: [{ message: 'The pod sets terminationGracePeriodSeconds to "60".', path: 'spec.terminationGracePeriodSeconds' }],
      },
    ],
  },
});

/** Seconds that a hook surely waits; undefined when only the container knows. */
function waitOf({ action, fields }: Handler): number | undefined {
  if (action === 'sleep') return numberAt(fields, 'seconds') ?? 0;
  if (action !== 'exec') return undefined;
  const words = listAt(fields, 'command').filter((word) => typeof word === 'string' || typeof word === 'number');
  if (words.length === 0) return 0;
  const sleeps = [...words.join(' ').matchAll(/(?:^|[\s;&|(/])sleep\s+(\d+(?:\.\d+)?)([sm]?)(?![\w.])/g)];
  if (sleeps.length === 0) return undefined;
  return sleeps.reduce((sum, [, amount, unit]) => sum + Number(amount) * (unit === 'm' ? 60 : 1), 0);
}
