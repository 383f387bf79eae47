import { at } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { podsOfBudget } from '../../kubernetes/pods/disruption.ts';
import { defineRule } from '../../model.ts';

/** Kinds whose pods are alike; a member of a store that is not ready may hold the only copy. */
const alike: readonly string[] = ['Deployment', 'ReplicaSet', 'ReplicationController'];

const budget = (line: string, kind = 'Deployment') => `
apiVersion: apps/v1
kind: ${kind}
metadata: { name: financial-service, namespace: erp-prod }
spec:
  replicas: 3
  template: { metadata: { labels: { app: financial-service } }, spec: { containers: [{ name: financial-service }] } }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: financial-service, namespace: erp-prod }
spec: { maxUnavailable: 1, ${line}selector: { matchLabels: { app: financial-service } } }
`;
const own = 'PodDisruptionBudget/financial-service';
const problem = {
  on: own,
  message: 'PodDisruptionBudget "financial-service" lets no pod go that never became ready, while too few others are.',
  path: 'spec.unhealthyPodEvictionPolicy',
};

export default defineRule({
  id: 'require-unready-eviction',
  severity: 'error',
  manual: '2.4 (D35)',
  summary: 'Let the budget of a Deployment never keep a pod that is not ready.',
  rationale:
    'By default a pod that is not ready may go only while enough others are. After a release that never becomes ready no node can be drained, ' +
    'and the upgrade of the cluster waits for whoever mends the service.',
  remediation: 'Set spec.unhealthyPodEvictionPolicy to AlwaysAllow.',
  scope: 'object',
  kinds: ['PodDisruptionBudget'],

  check(manifest, world) {
    const pods = podsOfBudget(manifest, world);
    if (pods.length === 0 || !pods.every((pod) => alike.includes(pod.manifest.kind))) return [];
    if (at(manifest.fields, 'spec', 'unhealthyPodEvictionPolicy') === 'AlwaysAllow') return [];
    const message = `${titleOf(manifest)} lets no pod go that never became ready, while too few others are.`;
    return [{ message, path: 'spec.unhealthyPodEvictionPolicy' }];
  },

  examples: {
    pass: [
      { name: 'broken pods may go', manifests: budget('unhealthyPodEvictionPolicy: AlwaysAllow, ') },
      { name: 'members of a store', manifests: budget('', 'StatefulSet') },
    ],
    fail: [
      {
        name: 'nothing said',
        from: 'broken pods may go',
        change: { [`${own} > spec.unhealthyPodEvictionPolicy`]: undefined },
        problems: [problem],
      },
      {
        name: 'the default, written',
        from: 'broken pods may go',
        change: { [`${own} > spec.unhealthyPodEvictionPolicy`]: 'IfHealthyBudget' },
        problems: [problem],
      },
    ],
  },
});
