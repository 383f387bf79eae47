import { titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';

export default defineRule({
  id: 'forbid-naked-pod',
  severity: 'error',
  manual: '2.4',
  summary: 'Run every pod by a workload.',
  rationale: 'A Pod of its own is gone with its node, and with every drain: nobody makes another one.',
  remediation: 'Write a Deployment or StatefulSet for what serves, a Job for what ends.',
  scope: 'object',
  kinds: ['Pod'],

  check(manifest) {
    const isHook = ['argocd.argoproj.io/hook', 'helm.sh/hook'].some((key) => manifest.annotations[key] !== undefined);
    return isHook ? [] : [{ message: `${titleOf(manifest)} is of no workload: nobody replaces it.`, path: 'kind' }];
  },

  examples: {
    pass: [
      {
        name: 'a test that a sync runs and takes away',
        manifests: `
apiVersion: v1
kind: Pod
metadata: { name: smoke-test, namespace: erp-prod, annotations: { argocd.argoproj.io/hook: PostSync } }
`,
      },
    ],
    fail: [
      {
        name: 'a service as a Pod',
        from: 'a test that a sync runs and takes away',
        change: { 'metadata.annotations': undefined },
        problems: [{ on: 'Pod/smoke-test', message: 'Pod "smoke-test" is of no workload: nobody replaces it.', path: 'kind' }],
      },
    ],
  },
});
