import type { INetworkPolicyEgressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule';
import { cloudOf } from '../../clouds/clouds.ts';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import { operatorMetricsPorts } from '../../model/environment/monitoring.ts';
import type { Instance } from '../../model/instance.ts';
import type { KubernetesObject } from '../../model/object.ts';
import { operatorNamespaces } from '../../model/platform/operators.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { prometheus } from '../../model/service/backing-services.ts';
import { asksOf, dnsEgress, kubernetesApi, pods, tcp } from '../../resources/network-policy.ts';
import { fromKubernetesApi } from '../data/data-network.ts';
import { edgeNamespace } from '../edge/edge-namespace.ts';
import { flows, ranges, web } from '../flows.ts';
import { type Budget, closedNamespace } from '../namespaces.ts';
import { infraOperatorPolicies } from './infra-operators.ts';

/** What the operators of a whole cluster may claim: they do not grow with the services. */
const operatorBudget: Budget = {
  pods: 20,
  requests: { cpu: '2000m', memory: '4Gi' },
  limits: { cpu: '8000m', memory: '12Gi' },
};

/** The namespaces of the operators that serve the whole cluster: closed, but for what each of them must do (D8, D12). */
export function operatorObjects(
  environment: EnvironmentDefinition,
  platform: PlatformDefinition,
  instances: readonly Instance[],
): readonly KubernetesObject[] {
  const namespace = (name: string) =>
    closedNamespace(environment, { name, team: 'infrastructure', enforce: 'restricted', budget: operatorBudget });
  const vault = { to: platform.vault.cidrs.map((cidr) => ({ ipBlock: { cidr } })), ports: [tcp(portOf(platform.vault.server))] };
  const { dns } = cloudOf(platform);
  const tokens = { to: ranges(environment.issuer.dns.endpoints), ports: [tcp(dns.port)] };
  const { reaches = [] } = platform.signing;
  const registry = reaches.length === 0 ? [] : [{ to: ranges(reaches), ports: [tcp(443)] }];
  const { certManager, externalSecrets, policyController, sealedSecrets, verticalPodAutoscaler } = operatorNamespaces;
  const operators: Readonly<Record<string, Needs>> = {
    [certManager]: {
      webhook: 10250,
      metrics: operatorMetricsPorts.certManager,
      podLabels: { 'app.kubernetes.io/instance': 'cert-manager' },
      // The authority and the zone, and whoever gives a token for the role that may write there.
      beyond: { of: { 'app.kubernetes.io/name': 'cert-manager' }, flows: [web, tokens, ...asksOf(platform)] },
    },
    [externalSecrets]: {
      webhook: 10250,
      metrics: operatorMetricsPorts.externalSecrets,
      podLabels: { 'app.kubernetes.io/instance': 'external-secrets' },
      beyond: { of: { 'app.kubernetes.io/name': 'external-secrets' }, flows: [vault] },
    },
    [policyController]: {
      webhook: 8443,
      metrics: operatorMetricsPorts.policyController,
      podLabels: { 'app.kubernetes.io/name': 'policy-controller' },
      hooks: true,
      // The keys of Sigstore and its log are on the Internet, the registry is where the platform file says.
      beyond: { of: { 'app.kubernetes.io/name': 'policy-controller' }, flows: [web, ...registry] },
    },
    // The API server hands on the question for the certificate (kubeseal --fetch-cert).
    [sealedSecrets]: {
      webhook: 8080,
      metrics: operatorMetricsPorts.sealedSecrets,
      podLabels: { 'app.kubernetes.io/name': 'sealed-secrets' },
    },
    [verticalPodAutoscaler]: { metrics: operatorMetricsPorts.verticalPodAutoscaler, podLabels: { 'app.kubernetes.io/name': 'vpa' } },
  };
  return [
    ...infraOperatorPolicies(environment, platform),
    ...Object.entries(operators).flatMap(([name, needs]) => [...namespace(name), ...controllers(environment, platform, name, needs)]),
    ...(environment.edge === 'gateway' ? edgeNamespace(environment, platform, instances) : []),
  ];
}

interface Needs {
  /** Port at which the API server asks: before it takes an object, or for a person; absent: it asks nothing. */
  readonly webhook?: number;
  /** Port that Prometheus scrapes. */
  readonly metrics: number;
  readonly podLabels: Readonly<Record<string, string>>;
  /** Whether hooks of its chart ask the API server, whose pods carry no labels. */
  readonly hooks?: true;
  /** Whom one of them calls outside the cluster: its labels, since the others call nobody there. */
  readonly beyond?: { readonly of: Readonly<Record<string, string>>; readonly flows: readonly INetworkPolicyEgressRule[] };
}

/** The flows of the controllers of a namespace: all ask the API server and names. */
function controllers(
  { namespaces: { infra } }: EnvironmentDefinition,
  platform: PlatformDefinition,
  namespace: string,
  { webhook, metrics, podLabels, hooks, beyond }: Needs,
): KubernetesObject[] {
  const webhookRule = webhook === undefined ? [] : [fromKubernetesApi(platform, webhook)];
  return [
    flows('controllers', namespace, {
      podLabels,
      ingress: [...webhookRule, { from: [pods(prometheus.podLabels, infra)], ports: [tcp(metrics)] }],
      egress: [kubernetesApi(platform), dnsEgress()],
    }),
    ...(beyond === undefined ? [] : [flows('beyond', namespace, { podLabels: beyond.of, egress: beyond.flows })]),
    ...(hooks ? [flows('hooks', namespace, { egress: [kubernetesApi(platform), dnsEgress()] })] : []),
  ];
}

function portOf(address: string): number {
  return Number(/:(\d+)(?:\/|$)/.exec(address.replace(/^https:\/\//, ''))?.[1] ?? 443);
}
