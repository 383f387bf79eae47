import type { Manifest } from '../../../../policies/model.ts';
import { added, deleted, type Edits, edited, type Mutation, remove, set, titleOf, together } from '../mutation.ts';
import { type Production, serviceOf } from '../production.ts';

const scaling = 'spec.advanced.horizontalPodAutoscalerConfig';

const budget: Edits = {
  'require-unready-eviction': { 'keeps pods that never became ready': remove('spec.unhealthyPodEvictionPolicy') },
  'forbid-blocking-disruption-budget': {
    'lets no pod be evicted': set('spec.maxUnavailable', 0),
    'lets 0 % of the pods be evicted': set('spec.maxUnavailable', '0%'),
    'keeps 100 % of the pods': together(remove('spec.maxUnavailable'), set('spec.minAvailable', '100%')),
    'keeps as many pods as there may be': together(remove('spec.maxUnavailable'), set('spec.minAvailable', 100)),
  },
  'match-disruption-budget': {
    'protects pods that do not exist': set('spec.selector.matchLabels.app', 'ledger-service'),
    'protects the pods of all services': set('spec.selector.matchLabels', { 'app.kubernetes.io/part-of': 'erp' }),
    'protects every pod of the namespace': set('spec.selector', {}),
  },
};

const autoscaler: Edits = {
  'require-production-replicas': {
    'may shrink to two pods': set('spec.minReplicaCount', 2),
    'may shrink to nothing': remove('spec.minReplicaCount'),
  },
  'limit-autoscaler-bounds': {
    'has a maximum below its minimum': set('spec.maxReplicaCount', 2),
    'has a minimum above its maximum': set('spec.minReplicaCount', 1000),
  },
  'limit-autoscaler-targets': {
    'measures nothing': set('spec.triggers', []),
    'has no triggers': remove('spec.triggers'),
    'waits for more cpu than there is': set('spec.triggers[0].metadata.value', '150'),
    'wants an idle cpu': set('spec.triggers[0].metadata.value', '0'),
    'wants memory that is no number': set('spec.triggers[1].metadata.value', 'most'),
  },
  'limit-scale-down': {
    'never shrinks': set(`${scaling}.behavior.scaleDown.selectPolicy`, 'Disabled'),
    'never grows': set(`${scaling}.behavior.scaleUp.selectPolicy`, 'Disabled'),
    'shrinks at once': set(`${scaling}.behavior.scaleDown.stabilizationWindowSeconds`, 0),
    'shrinks after two hours': set(`${scaling}.behavior.scaleDown.stabilizationWindowSeconds`, 7200),
  },
  'match-scale-target': {
    'scales a Deployment that does not exist': set('spec.scaleTargetRef.name', 'ledger-service'),
    'scales a kind that does not exist there': set('spec.scaleTargetRef.kind', 'StatefulSet'),
    'measures a container that does not exist': set('spec.triggers[0].metadata.containerName', 'ledger-service'),
  },
  'match-config-host': {
    'asks a Prometheus that does not exist': set(
      'spec.triggers[2].metadata.serverAddress',
      'http://prometheus.erp-infra.svc.cluster.local:9090',
    ),
    'asks Prometheus at another port': set(
      'spec.triggers[2].metadata.serverAddress',
      'http://kube-prometheus-stack-prometheus.erp-infra.svc.cluster.local:9091',
    ),
  },
};

const recommender: Edits = {
  'forbid-fighting-autoscalers': {
    'changes what KEDA measures': set('spec.updatePolicy.updateMode', 'Auto'),
    'restarts what KEDA scales': set('spec.updatePolicy.updateMode', 'Recreate'),
    'changes requests at the start': set('spec.updatePolicy.updateMode', 'Initial'),
    'has no update policy, which means Auto': remove('spec.updatePolicy'),
  },
  'limit-vpa-bounds': {
    'has a minimum above its maximum': set('spec.resourcePolicy.containerPolicies[0].minAllowed.cpu', '100'),
    'has a maximum below its minimum': set('spec.resourcePolicy.containerPolicies[0].maxAllowed.memory', '1Mi'),
  },
  'match-scale-target': {
    'watches a Deployment that does not exist': set('spec.targetRef.name', 'ledger-service'),
    'bounds a container that does not exist': set('spec.resourcePolicy.containerPolicies[0].containerName', 'ledger-service'),
  },
};

