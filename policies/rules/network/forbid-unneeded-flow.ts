import { needsOf } from '../../kubernetes/needs/needs.ts';
import { isDns } from '../../kubernetes/network/flows.ts';
import { describeEndpointPort, type Endpoint, type EndpointPort, networkOf, portsOf } from '../../kubernetes/network/network.ts';
import { describePort, type IpBlock, type NetworkPolicy, type Peer, type PolicyRule } from '../../kubernetes/network/network-policy.ts';
import { rangesOfBlock } from '../../kubernetes/network/surroundings.ts';
import { defineRule, type Problem, type World } from '../../model.ts';

const caller = (name: string, value: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: main, env: [{ name: CONFIG, value: "${value}" }], ports: [{ containerPort: 8080 }] }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: shop }
`;
const called = (name: string, ports: readonly number[]) => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec: { template: { metadata: { labels: { app: ${name} } }, spec: { containers: [{ name: main, ports: [${ports.map((port) => `{ containerPort: ${port} }`).join(', ')}] }] } } }
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { selector: { app: ${name} }, ports: [${ports.map((port) => `{ name: p${port}, port: ${port} }`).join(', ')}] }
`;
const opens = (
  name: string,
  ...rules: readonly string[]
) => `spec: { podSelector: { matchLabels: { app: ${name} } }, policyTypes: [Egress], egress: [${rules.join(', ')}] }
`;
const to = (name: string, ...ports: readonly number[]) =>
  `{ to: [{ podSelector: { matchLabels: { app: ${name} } } }], ports: [${ports.map((port) => `{ port: ${port} }`).join(', ')}] }`;
const web = (port = 443) =>
  `{ to: [{ ipBlock: { cidr: 0.0.0.0/0, except: [10.0.0.0/8, 100.64.0.0/10, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16] } }], ports: [{ port: ${port} }] }`;

const orders = (value: string, ...rules: readonly string[]) =>
  caller('orders', value) + opens('orders', ...rules) + called('stock', [9000, 9001]) + called('bills', [9000]);

const controllers = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: cert-manager, namespace: cert-manager }
spec: { template: { metadata: { labels: { app.kubernetes.io/instance: cert-manager, app.kubernetes.io/name: cert-manager } }, spec: { containers: [{ name: main }] } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cainjector, namespace: cert-manager }
spec: { template: { metadata: { labels: { app.kubernetes.io/instance: cert-manager, app.kubernetes.io/name: cainjector } }, spec: { containers: [{ name: main }] } } }
`;
const issuer = `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: letsencrypt }
spec: { acme: { server: "https://acme-v02.api.letsencrypt.org/directory", solvers: [{ http01: {} }] } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: controllers, namespace: cert-manager }
spec: { podSelector: { matchLabels: { app.kubernetes.io/name: cert-manager } }, policyTypes: [Egress], egress: [${web()}] }
`;

export default defineRule({
  id: 'forbid-unneeded-flow',
  severity: 'warning',
  manual: '9.1 (D135, D137)',
  summary: 'Allow only the flows that something declares or needs.',
  rationale:
    'A policy keeps every way that was ever opened, and one for many pods gives each what one of them needs. Whoever breaks into a pod goes ' +
    'where it never had to. What pods need is read from what they are given: addresses in variables, ConfigMaps, commands and templates of ' +
    'Secrets, routes, monitors, and for controllers from their sources. Of pods whose needs nobody can read nothing is said.',
  remediation:
    'Take the peer or the port out of the rule, or give it a policy of its own for the pods that need it: uses and reaches of the service file, ' +
    'or of the platform generators/platform/operators/operators.ts; where it is needed, tell the pods its address.',
  scope: 'object',
  kinds: ['NetworkPolicy'],

  check(manifest, world) {
    const network = networkOf(world);
    const policy = network.policyOf(manifest);
    if (policy === undefined) return [];
    const subjects = network.endpoints(manifest.namespace, policy.selector);
    return policy.rules.flatMap((rule) =>
      rule.peers.flatMap((peer) => {
        const found = peer.block === undefined ? toPods(policy, rule, peer, subjects, world) : ofRange(rule, peer.block, subjects, world);
        const groups = Map.groupBy(found, ({ what }) => what);
        const unneeded = peer.block === undefined ? withoutAlike(groups, subjects) : groups;
        return [...unneeded].map(([what, who]): Problem => {
          const names = [...new Set(who.map(({ subject }) => subject.title))].join(', ');
          const verb = rule.direction === 'Egress' ? 'lets' : 'admits to';
          return {
            message: `NetworkPolicy "${manifest.name}" ${verb} ${names} ${what}, which nothing declares or needs.`,
            path: peer.path,
          };
        });
      }),
    );
  },

  examples: {
    pass: [
      {
        name: 'what the pods are given: an address with its port, and the Internet',
        manifests: orders('http://stock.shop.svc.cluster.local:9000 https://api.example.com/v1', to('stock', 9000), web()),
      },
      { name: 'a name without a port', manifests: orders('stock', to('stock', 9000, 9001)) },
      {
        name: 'an address may be in a Secret that nobody can read here',
        manifests: orders('http://stock.shop.svc:9000', to('bills', 9000)).replace(
          'env: [',
          'envFrom: [{ secretRef: { name: orders-secrets } }], env: [',
        ),
      },
      { name: 'pods that are given no address: nobody knows', manifests: orders('info', to('bills', 9000), web()) },
      { name: 'the controller that asks the authority', manifests: issuer, charts: controllers },
      {
        name: 'two that no label tells apart, one of which needs it',
        manifests: `${orders('http://stock.shop.svc.cluster.local:9000', to('stock', 9000))}---
