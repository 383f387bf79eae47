import { ownKey, ownValue } from '../../company/own-keys.ts';
import { at, below, fieldsAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { surgingPods } from '../../kubernetes/percentages.ts';
import { mostPods } from '../../kubernetes/pods/most-pods.ts';
import { claimedUnder } from '../../kubernetes/pods/service-claims.ts';
import { quantity } from '../../kubernetes/quantities.ts';
import { measureOf, objectsUnder, requestsBeyondLimits, shownAmount, unneeded } from '../../kubernetes/settings/quotas.ts';
import type { Manifest, Pod, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';

const example = (hard: string, more = '') => `
apiVersion: v1
kind: ResourceQuota
metadata: { name: quota, namespace: erp-prod }
spec: { hard: { ${hard} }${more} }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: financial-service, namespace: erp-prod }
spec:
  strategy: { type: RollingUpdate, rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }
  template:
    spec:
      containers: [{ name: financial-service, resources: { requests: { cpu: 500m, memory: 512Mi }, limits: { cpu: "2", memory: 2Gi } } }]
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: financial-service, namespace: erp-prod }
spec: { scaleTargetRef: { name: financial-service }, minReplicaCount: 6, maxReplicaCount: 20 }
`;

const balancers = ['api', 'tools']
  .map(
    (name) => `---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: erp-prod }
spec: { type: LoadBalancer, allocateLoadBalancerNodePorts: false, ports: [{ port: 80 }, { port: 443 }] }
`,
  )
  .join('');

const disks = `---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: store, namespace: erp-prod }
spec:
  replicas: 3
  template: { spec: { containers: [] } }
  volumeClaimTemplates: [{ metadata: { name: data }, spec: { resources: { requests: { storage: 10Gi } } } }]
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: scratch, namespace: erp-prod }
spec: { resources: { requests: { storage: 10Gi } } }
`;

const agents = (pods: string, nodes: string) => `
apiVersion: v1
kind: ResourceQuota
metadata: { name: quota, namespace: erp-agents, annotations: { erp.example.com/nodes: "${nodes}" } }
spec: { hard: { pods: ${pods} } }
---
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: alloy, namespace: erp-agents }
spec: { template: { spec: { containers: [{ name: alloy }] } } }
`;

/** How many nodes the cluster may have: no object of it says so. */
const nodesAnnotation = ownKey('nodes');

export default defineRule({
  id: 'match-quota',
  severity: 'error',
  manual: '2.1, 2.7 (D11)',
  summary:
    'Let the quota of a namespace hold all its pods at their most, during a rollout too, its Services, disks and objects, and no doors that it does not need.',
  rationale:
    'A quota that is too small refuses the pods of a scale-up exactly when the load needs them, and a rollout then never ends; the second ' +
    'load balancer, where it allows one, never gets an address. What charts and operators make in the namespace counts too.',
  remediation:
    'Raise the value in spec.hard (generators/platform/namespaces.ts, nodes.most of the environment), or lower the maximum or the resources of ' +
    'the workloads.',
  scope: 'object',
  kinds: ['ResourceQuota'],

  check(manifest, world) {
    // A quota with a scope counts only some of the pods.
    if (at(manifest.fields, 'spec', 'scopes') !== undefined || at(manifest.fields, 'spec', 'scopeSelector') !== undefined) return [];
    const { namespace } = manifest;
    const beyond = requestsBeyondLimits(manifest);
    const limits = world.ofKind('LimitRange').filter((range) => range.namespace === namespace);
    const nodes = quantity(ownValue(manifest.annotations, 'nodes'));
    const pods = world.podsSelected(namespace, {});
    const counted = pods.map((pod) => ({ pod, count: isOnEachNode(pod) ? onNodes(pod, nodes ?? 0) : mostPods(pod, world) }));
    return [
      ...beyond,
      ...(nodes === undefined ? pods.filter(isOnEachNode).map((pod) => unknownNodes(manifest, pod)) : []),
      ...Object.entries(fieldsAt(manifest.fields, 'spec', 'hard')).flatMap(([key, value]) => {
        const hard = quantity(value);
        const measure = measureOf(key, limits);
        const claims = measure && counted.map(({ pod, count }) => ({ count, amount: measure(pod) }));
        const claimed = claims ?? claimedUnder(key, namespace, world) ?? objectsUnder(key, namespace, world);
        if (claimed === undefined || hard === undefined) return [];
        const needed = claimed.reduce((sum, { count, amount }) => sum + count * amount, 0);
        if (needed <= hard * (1 + 1e-9)) return unneeded(manifest, key, hard, needed, world);
        const [allowed, wanted] = [shownAmount(key, hard), shownAmount(key, needed)];
        const who = claims === undefined ? 'the namespace may need' : 'the pods may need';
        const message = `${titleOf(manifest)} allows ${allowed} of "${key}", but ${who} ${wanted}.`;
        return [{ message, path: below('spec.hard', key) }];
      }),
    ];
  },

  examples: {
    pass: [
      {
        name: 'exactly twenty pods and one for the rollout',
        manifests: example('pods: "21", requests.cpu: 10500m, requests.memory: 10752Mi, limits.cpu: "42", limits.memory: 42Gi'),
      },
      { name: 'a quota that counts something else', manifests: example('count/secrets: "0"') },
      {
        name: 'load balancers without ports of nodes',
        manifests: example('services.loadbalancers: "2", services.nodeports: "0"') + balancers,
      },
      { name: 'an agent on each of three nodes', manifests: agents('"3"', '3') },
      {
        name: 'disks, those of a StatefulSet with them',
        manifests: example('persistentvolumeclaims: "4", requests.storage: 40Gi') + disks,
      },
      { name: 'a quota for best-effort pods only', manifests: example('pods: "1"', ', scopes: [BestEffort]') },
    ],
    fail: [
      {
        name: 'fewer objects than there are',
        from: 'a quota that counts something else',
        change: { 'ResourceQuota/quota > spec.hard': { 'count/deployments.apps': '0' } },
        problems: [
          {
            on: 'ResourceQuota/quota',
            message: 'ResourceQuota "quota" allows 0 of "count/deployments.apps", but the namespace may need 1.',
            path: 'spec.hard["count/deployments.apps"]',
          },
        ],
      },
      {
        name: 'requests beyond all limits',
        from: 'exactly twenty pods and one for the rollout',
        change: { 'ResourceQuota/quota > spec.hard["requests.memory"]': '10752Gi' },
        problems: [
          {
            on: 'ResourceQuota/quota',
            message:
              'ResourceQuota "quota" allows 11010048Mi of "requests.memory", more than the 43008Mi of "limits.memory": the one is no limit.',
            path: 'spec.hard["requests.memory"]',
          },
        ],
      },
      {
        name: 'doors that nothing needs',
        from: 'a quota that counts something else',
        change: {
          'ResourceQuota/quota > spec.hard': { 'services.loadbalancers': '10' },
          'ResourceQuota/other':
            'apiVersion: v1\nkind: ResourceQuota\nmetadata: { name: other, namespace: erp-infra }\nspec: { hard: { services.loadbalancers: "0" } }',
        },
        problems: [
          {
            on: 'ResourceQuota/quota',
            message: 'ResourceQuota "quota" allows 10 of "services.loadbalancers", and nothing in the namespace needs one: others have 0.',
            path: 'spec.hard["services.loadbalancers"]',
          },
        ],
      },
      {
        name: 'no room for the rollout',
        from: 'exactly twenty pods and one for the rollout',
        change: { 'ResourceQuota/quota > spec.hard': { pods: '20' } },
        problems: [
          {
            on: 'ResourceQuota/quota',
            message: 'ResourceQuota "quota" allows 20 of "pods", but the pods may need 21.',
            path: 'spec.hard.pods',
          },
        ],
      },
      {
        name: 'one load balancer for two',
        from: 'load balancers without ports of nodes',
        change: { 'ResourceQuota/quota > spec.hard': { 'services.loadbalancers': '1' } },
        problems: [
          {
            on: 'ResourceQuota/quota',
            message: 'ResourceQuota "quota" allows 1 of "services.loadbalancers", but the namespace may need 2.',
            path: 'spec.hard["services.loadbalancers"]',
          },
        ],
      },
      {
        name: 'load balancers that take ports of the nodes',
        from: 'load balancers without ports of nodes',
        change: {
          'ResourceQuota/quota > spec.hard["services.loadbalancers"]': undefined,
          'Service/api > spec.allocateLoadBalancerNodePorts': undefined,
          'Service/tools > spec.allocateLoadBalancerNodePorts': undefined,
        },
        problems: [
          {
            on: 'ResourceQuota/quota',
            message: 'ResourceQuota "quota" allows 0 of "services.nodeports", but the namespace may need 4.',
            path: 'spec.hard["services.nodeports"]',
          },
        ],
      },
      {
        name: 'more nodes than agents',
        from: 'an agent on each of three nodes',
        change: { 'ResourceQuota/quota > metadata.annotations["erp.example.com/nodes"]': '4' },
        problems: [
          {
            on: 'ResourceQuota/quota',
            message: 'ResourceQuota "quota" allows 3 of "pods", but the pods may need 4.',
            path: 'spec.hard.pods',
          },
        ],
      },
      {
        name: 'agents on nobody knows how many nodes',
        from: 'an agent on each of three nodes',
        change: { 'ResourceQuota/quota > metadata.annotations': undefined },
        problems: [
          {
            on: 'ResourceQuota/quota',
            message:
              'ResourceQuota "quota" does not say how many nodes there may be, on each of which DaemonSet "alloy" runs a pod ' +
              '(annotation erp.example.com/nodes).',
            path: 'metadata.annotations',
          },
        ],
      },
      {
        name: 'disks for two of the three pods',
        from: 'disks, those of a StatefulSet with them',
        change: { 'ResourceQuota/quota > spec.hard': { 'requests.storage': '30Gi' } },
        problems: [
          {
            on: 'ResourceQuota/quota',
            message: 'ResourceQuota "quota" allows 30720Mi of "requests.storage", but the namespace may need 40960Mi.',
            path: 'spec.hard["requests.storage"]',
          },
        ],
      },
      {
        name: 'CPU for half of the pods',
        from: 'exactly twenty pods and one for the rollout',
        change: { 'ResourceQuota/quota > spec.hard': { 'requests.cpu': '5', 'limits.cpu': '42' } },
        problems: [
          {
            on: 'ResourceQuota/quota',
            message: 'ResourceQuota "quota" allows 5 of "requests.cpu", but the pods may need 10.5.',
            path: 'spec.hard["requests.cpu"]',
          },
        ],
      },
      {
        name: 'memory in another unit',
        from: 'exactly twenty pods and one for the rollout',
        change: { 'ResourceQuota/quota > spec.hard': { 'limits.memory': '42G' } },
        problems: [
          {
            on: 'ResourceQuota/quota',
            message: 'ResourceQuota "quota" allows 40055Mi of "limits.memory", but the pods may need 43008Mi.',
            path: 'spec.hard["limits.memory"]',
          },
        ],
      },
    ],
  },
});

function isOnEachNode({ manifest }: Pod): boolean {
  return manifest.kind === 'DaemonSet';
}

/** One on each node, and those that an update starts before it ends the old ones. */
function onNodes({ manifest }: Pod, nodes: number): number {
  return nodes + (surgingPods(at(manifest.fields, 'spec', 'updateStrategy', 'rollingUpdate', 'maxSurge') ?? 0, nodes) ?? 0);
}

function unknownNodes(quota: Manifest, { manifest }: Pod): Problem {
  const message =
    `${titleOf(quota)} does not say how many nodes there may be, on each of which ${titleOf(manifest)} runs a pod ` +
    `(annotation ${nodesAnnotation}).`;
  return { message, path: 'metadata.annotations' };
}