const quota: Edits = {
  'match-quota': {
    'holds too few pods': set('spec.hard.pods', '3'),
    'holds too little requested cpu': set('spec.hard["requests.cpu"]', '1'),
    'holds too little requested memory': set('spec.hard["requests.memory"]', '1Gi'),
    'holds too little cpu': set('spec.hard["limits.cpu"]', '1'),
    'holds too little memory': set('spec.hard["limits.memory"]', '1Gi'),
  },
};

/** How many pods there are, and what decides it. */
export default function availability(production: Production): readonly Mutation[] {
  const { manifests } = production;
  const deploymentOf = (object: Manifest) => [`Deployment erp-prod/${serviceOf(object)}`];
  const isOwn = ({ namespace }: Manifest) => namespace === 'erp-prod';
  const budgets = production.ofKind('PodDisruptionBudget').filter(isOwn);
  const ofOperators = production.ofKind('PodDisruptionBudget').filter((object) => !isOwn(object));
  const scalers = production.ofKind('ScaledObject');
  const deployments = production.ofKind('Deployment');
  const named = (kind: string, suffix: string) => (object: Manifest) => [`${kind} erp-prod/${serviceOf(object)}${suffix}`];
  return [
    ...edited(manifests, budgets, budget),
    ...deleted(manifests, budgets, 'require-pod-disruption-budget', deploymentOf),
    // Of pods that an operator makes: told of the object that it makes them of.
    ...edited(manifests, ofOperators, budget),
    ...deleted(manifests, ofOperators, 'require-pod-disruption-budget', () => ['postgresql erp-infra/postgres']),
    ...budgets.map((object) => {
      const service = serviceOf(object);
      const yaml = `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: ${service}-second, namespace: erp-prod }
spec: { maxUnavailable: 1, selector: { matchLabels: { app: ${service} } } }
`;
      return added('require-pod-disruption-budget', `Deployment erp-prod/${service} has two budgets`, yaml, deploymentOf(object));
    }),
    ...edited(manifests, scalers, autoscaler),
    ...deleted(manifests, scalers, 'require-production-replicas', deploymentOf),
    ...edited(
      manifests,
      deployments,
      {
        'match-autoscaler-requests': {
          'neither requests nor limits what is measured': remove('spec.template.spec.containers[0].resources'),
          // Kubernetes would take the limit for the request, if there were one.
          'neither requests nor limits the cpu that is measured': together(
            remove('spec.template.spec.containers[0].resources.requests.cpu'),
            remove('spec.template.spec.containers[0].resources.limits.cpu'),
          ),
        },
      },
      named('ScaledObject', ''),
    ),
    ...scalers.map((object) => {
      const service = serviceOf(object);
      const yaml = `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: ${service}-old, namespace: erp-prod }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: ${service} }
  minReplicas: 6
  maxReplicas: 20
  metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 70 } } }]
`;
      return added('unique-autoscaler-target', `Deployment erp-prod/${service} has two autoscalers`, yaml);
    }),
    ...edited(manifests, production.ofKind('VerticalPodAutoscaler'), recommender),
    ...deleted(manifests, deployments, 'match-scale-target', (object) => [
      ...named('ScaledObject', '')(object),
      ...named('VerticalPodAutoscaler', '-vpa')(object),
    ]),
    ...deleted(manifests, deployments, 'match-disruption-budget', named('PodDisruptionBudget', '')),
    ...edited(
      manifests,
      production.ofKind('ResourceQuota').filter(({ namespace }) => namespace === 'erp-prod'),
      quota,
    ),
    ...edited(
      manifests,
      production.ofKind('ResourceQuota').filter(({ namespace }) => namespace === 'erp-prod'),
      { 'limit-node-pods': { 'lets in more pods than the nodes take': set('spec.hard.pods', '50000') } },
      () => ['ResourceQuota erp-agents/quota'],
    ),
    ...edited(
      manifests,
      deployments,
      { 'match-quota': { 'has pods too large for the quota': set('spec.template.spec.containers[0].resources.limits.memory', '1Ti') } },
      () => ['ResourceQuota erp-prod/quota'],
    ),
    ...deleted(manifests, production.ofKind('PriorityClass', 'erp-service'), 'match-priority-class', () => production.titles('Deployment')),
    ...deleted(manifests, production.ofKind('PriorityClass', 'erp-batch'), 'match-priority-class', () =>
      production.ofKind('CronJob', 'postgres-backup', 'postgres-pooler-restart').map(titleOf),
    ),
  ];
}