apiVersion: batch/v1
kind: CronJob
metadata: { name: orders-check, namespace: shop }
spec:
  jobTemplate:
    spec:
      template:
        metadata: { labels: { app: orders } }
        spec: { containers: [{ name: main, env: [{ name: CONFIG, value: "http://bills.shop.svc.cluster.local:9000" }] }] }
`,
      },
    ],
    fail: [
      {
        name: 'another pod, another port of the same, and the Internet',
        from: 'what the pods are given: an address with its port, and the Internet',
        change: {
          'NetworkPolicy/orders > spec.egress[0].ports[1]': { port: 9001 },
          'NetworkPolicy/orders > spec.egress[2]': { to: [{ podSelector: { matchLabels: { app: 'bills' } } }], ports: [{ port: 9000 }] },
          'Deployment/orders > spec.template.spec.containers[0].env[0].value': 'http://stock.shop.svc.cluster.local:9000',
        },
        problems: [
          {
            on: 'NetworkPolicy/orders',
            message: 'NetworkPolicy "orders" lets "orders" reach "stock" at TCP 9001, which nothing declares or needs.',
            path: 'spec.egress[0].to[0]',
          },
          {
            on: 'NetworkPolicy/orders',
            message: 'NetworkPolicy "orders" lets "orders" reach the Internet at TCP 443, which nothing declares or needs.',
            path: 'spec.egress[1].to[0]',
          },
          {
            on: 'NetworkPolicy/orders',
            message: 'NetworkPolicy "orders" lets "orders" reach "bills" at TCP 9000, which nothing declares or needs.',
            path: 'spec.egress[2].to[0]',
          },
        ],
      },
      {
        name: 'a range that nobody leads to the pods',
        from: 'what the pods are given: an address with its port, and the Internet',
        change: {
          'NetworkPolicy/orders > spec.policyTypes[1]': 'Ingress',
          'NetworkPolicy/orders > spec.ingress': [{ from: [{ ipBlock: { cidr: '10.8.0.0/16' } }], ports: [{ port: 8080 }] }],
        },
        problems: [
          {
            on: 'NetworkPolicy/orders',
            message: 'NetworkPolicy "orders" admits to "orders" 10.8.0.0/16 at TCP 8080, which nothing declares or needs.',
            path: 'spec.ingress[0].from[0]',
          },
        ],
      },
      {
        name: 'what one controller needs, given to all',
        from: 'the controller that asks the authority',
        change: {
          'NetworkPolicy/controllers > spec.podSelector': { matchLabels: { 'app.kubernetes.io/instance': 'cert-manager' } },
        },
        problems: [
          {
            on: 'NetworkPolicy/controllers',
            message:
              'NetworkPolicy "controllers" lets "cainjector" of namespace "cert-manager" reach the Internet at TCP 443, which nothing declares or needs.',
            path: 'spec.egress[0].to[0]',
          },
        ],
      },
    ],
  },
});

interface Unneeded {
  readonly subject: Endpoint;
  readonly what: string;
}

/** Judged where the sender may go: the other side lets in what does not come. */
function toPods(policy: NetworkPolicy, rule: PolicyRule, peer: Peer, subjects: readonly Endpoint[], world: World): readonly Unneeded[] {
  if (rule.direction === 'Ingress') return [];
  const network = networkOf(world);
  const targets = network.endpointsOfPeer(policy, peer).filter((target) => !isDns(target));
  return subjects.flatMap((subject) => {
    const needs = needsOf(subject, world);
    return targets.flatMap((target) => {
      const ports = portsOf(rule, target)
        .filter((port) => needs.pods(target, port) === false && network.mayReach(subject, target, port))
        .map((port: EndpointPort) => describeEndpointPort(port));
      return ports.length === 0 ? [] : [{ subject, what: `reach ${target.title} at ${[...new Set(ports)].join(' and ')}` }];
    });
  });
}

/**
 * A policy cannot tell pods apart that carry the same labels: what one of them needs, all of them get. Of ranges each is asked for itself: as whom
 * its pods log in there no label says.
 */
function withoutAlike(
  groups: ReadonlyMap<string, readonly Unneeded[]>,
  subjects: readonly Endpoint[],
): ReadonlyMap<string, readonly Unneeded[]> {
  const isOfAll =
    (who: readonly Unneeded[]) =>
    ({ subject }: Unneeded) =>
      subjects.every((other) => !sameLabels(other.labels, subject.labels) || who.some((own) => own.subject === other));
  return new Map([...groups].map(([what, who]) => [what, who.filter(isOfAll(who))] as const).filter(([, who]) => who.length > 0));
}

function ofRange(rule: PolicyRule, block: IpBlock, subjects: readonly Endpoint[], world: World): readonly Unneeded[] {
  const range = rangesOfBlock(block).find(({ prefix }) => prefix !== '');
  const numbers = rule.ports.flatMap((item) =>
    typeof item.port === 'number' && item.endPort === undefined ? [{ item, number: item.port }] : [],
  );
  if (range === undefined) return [];
  const where = block.except.length > 0 ? 'the Internet' : block.cidr;
  return subjects.flatMap((subject) => {
    const needs = needsOf(subject, world);
    return numbers
      .filter(
        ({ number }) =>
          (rule.direction === 'Egress' ? needs.outside(range, number) : listens(subject, number) && needs.inside(range, number)) === false,
      )
      .map(({ item }) => ({ subject, what: `${rule.direction === 'Egress' ? 'reach ' : ''}${where} at ${describePort(item)}` }));
  });
}

/** To a port at which nobody listens nobody comes. */
function listens({ ports }: Endpoint, number: number): boolean | undefined {
  return ports.length === 0 || ports.some((port) => port.number === number) || undefined;
}

function sameLabels(one: Endpoint['labels'], other: Endpoint['labels']): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}
