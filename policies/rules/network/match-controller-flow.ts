import { contains, isPublic } from '../../kubernetes/network/address-ranges.ts';
import { type Beyond, type Controller, controllers, rangesAt } from '../../kubernetes/network/controller-flows.ts';
import { type Endpoint, type Network, networkOf } from '../../kubernetes/network/network.ts';
import type { Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const workload = (name: string, labels: string, ports: readonly number[]) => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: operators }
spec:
  template:
    metadata: { labels: { ${labels} } }
    spec: { containers: [{ name: ${name}, ports: [${ports.map((port) => `{ containerPort: ${port} }`).join(', ')}] }] }
`;

const namespace = `
apiVersion: v1
kind: Namespace
metadata: { name: operators }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny, namespace: operators }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
`;

const block = (cidr: string, port: number) => `{ to: [{ ipBlock: { cidr: ${cidr} } }], ports: [{ port: ${port} }] }`;
const flows = (labels: string, egress: readonly string[], ingress: readonly string[] = []) => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: flows-${egress.length}-${ingress.length}, namespace: operators }
spec:
  podSelector: { matchLabels: { ${labels} } }
  policyTypes: [Ingress, Egress]
  ingress: [${ingress.join(', ')}]
  egress: [${egress.join(', ')}]
`;

const api = block('10.0.2.0/28', 443);
const asked = (port: number) => `{ from: [{ ipBlock: { cidr: 10.0.2.0/28 } }], ports: [{ port: ${port} }] }`;
const dns = `{ to: [{ namespaceSelector: {}, podSelector: { matchLabels: { k8s-app: kube-dns } } }], ports: [{ port: 53, protocol: UDP }, { port: 53 }] }`;
const metricsServer = 'app.kubernetes.io/name: metrics-server';
const metrics = namespace + workload('metrics-server', metricsServer, [10250]);

const store = `---
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: { name: vault, namespace: operators }
spec: { provider: { vault: { server: "https://vault.example.com:8200" } } }
`;
const secretsLabels = 'app.kubernetes.io/name: external-secrets';
const secrets = namespace + workload('external-secrets', secretsLabels, [8080]) + store;

const gatewayLabels = 'control-plane: envoy-gateway';
const proxyLabels = 'gateway.envoyproxy.io/owning-gateway-name: tools-gateway';
const login = `---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: SecurityPolicy
metadata: { name: tools, namespace: operators }
spec:
  targetRefs: [{ kind: Gateway, name: tools-gateway }]
  oidc: { provider: { issuer: "https://login.example.com/realms/erp" }, clientID: tools, clientSecret: { name: tools } }
`;
const edge =
  namespace +
  workload('envoy-gateway', gatewayLabels, [9443]) +
  workload('envoy', proxyLabels, [10443]) +
  login +
  flows(proxyLabels, [block('10.0.4.0/28', 443)]);

const postgresLabels = 'app.kubernetes.io/name: postgres-operator';
const spiloLabels = 'application: spilo';
const postgres = namespace + workload('postgres-operator', postgresLabels, [8080]) + workload('postgres', spiloLabels, [5432, 8008]);
const toSpilo = (...ports: readonly number[]) =>
  `{ to: [{ podSelector: { matchLabels: { ${spiloLabels} } } }], ports: [${ports.map((port) => `{ port: ${port} }`).join(', ')}] }`;
const fromAll = `{ from: [{ podSelector: {} }], ports: [{ port: 5432 }, { port: 8008 }] }`;

