import type { Faults } from '../model.ts';

const workload = (spec: string, kind = 'Deployment') => `
apiVersion: apps/v1
kind: ${kind}
metadata: { name: shop, namespace: erp-prod }
spec:
  ${spec}
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec: { containers: [{ name: shop, image: registry.example.com/erp/shop:1.0.0, ports: [{ containerPort: 8080 }] }] }
`;
const object = (apiVersion: string, kind: string, rest: string) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: shop, namespace: erp-prod }\n${rest}\n`;
const autoscaler = (spec: string) =>
  object(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    `spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: shop }, ${spec} }`,
  );
const budget = (spec: string) => object('policy/v1', 'PodDisruptionBudget', `spec: { selector: { matchLabels: { app: shop } }, ${spec} }`);

/** What workloads, their counts, Services and routes have. */
export const workloadFaults: Faults = {
  nakedPod: {
    what: 'a Pod of no workload',
    rules: ['forbid-naked-pod'],
    example: object('v1', 'Pod', 'spec: { containers: [{ name: shop, image: registry.example.com/erp/shop:1.0.0 }] }'),
  },
  everyHost: {
    what: 'an Ingress for every host',
    rules: ['forbid-hostless-ingress'],
    example: object(
      'networking.k8s.io/v1',
      'Ingress',
      'spec: { rules: [{ http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: shop, port: { number: 80 } } } }] } }] }',
    ),
  },
  missingClaim: {
    what: 'a volume of a claim that does not exist',
    rules: ['match-volume-claim'],
    example: workload('replicas: 3').replace(
      'containers:',
      'volumes: [{ name: data, persistentVolumeClaim: { claimName: nothing } }], containers:',
    ),
  },
  oneReplica: { what: 'one replica in production', rules: ['require-production-replicas'], example: workload('replicas: 1') },
  recreate: {
    what: 'a strategy without rolling updates',
    rules: ['require-rolling-update'],
    example: workload('strategy: { type: Recreate }'),
  },
  selectorMismatch: {
    what: 'a selector that does not match the template',
    rules: ['match-workload-selector'],
    validate: true,
    example: workload('replicas: 3').replace('matchLabels: { app: shop }', 'matchLabels: { app: other }'),
  },
  noBudget: { what: 'no disruption budget', rules: ['require-pod-disruption-budget'], example: workload('replicas: 3') },
  blockingBudget: {
    what: 'a budget that lets nobody go',
    rules: ['forbid-blocking-disruption-budget'],
    example: `${workload('replicas: 3')}---\n${budget('maxUnavailable: 0')}`,
  },
  blockingBudgetMinimum: {
    what: 'a budget that keeps as many as there are',
    rules: ['forbid-blocking-disruption-budget'],
    example: `${workload('replicas: 3')}---\n${budget('minAvailable: 3')}`,
  },
  noAntiAffinity: { what: 'replicas that may share a node', rules: ['require-pod-anti-affinity'], example: workload('replicas: 3') },
  noSpread: { what: 'replicas that may share a zone', rules: ['require-zone-spread'], example: workload('replicas: 3') },
  replicasWithAutoscaler: {
    what: 'replicas beside an autoscaler',
    rules: ['forbid-replicas-with-autoscaler'],
    example: `${workload('replicas: 3')}---\n${autoscaler('minReplicas: 2, maxReplicas: 5')}`,
  },
  danglingAutoscaler: {
    what: 'an autoscaler without its target',
    rules: ['match-scale-target'],
    example: autoscaler('minReplicas: 2, maxReplicas: 5'),
  },
  autoscalerBounds: {
    what: 'an autoscaler that keeps one pod',
    rules: ['require-production-replicas'],
    example: `${workload('progressDeadlineSeconds: 600')}---\n${autoscaler('minReplicas: 1, maxReplicas: 5')}`,
  },
  autoscalerOrder: {
    what: 'a maximum below the minimum',
    rules: [],
    validate: true,
    example: autoscaler('minReplicas: 5, maxReplicas: 2'),
  },
  autoscalerMaximum: { what: 'an autoscaler without a maximum', rules: [], validate: true, example: autoscaler('minReplicas: 2') },
  cronSchedule: {
    what: 'a schedule that nobody can read',
    rules: [],
    validate: true,
    example: object(
      'batch/v1',
      'CronJob',
      'spec: { schedule: "99 * * * *", jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{ name: a, image: a }] } } } } }',
    ),
  },
  jobRestart: {
    what: 'a Job that restarts always',
    rules: [],
    validate: true,
    example: object(
      'batch/v1',
      'CronJob',
      'spec: { schedule: "0 * * * *", jobTemplate: { spec: { template: { spec: { restartPolicy: Always, containers: [{ name: a, image: a }] } } } } }',
    ),
  },
  noNamespace: {
    what: 'no namespace',
    rules: ['require-namespace'],
    example: `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: shop }\ndata: {}\n---\n${object('v1', 'ConfigMap', 'data: {}')}`,
  },
  defaultNamespace: {
    what: 'the namespace default',
    rules: ['require-namespace'],
    example: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: shop, namespace: default }\ndata: {}\n',
  },
  missingNamespace: {
    what: 'a namespace that does not exist',
    rules: ['match-namespace'],
    example: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: shop, namespace: nowhere }\ndata: {}\n',
  },
  noName: {
    what: 'an object without a name',
    rules: [],
    validate: true,
    example: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { namespace: erp-prod }\n',
  },
  danglingService: {
    what: 'a Service that selects nobody',
    rules: ['match-service-selector'],
    example: object('v1', 'Service', 'spec: { selector: { app: nobody }, ports: [{ port: 80 }] }'),
  },
  targetPortName: {
    what: 'a name of a port that is none',
    rules: [],
    validate: true,
    example: object('v1', 'Service', 'spec: { selector: { app: shop }, ports: [{ port: 80, targetPort: Not_A_Name }] }'),
  },
  portNames: {
    what: 'ports of a Service without names, or with one for two',
    rules: [],
    validate: true,
    example: object('v1', 'Service', 'spec: { selector: { app: shop }, ports: [{ name: a, port: 80 }, { name: a, port: 81 }] }'),
  },
  nodePort: {
    what: 'a Service of type NodePort or LoadBalancer',
    rules: ['forbid-external-service'],
    example: object('v1', 'Service', 'spec: { type: NodePort, selector: { app: shop }, ports: [{ port: 80 }] }'),
  },
  externalAddress: {
    what: 'external addresses of a Service',
    rules: ['forbid-external-service'],
    example: object('v1', 'Service', 'spec: { externalIPs: [192.0.2.1], selector: { app: shop }, ports: [{ port: 80 }] }'),
  },
  routeBackend: {
    what: 'a route to a Service that does not exist',
    rules: ['match-route-backend'],
    example: object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'spec: { rules: [{ backendRefs: [{ name: nothing, port: 80 }] }] }'),
  },
  ingressBackend: {
    what: 'an Ingress to a Service that does not exist',
    rules: ['match-route-backend'],
    example: object(
      'networking.k8s.io/v1',
      'Ingress',
      'spec: { rules: [{ host: shop.example.com, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: nothing, port: { number: 80 } } } }] } }] }',
    ),
  },
  ingressTls: {
    what: 'a route without TLS',
    rules: ['require-tls-route'],
    example: object(
      'networking.k8s.io/v1',
      'Ingress',
      'spec: { rules: [{ host: shop.example.com, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: shop, port: { number: 80 } } } }] } }] }',
    ),
  },
  routeParent: {
    what: 'a route of a Gateway that does not exist',
    rules: ['match-route-parent'],
    example: object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'spec: { parentRefs: [{ name: nowhere }], rules: [] }'),
  },
  gatewayClass: {
    what: 'a Gateway of a class that does not exist',
    rules: ['match-gateway-class'],
    example: object(
      'gateway.networking.k8s.io/v1',
      'Gateway',
      'spec: { gatewayClassName: nothing, listeners: [{ name: http, port: 80, protocol: HTTP }] }',
    ),
  },
  danglingMonitor: {
    what: 'a monitor that selects nobody',
    rules: ['match-monitor-target'],
    example: object(
      'monitoring.coreos.com/v1',
      'ServiceMonitor',
      'spec: { selector: { matchLabels: { app: nobody } }, endpoints: [{ port: metrics }] }',
    ),
  },
  noQuota: {
    what: 'a namespace without a quota',
    rules: ['require-resource-quota'],
    example: 'apiVersion: v1\nkind: Namespace\nmetadata: { name: erp-prod }\n',
  },
  noPodSecurity: {
    what: 'a namespace without Pod Security',
    rules: ['require-pod-security-labels'],
    example: 'apiVersion: v1\nkind: Namespace\nmetadata: { name: erp-prod }\n',
  },
};
