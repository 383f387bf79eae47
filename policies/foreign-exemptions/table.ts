import type { Tier } from '../environments.ts';

/** Findings about objects of one chart that are accepted. */
export interface ForeignExemption {
  /** The Application of the chart: the name of its file in `charts/<environment>`. */
  readonly application: string;
  /** Of the chart, in which it was read; several while environments have different ones. */
  readonly version: string | readonly string[];
  readonly rule: string;
  /** `Kind/name` of each object, or all of the chart. */
  readonly objects: readonly string[] | 'all';
  /** Tiers of environments; absent: everywhere the Application is. */
  readonly tiers?: readonly Tier[];
  readonly reason: string;
  /** Who sees to its end. */
  readonly owner: string;
  /** The last day on which it counts, `YYYY-MM-DD`. */
  readonly until: string;
}

/** Who reads the table again, and the last day on which it counts; an entry may have its own. */
const terms = { owner: 'erp-ops', until: '2027-11-30' } as const;

/**
 * The version of each chart in which what is exempted below was read; several while environments have different ones. Whoever raises a
 * chart reads it again.
 */
const readIn: Readonly<Record<string, string | readonly string[]>> = {
  alloy: '1.11.1',
  'argo-cd': '10.1.1',
  'cert-manager': 'v1.21.1',
  'envoy-gateway': 'v1.9.0',
  'external-secrets': '2.9.0',
  jaeger: '4.11.1',
  keda: '2.20.2',
  'kube-prometheus-stack': '88.5.3',
  loki: '18.11.0',
  'metrics-server': '3.13.1',
  'policy-controller': '0.10.6',
  'postgres-operator': '2.0.1',
  'redis-ha': '4.39.0',
  'sealed-secrets': '2.19.1',
  strimzi: '1.2.0',
  'vertical-pod-autoscaler': '5.0.0',
};

/** Where a service has several pods. */
const guarded: readonly Tier[] = ['rehearsal', 'production'];

interface Reason {
  readonly applications: readonly string[];
  readonly rules: readonly string[];
  readonly objects?: readonly string[];
  readonly tiers?: readonly Tier[];
  readonly reason: string;
  readonly owner?: string;
  readonly until?: string;
}

const nodeExporter = 'DaemonSet/kube-prometheus-stack-prometheus-node-exporter';
const argoPods = [
  'Deployment/argo-cd-redis-ha-haproxy',
  'Deployment/argocd-applicationset-controller',
  'Deployment/argocd-notifications-controller',
  'Deployment/argocd-repo-server',
  'Deployment/argocd-server',
  'StatefulSet/argo-cd-redis-ha-server',
  'StatefulSet/argocd-application-controller',
  'Job/argocd-redis-secret-init',
];

/** Findings about what one operator makes, which no object that it is made of can change. */
export interface OperatorExemption {
  readonly operator: string;
  /** Of the chart that pins the operator, in which it was read. */
  readonly version: string;
  readonly rule: string;
  /** Kind, and the end of the name. */
  readonly kind: string;
  readonly suffix: string;
  readonly reason: string;
  readonly owner: string;
  readonly until: string;
}

export const operatorExemptions: readonly OperatorExemption[] = [
  {
    operator: 'postgres-operator',
    version: '2.0.1',
    rule: 'require-priority-class',
    kind: 'Deployment',
    suffix: '-pooler',
    reason: 'The pods of the pooler carry no class, whatever the object and the configuration say (connection_pooler.go, 2.0.1).',
    ...terms,
  },
];