export default defineRule({
  id: 'match-controller-flow',
  severity: 'error',
  manual: '9.1 (D134, D137)',
  summary: 'Let controllers reach what they need beside what objects show: the API server, authorities, Vault, the identity provider.',
  rationale:
    'In a closed namespace a controller without a way to the API server never becomes ready, and one without a way to the authority or to Vault ' +
    'waits for ever, without a word at any object of ours. The table of what each needs is in policies/kubernetes/network/controller-flows.ts, with ' +
    'the version in which it was read.',
  remediation:
    'Open the way in the policy of the controller: generators/platform/operators/operators.ts, edge-namespace.ts or infra-operators.ts; addresses are in ' +
    'generators/catalog/platform.ts and, of private endpoints, in the environment.',
  scope: 'object',
  kinds: ['Namespace'],

  check(manifest, world) {
    const network = networkOf(world);
    const problems = controllers
      .filter((controller) => controller.namespace === undefined || controller.namespace === manifest.name)
      .flatMap((controller) =>
        network
          .endpoints(manifest.name, { equal: controller.labels, requirements: [] })
          .flatMap((endpoint) => problemsOf(controller, endpoint, network, world)),
      );
    return [...new Set(problems)].map((message): Problem => ({ message, path: '' }));
  },

  examples: {
    pass: [
      {
        name: 'the API server at both ends',
        manifests: metrics + flows(metricsServer, [api, dns, block('10.0.16.0/20', 10250)], [asked(10250)]),
      },
      { name: 'an open namespace', manifests: workload('metrics-server', metricsServer, [10250]) },
      { name: 'Vault at its port', manifests: secrets + flows(secretsLabels, [api, block('10.0.4.0/28', 8200), dns]) },
      {
        name: 'the provider that the proxies reach',
        manifests: edge + flows(gatewayLabels, [api, block('10.0.4.0/28', 443), dns], [asked(9443)]),
      },
      {
        name: 'pods that it makes',
        manifests:
          postgres +
          flows(postgresLabels, [api, toSpilo(5432, 8008), dns]) +
          flows(spiloLabels, [api, toSpilo(5432, 8008), dns, dns], [fromAll]),
      },
    ],
    fail: [
      {
        name: 'no way to the API server',
        from: 'the API server at both ends',
        change: { 'NetworkPolicy/flows-3-1 > spec.egress[0]': undefined, 'NetworkPolicy/flows-3-1 > metadata.name': 'flows-2-1' },
        problems: [
          {
            on: 'Namespace/operators',
            message: 'No egress rule of "metrics-server" leads to the API server, which metrics-server 0.8 asks.',
            path: '',
          },
        ],
      },
      {
        name: 'no way from the API server',
        from: 'the API server at both ends',
        change: { 'NetworkPolicy/flows-3-1 > spec.ingress[0].ports[0].port': 8443 },
        problems: [
          {
            on: 'Namespace/operators',
            message: 'No ingress rule of "metrics-server" admits the API server, which asks metrics-server 0.8 on TCP 10250.',
            path: '',
          },
        ],
      },
      {
        name: 'Vault at another port',
        from: 'Vault at its port',
        change: { 'NetworkPolicy/flows-3-0 > spec.egress[1].ports[0].port': 8201 },
        problems: [
          {
            on: 'Namespace/operators',
            message: 'No egress rule of "external-secrets" leads to vault.example.com on TCP 8200, which External Secrets 2.9 asks.',
            path: '',
          },
        ],
      },
      {
        name: 'a provider that only the proxies reach',
        from: 'the provider that the proxies reach',
        change: { 'NetworkPolicy/flows-3-1 > spec.egress[1]': undefined, 'NetworkPolicy/flows-3-1 > metadata.name': 'flows-2-1' },
        problems: [
          {
            on: 'Namespace/operators',
            message:
              'No egress rule of "envoy-gateway" leads to login.example.com (SecurityPolicy "tools") on TCP 443, which Envoy Gateway 1.9 asks.',
            path: '',
          },
        ],
      },
      {
        name: 'a pod that it makes, at one of its ports',
        from: 'pods that it makes',
        change: { 'NetworkPolicy/flows-3-0 > spec.egress[1].ports[1]': undefined },
        problems: [
          {
            on: 'Namespace/operators',
            message: 'No egress rule of "postgres-operator" leads to "postgres" on TCP 8008, which postgres-operator 2.0 asks.',
            path: '',
          },
        ],
      },
    ],
  },
});

/** Of the Service of the API server, and of the managed control planes behind it. */
const apiPort = 443;

function problemsOf(controller: Controller, endpoint: Endpoint, network: Network, world: World): readonly string[] {
  const { name, asksApi, askedAt, asksPods = [], beyond } = controller;
  const leads = (who: string) => `No egress rule of ${endpoint.title} leads to ${who}, which ${name} asks.`;
  return [
    ...(asksApi && rangesAt(network, 'Egress', endpoint, apiPort)?.some((range) => !isPublic(range)) === false
      ? [leads('the API server')]
      : []),
    ...(askedAt !== undefined && rangesAt(network, 'Ingress', endpoint, askedAt)?.length === 0
      ? [`No ingress rule of ${endpoint.title} admits the API server, which asks ${name} on TCP ${askedAt}.`]
      : []),
    ...asksPods.flatMap(({ labels, ports }) =>
      network
        .endpoints(endpoint.namespace, { equal: labels, requirements: [] })
        .filter((target) => isOneCluster(endpoint, target))
        .flatMap((target) =>
          target.ports
            .filter(({ number, protocol }) => protocol === 'TCP' && ports.includes(number))
            .flatMap((port) => [
              ...(network.permits('Egress', endpoint, target, port) ? [] : [leads(`${target.title} on TCP ${port.number}`)]),
              ...(network.permits('Ingress', endpoint, target, port)
                ? []
                : [`No ingress rule of ${target.title} admits ${name} on TCP ${port.number}.`]),
            ]),
        ),
    ),
    ...(beyond?.(world) ?? [])
      .filter((needed) => !reaches(endpoint, needed, network))
      .map(({ who, port }) => leads(`${who} on TCP ${port}`)),
  ];
}

/** Members of one cluster talk to each other, and not to a copy that stands beside it; an operator talks to all. */
function isOneCluster(one: Endpoint, other: Endpoint): boolean {
  return clusterLabels.every((label) => one.labels[label] === undefined || one.labels[label] === other.labels[label]);
}

const clusterLabels = ['cluster-name', 'strimzi.io/cluster'];

function reaches(endpoint: Endpoint, { port, where }: Beyond, network: Network): boolean {
  const ranges = rangesAt(network, 'Egress', endpoint, port);
  if (ranges === undefined) return true;
  if (where === undefined) return ranges.length > 0;
  if (where === 'internet') return ranges.some(isPublic);
  const others = network.endpoints(endpoint.namespace, { equal: where.asPods, requirements: [] });
  const theirs = others.flatMap((other) => rangesAt(network, 'Egress', other, port) ?? []);
  return theirs.every((range) => ranges.some((own) => contains(own, range)));
}
