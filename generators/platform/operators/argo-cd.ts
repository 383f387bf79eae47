import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import { argoRedisProxyMetricsPort } from '../../model/environment/monitoring.ts';
import type { KubernetesObject } from '../../model/object.ts';
import { argoSecrets } from '../../model/platform/operators.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { prometheus } from '../../model/service/backing-services.ts';
import { vaultPath } from '../../model/service/secret.ts';
import { dnsEgress, kubernetesApi, pods, tcp } from '../../resources/network-policy.ts';
import { vaultSecret, vaultStore } from '../../resources/vault-secret.ts';
import { flows, web } from '../flows.ts';
import { type Budget, closedNamespace } from '../namespaces.ts';

const store = 'argocd-vault';
const account = 'argocd-secrets';

/** Its Redis with Sentinel, for whose pods the chart has no policy. */
const redis: readonly number[] = [6379, 26379];

const metrics: readonly number[] = [8080, 8082, 8083, 8084, 9001];

const budget: Budget = {
  pods: 40,
  requests: { cpu: '4000m', memory: '8Gi' },
  limits: { cpu: '32000m', memory: '32Gi' },
  // Of the server; its chart leaves the ports of nodes to Kubernetes, one for HTTP and one for HTTPS.
  loadBalancers: { services: 1, nodePorts: 2 },
};

/** What Argo CD needs beside its chart, in the cluster that it runs in: a closed namespace, its ways out, and its secrets. */
export function argoCdObjects(environment: EnvironmentDefinition, platform: PlatformDefinition): readonly KubernetesObject[] {
  const namespace = platform.argoNamespace;
  const everyPod = { podSelector: {} };
  return [
    ...closedNamespace(environment, platform, { name: namespace, team: 'infrastructure', enforce: 'restricted', budget }),
    // The chart says which of its pods may call which; this is what all of them may call. Charts and Slack are on the Internet.
    flows('argo-cd', namespace, {
      ingress: [
        { from: [pods(prometheus.podLabels, environment.namespaces.infra)], ports: [...metrics, argoRedisProxyMetricsPort].map(tcp) },
        { from: [everyPod], ports: redis.map(tcp) },
      ],
      egress: [
        kubernetesApi(platform),
        { to: [everyPod], ports: [...redis, 7000, 8080, 8081].map(tcp) },
        { to: platform.argo.reaches.map((cidr) => ({ ipBlock: { cidr } })), ports: [tcp(443)] },
        web,
        dnsEgress(),
      ],
    }),
    flows('prometheus-scrape-argo-cd', environment.namespaces.infra, {
      podLabels: prometheus.podLabels,
      egress: [{ to: [pods({ 'app.kubernetes.io/part-of': 'argocd' }, namespace)], ports: metrics.map(tcp) }],
    }),
    serviceAccount(namespace),
    secretStore(environment, platform),
    ...Object.values(argoSecrets).map(({ name, key }) => secret(environment, namespace, name, key)),
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
    labels: { 'app.kubernetes.io/part-of': 'argocd' },
    data: { [key]: '{{ .value }}' },
    values: [{ key: 'value', path: vaultPath(environment.name, 'argocd'), property: key }],
  });
}