const reasons: readonly Reason[] = [
  {
    applications: ['argo-cd'],
    rules: ['match-service-selector'],
    objects: ['StatefulSet/argocd-application-controller'],
    reason:
      'The chart names a Service that it makes only with metrics of the controller (argo-cd 10.1.1); nobody asks for the names of its pods.',
  },
  {
    applications: Object.keys(readIn),
    rules: ['limit-image-registries', 'require-image-digest'],
    reason:
      'Images of charts come by tag from the registries of their projects: a mirror of the company is not part of this repository. The ' +
      'facts list every image (docs/charts.md), and a change of one is in the diff of the pull request that raises the chart.',
  },
  {
    applications: ['kube-prometheus-stack'],
    rules: [
      'forbid-host-namespaces',
      'forbid-privilege-escalation',
      'limit-volume-types',
      'require-drop-all-capabilities',
      'require-seccomp-profile',
    ],
    objects: [nodeExporter],
    reason: 'The node exporter measures the node, which takes its namespaces and its file systems: it runs in erp-agents for that.',
  },
  {
    applications: ['alloy'],
    rules: ['forbid-root-user', 'limit-volume-types', 'require-run-as-non-root'],
    reason: 'Alloy reads the logs of all pods from the node, which belong to root: it runs in erp-agents for that.',
  },
  {
    applications: ['postgres-operator'],
    rules: ['require-ingress-policy'],
    reason: 'Nobody talks to these pods: the default deny of their namespace is what they need.',
  },
  {
    applications: ['jaeger'],
    rules: ['require-priority-class'],
    reason: 'Traces are the first that may go when nodes are short: services send them without waiting, and lose nothing else.',
  },
  {
    applications: ['jaeger'],
    rules: ['require-egress-policy'],
    reason: 'Jaeger keeps its traces itself and talks to nobody: the default deny of its namespace is what it needs.',
  },
  {
    applications: ['argo-cd'],
    rules: ['require-egress-policy'],
    objects: argoPods,
    reason: 'Argo CD goes to Git, to chart repositories and to the API of every cluster, whose addresses no selector knows.',
  },
  {
    applications: ['argo-cd'],
    rules: ['require-resource-limits', 'require-resource-requests'],
    objects: ['Job/argocd-redis-secret-init'],
    reason: 'A hook that writes one Secret and ends; the LimitRange of its namespace says what it may use.',
  },
  {
    applications: ['argo-cd'],
    rules: ['require-ingress-policy'],
    objects: ['Deployment/argo-cd-redis-ha-haproxy', 'StatefulSet/argo-cd-redis-ha-server'],
    reason: 'One policy of the overlay admits the pods of the namespace to all of them, these included.',
  },
  ...[
    { application: 'argo-cd', proxy: 'argo-cd-redis-ha-haproxy', tiers: undefined },
    { application: 'redis-ha', proxy: 'redis-ha-haproxy', tiers: guarded },
  ].map(({ application, proxy, tiers }) => ({
    applications: [application],
    rules: ['require-zone-spread'],
    objects: [`Deployment/${proxy}`],
    ...(tiers !== undefined && { tiers }),
    reason:
      'The chart gives Redis and its proxies one constraint of three fields, of which none is nodeTaintsPolicy (redis-ha 4.39.0, ' +
      'and 4.38.0 within argo-cd: redis-haproxy-deployment.yaml). It holds; while a zone is lost its proxy waits, those of the other zones serve, and a rollout ' +
      'takes a pod away before it makes the next.',
  })),
  {
    applications: ['argo-cd'],
    rules: ['forbid-wide-network-peer'],
    reason: 'Policies of the chart itself, which has no values for their peers; all of them admit single ports only.',
  },
  {
    applications: ['policy-controller'],
    rules: ['require-zone-spread'],
    objects: ['Deployment/policy-controller-webhook'],
    tiers: guarded,
    reason:
      'The chart has no constraints of its one Deployment (deployment_webhook.yaml), only affinity: that asks for other zones and other ' +
      'nodes, and three pods are in both zones as long as both have room.',
  },
  {
    applications: ['policy-controller'],
    rules: ['require-egress-policy'],
    objects: ['Job/leases-cleanup'],
    reason:
      'A hook that runs when the Application is deleted, whose pod has no label by which a policy of its own could select it: the policy ' +
      '"hooks" lets all pods of the namespace ask the API server, and nothing else.',
  },
  {
    applications: ['jaeger', 'postgres-operator'],
    rules: ['match-service-port'],
    reason: 'The chart lists ports of older versions in its Service, or does not declare the port of its container. Nobody uses them.',
  },
];

export const foreignExemptions: readonly ForeignExemption[] = reasons.flatMap(({ applications, rules, objects, tiers, ...own }) =>
  applications.flatMap((application) =>
    rules.map((rule) => ({
      application,
      version: readIn[application] ?? '',
      rule,
      objects: objects ?? 'all',
      ...(tiers !== undefined && { tiers }),
      ...terms,
      ...own,
    })),
  ),
);
