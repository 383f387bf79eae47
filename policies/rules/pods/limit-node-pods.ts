import { ownValue } from '../../company/own-keys.ts';
import { at } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { quantity } from '../../kubernetes/quantities.ts';
import { defineRule } from '../../model.ts';

/** Pods that a kubelet takes where nobody says another number (Kubernetes 1.35, `maxPods`). */
const podsPerNode = 110;

const example = `
apiVersion: v1
kind: ResourceQuota
metadata: { name: quota, namespace: erp-agents, annotations: { erp.example.com/nodes: "40" } }
spec: { hard: { pods: "100" } }
---
apiVersion: v1
kind: ResourceQuota
metadata: { name: quota, namespace: erp-prod }
spec: { hard: { pods: "1500" } }
`;

export default defineRule({
  id: 'limit-node-pods',
  severity: 'error',
  manual: '2.1 (D137)',
  summary: 'Let the nodes that an environment may have take all pods that its quotas let in, 110 each.',
  rationale:
    'A quota admits a pod, and only a node runs it. Where all namespaces together may have more than the nodes take, the last scale-up waits ' +
    'for a node that the cluster may not add, and the autoscaler of another namespace has taken the room.',
  remediation: 'Raise nodes.most of the environment, and give its cluster so many; or lower what the services scale to.',
  scope: 'object',
  kinds: ['ResourceQuota'],

  check(manifest, world) {
    const nodes = quantity(ownValue(manifest.annotations, 'nodes'));
    if (nodes === undefined) return [];
    const pods = world.ofKind('ResourceQuota').reduce((sum, { fields }) => sum + (quantity(at(fields, 'spec', 'hard', 'pods')) ?? 0), 0);
    if (pods <= nodes * podsPerNode) return [];
    return [
      {
        message: `${titleOf(manifest)} is for ${nodes} nodes, which take ${nodes * podsPerNode} pods, and the quotas of the environment let ${pods} in.`,
        path: 'spec.hard.pods',
      },
    ];
  },

  examples: {
    pass: [{ name: 'room for all', manifests: example }],
    fail: [
      {
        name: 'services for more nodes than there are',
        from: 'room for all',
        change: { 'ResourceQuota/erp-prod/quota > spec.hard.pods': '5000' },
        problems: [
          {
            on: 'ResourceQuota/quota',
            message: 'ResourceQuota "quota" is for 40 nodes, which take 4400 pods, and the quotas of the environment let 5100 in.',
            path: 'spec.hard.pods',
          },
        ],
      },
    ],
  },
});
