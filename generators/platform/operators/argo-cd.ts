import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { type ArgoSize, argoSizeOf } from '../../model/environment/argo-size.ts';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import { argoMetrics, argoRedisProxyMetricsPort } from '../../model/environment/monitoring.ts';
import type { KubernetesObject } from '../../model/object.ts';
import { argoSecrets, pullRequestsSecret } from '../../model/platform/operators.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { prometheus } from '../../model/service/backing-services.ts';
import { type Amounts, scaleAmounts, together } from '../../model/service/quantity.ts';
import { vaultPath } from '../../model/service/secret.ts';
import { dnsEgress, kubernetesApi, pods, tcp } from '../../resources/network-policy.ts';
import { vaultSecret, vaultStore } from '../../resources/vault-secret.ts';
import { flows, web } from '../flows.ts';
import { type Budget, closedNamespace } from '../namespaces.ts';

const store = 'argocd-vault';
const account = 'argocd-secrets';

/** Its Redis with Sentinel, for whose pods the chart has no policy. */
const redis: readonly number[] = [6379, 26379];

const metrics = argoMetrics.flatMap(({ ports }) => ports).sort((a, b) => a - b);

const partOfArgo = { 'app.kubernetes.io/part-of': 'argocd' };
const parts = { podSelector: { matchLabels: partOfArgo } };

/** Redis and its proxy, by the labels of their chart. */
const redisPods = { podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['redis-ha', 'redis-ha-haproxy'] }] } };

/** What the smallest Argo CD may claim, a rollout included. */
const smallest: Amounts = { requests: { cpu: '4000m', memory: '8Gi' }, limits: { cpu: '32000m', memory: '32Gi' } };
const smallestPods = 40;

/** The same with what a larger one has beyond that, twice for pods that a rollout replaces. */
function budgetFor({ shards, controller, repoServers, redisMemory }: ArgoSize): Budget {
  const base = argoSizeOf({ services: 0, applications: 0, clusters: 1 });
  const more = (of: Amounts, count: number): readonly Amounts[] => (count > 0 ? [scaleAmounts(of, count)] : []);
  const redis = (memory: string): Amounts => ({ requests: { cpu: '0m', memory: '0Mi' }, limits: { cpu: '0m', memory } });
  const extra = [
    // In place of the one that the smallest has.
    ...(shards > 1 || controller.limits.memory !== base.controller.limits.memory ? more(controller, shards) : []),
    ...more(repoServer, 2 * (repoServers - base.repoServers)),
    ...(redisMemory === base.redisMemory ? [] : more(redis(redisMemory), 3)),
  ];
  return {
    pods: smallestPods + (shards - base.shards) + 2 * (repoServers - base.repoServers),
    ...(extra.length === 0 ? smallest : together(smallest, ...extra)),
    // Of the server; its chart leaves the ports of nodes to Kubernetes, one for HTTP and one for HTTPS.
    loadBalancers: { services: 1, nodePorts: 2 },
  };
}

const repoServer: Amounts = { requests: { cpu: '250m', memory: '512Mi' }, limits: { cpu: '2000m', memory: '2Gi' } };

/**
 * What Argo CD needs beside its chart, in the cluster that it runs in: a closed namespace, its ways out, and its secrets.
 * @param listsPullRequests whether an environment is host to pull requests
 */
export function argoCdObjects(
  environment: EnvironmentDefinition,
  platform: PlatformDefinition,
  size: ArgoSize,
  listsPullRequests = false,
): readonly KubernetesObject[] {
  const namespace = platform.argoNamespace;
  return [
    ...closedNamespace(environment, { name: namespace, team: 'infrastructure', enforce: 'restricted', budget: budgetFor(size) }),
    // The chart says which of its pods may call which; this is what all of them may call. Charts and Slack are on the Internet.
    flows('argo-cd', namespace, {
      ingress: [
        { from: [pods(prometheus.podLabels, environment.namespaces.infra)], ports: [...metrics, argoRedisProxyMetricsPort].map(tcp) },
        { from: [parts, redisPods], ports: redis.map(tcp) },
      ],
      egress: [{ to: [redisPods], ports: redis.map(tcp) }, { to: [parts], ports: [7000, 8080, 8081].map(tcp) }, dnsEgress()],
    }),
    // Redis and its proxy call nobody outside, and are no part of Argo CD by their labels.
    flows('argo-cd-beyond', namespace, {
      podLabels: partOfArgo,
      egress: [kubernetesApi(platform), { to: platform.argo.reaches.map((cidr) => ({ ipBlock: { cidr } })), ports: [tcp(443)] }, web],
    }),
    flows('prometheus-scrape-argo-cd', environment.namespaces.infra, {
      podLabels: prometheus.podLabels,
      egress: argoMetrics.map(({ podLabels, ports }) => ({ to: [pods(podLabels, namespace)], ports: ports.map(tcp) })),
    }),
    serviceAccount(namespace),
    secretStore(environment, platform),
    ...[...Object.values(argoSecrets), ...(listsPullRequests ? [pullRequestsSecret] : [])].map(({ name, key }) =>
      secret(environment, namespace, name, key),
    ),
  ];
}

function serviceAccount(namespace: string) {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: account, namespace },
    automountServiceAccountToken: false,
  } satisfies IServiceAccount;
}

/** Reads the Vault path of Argo CD, and nothing else. */
function secretStore(environment: EnvironmentDefinition, platform: PlatformDefinition) {
  const login = { environment: environment.name, owner: 'argocd', account: { name: account } };
  return vaultStore(platform, { name: store, namespace: platform.argoNamespace }, login);
}

function secret(environment: EnvironmentDefinition, namespace: string, name: string, key: string) {
  return vaultSecret({
    metadata: { name, namespace },
    store: { kind: 'SecretStore', name: store },
    // Argo CD reads only Secrets that say they are its own.
    labels: partOfArgo,
    data: { [key]: '{{ .value }}' },
    values: [{ key: 'value', path: vaultPath(environment.name, 'argocd'), property: key }],
  });
}
