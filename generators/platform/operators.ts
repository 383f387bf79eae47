import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { INetworkPolicyEgressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule';
import type { INetworkPolicyIngressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyIngressRule';
import { gateway, prometheus, proxyPods } from '../model/backing-services.ts';
import { ports } from '../model/defaults.ts';
import type { EnvironmentDefinition } from '../model/environment.ts';
import type { Instance } from '../model/instance.ts';
import type { KubernetesObject } from '../model/object.ts';
import { operatorNamespaces } from '../model/operators.ts';
import type { PlatformDefinition } from '../model/platform.ts';
import { toolGateway, tools } from '../model/tools.ts';
import { dnsEgress, pods, tcp } from '../resources/network-policy.ts';
import { kubernetesApi } from './data-network.ts';
import { type Budget, closedNamespace } from './namespaces.ts';

/** What the operators of a whole cluster may claim: they do not grow with the services. */
const operatorBudget: Budget = {
  pods: 20,
  requests: { cpu: '2000m', memory: '4Gi' },
  limits: { cpu: '8000m', memory: '12Gi' },
};

/** The proxies of the edge do. */
const edgeBudget: Budget = {
  pods: 30,
  requests: { cpu: '4000m', memory: '8Gi' },
  limits: { cpu: '16000m', memory: '32Gi' },
  loadBalancers: 1,
};

const controllerOfEdge = { 'control-plane': 'envoy-gateway' };

/** The Internet, without the addresses of the company. */
export const internet: INetworkPolicyEgressRule = {
  to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'] } }],
  ports: [tcp(443)],
};

/** The namespaces of the operators that serve the whole cluster: closed, but for what each of them must do (D8, D12). */
export function operatorObjects(
  environment: EnvironmentDefinition,
  platform: PlatformDefinition,
  instances: readonly Instance[],
): readonly KubernetesObject[] {
  const namespace = (name: string, budget = operatorBudget) =>
    closedNamespace(environment, platform, { name, team: 'infrastructure', enforce: 'restricted', budget });
  const vault = { to: platform.vault.cidrs.map((cidr) => ({ ipBlock: { cidr } })), ports: [tcp(portOf(platform.vault.server))] };
  const { certManager, externalSecrets, sealedSecrets, verticalPodAutoscaler } = operatorNamespaces;
  const operators: Readonly<Record<string, Needs>> = {
    [certManager]: { webhook: 10250, metrics: 9402, podLabels: { 'app.kubernetes.io/instance': 'cert-manager' }, beyond: [internet] },
    [externalSecrets]: {
      webhook: 10250,
      metrics: 8080,
      podLabels: { 'app.kubernetes.io/instance': 'external-secrets' },
      beyond: [vault],
    },
    [sealedSecrets]: { podLabels: { 'app.kubernetes.io/name': 'sealed-secrets' } },
    [verticalPodAutoscaler]: { podLabels: { 'app.kubernetes.io/name': 'vpa' } },
  };
  return [
    ...Object.entries(operators).flatMap(([name, needs]) => [...namespace(name), ...controllers(environment, platform, name, needs)]),
    ...(environment.edge === 'gateway'
      ? edgeNamespace(environment, platform, namespace(gateway.namespace, edgeBudget), instances.length > 0)
      : []),
  ];
}

interface Needs {
  /** Port at which the API server asks before it takes an object; absent: it asks nothing. */
  readonly webhook?: number;
  /** Port that Prometheus scrapes; absent: it does not. */
  readonly metrics?: number;
  readonly podLabels: Readonly<Record<string, string>>;
  /** Whom they call outside the cluster. */
  readonly beyond?: readonly INetworkPolicyEgressRule[];
}

/** The flows of the controllers of a namespace: all ask the API server and names. */
function controllers(
  { namespaces: { infra } }: EnvironmentDefinition,
  platform: PlatformDefinition,
  namespace: string,
  { webhook, metrics, podLabels, beyond = [] }: Needs,
): KubernetesObject[] {
  const webhookRule = webhook === undefined ? [] : [{ from: fromApiServer(platform), ports: [tcp(webhook)] }];
  return [
    flows('controllers', namespace, {
      podLabels,
      ingress: [...webhookRule, ...(metrics === undefined ? [] : [{ from: [pods(prometheus.podLabels, infra)], ports: [tcp(metrics)] }])],
      egress: [kubernetesApi(platform), ...beyond, dnsEgress()],
    }),
  ];
}

/** The controller of the edge, and the proxies that it makes: they never ask the API server. */
function edgeNamespace(
  { namespaces: { app, infra } }: EnvironmentDefinition,
  platform: PlatformDefinition,
  closed: KubernetesObject[],
  hasServices: boolean,
) {
  const controller = controllerOfEdge;
  const proxies = proxyPods;
  const services = {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': app } },
    podSelector: { matchLabels: { 'app.kubernetes.io/part-of': 'erp' } },
  };
  return [
    ...closed,
    flows('envoy-gateway', gateway.namespace, {
      podLabels: controller,
      ingress: [
        { from: [pods(proxies)], ports: [tcp(18000)] },
        { from: fromApiServer(platform), ports: [tcp(9443)] },
      ],
      egress: [kubernetesApi(platform), dnsEgress()],
    }),
    // The job that makes the certificates between the two.
    flows('envoy-gateway-certgen', gateway.namespace, { podLabels: { app: 'certgen' }, egress: [kubernetesApi(platform), dnsEgress()] }),
    flows('envoy-proxies', gateway.namespace, {
      podLabels: proxies,
      ingress: [
        { from: platform.trustedProxies.map((cidr) => ({ ipBlock: { cidr } })), ports: [tcp(10080), tcp(10443)] },
        { from: [pods(prometheus.podLabels, infra)], ports: [tcp(19001)] },
      ],
      egress: [{ to: [pods(controller)], ports: [tcp(18000)] }, dnsEgress()],
    }),
    ...(hasServices
      ? [
          flows('envoy-proxies-api', gateway.namespace, {
            podLabels: gateway.podLabels,
            egress: [{ to: [services], ports: [tcp(ports.http)] }],
          }),
        ]
      : []),
    flows('envoy-proxies-tools', gateway.namespace, {
      podLabels: toolGateway.podLabels,
      egress: [
        ...Object.values(tools).map(({ podLabels, podPort }) => ({ to: [pods(podLabels, infra)], ports: [tcp(podPort)] })),
        // A proxy asks the identity provider for tokens and keys itself.
        { to: platform.identity.cidrs.map((cidr) => ({ ipBlock: { cidr } })), ports: [tcp(443)] },
      ],
    }),
  ];
}

function fromApiServer({ kubernetesApi: { cidrs } }: PlatformDefinition) {
  return cidrs.map((cidr) => ({ ipBlock: { cidr } }));
}

interface Flows {
  /** Absent: all pods of the namespace. */
  readonly podLabels?: Readonly<Record<string, string>>;
  readonly ingress?: readonly INetworkPolicyIngressRule[];
  readonly egress: readonly INetworkPolicyEgressRule[];
}

/** One policy of a namespace; without ingress nobody calls its pods. */
export function flows(name: string, namespace: string, { podLabels, ingress = [], egress }: Flows) {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace },
    spec: {
      podSelector: podLabels === undefined ? {} : { matchLabels: { ...podLabels } },
      policyTypes: ingress.length > 0 ? ['Ingress', 'Egress'] : ['Egress'],
      ...(ingress.length > 0 && { ingress: [...ingress] }),
      egress: [...egress],
    },
  } satisfies INetworkPolicy;
}

function portOf(address: string): number {
  return Number(/:(\d+)(?:\/|$)/.exec(address.replace(/^https:\/\//, ''))?.[1] ?? 443);
}
