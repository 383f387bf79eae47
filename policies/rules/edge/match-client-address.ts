import { aws, behindNodes, gateway, hidingNodes, proxies } from '../../examples/edge.ts';
import { asFields, asText, at, listAt } from '../../kubernetes/fields.ts';
import { type AddressRange, addressRange, addressRanges, contains, overlap } from '../../kubernetes/network/address-ranges.ts';
import {
  admittedAt,
  annotationPath,
  type LoadBalancer,
  listeningPorts,
  type ProxyFleet,
  proxyFleets,
} from '../../kubernetes/network/proxy-fleets.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const proxy = (annotations: string, ranges = '[198.51.100.0/24]') => `---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyProxy
metadata: { name: erp-gateway, namespace: erp-infra }
spec:
  provider:
    type: Kubernetes
    kubernetes:
      envoyService:
        type: LoadBalancer
        loadBalancerSourceRanges: ${ranges}
        annotations: { ${aws}type: external, ${aws}nlb-target-type: ip${annotations} }
`;

const policy = (spec: string) => `---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: ClientTrafficPolicy
metadata: { name: erp-gateway, namespace: erp-infra }
spec: { targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: erp-gateway }]${spec} }
`;

const ingress = (clients: string, balancers = '10.0.1.0/26') => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: envoy-proxies, namespace: envoy-gateway-system }
spec:
  podSelector: {}
  policyTypes: [Ingress]
  ingress:
    - { from: [{ ipBlock: { cidr: ${clients} } }], ports: [{ port: 10443 }] }
    - { from: [{ ipBlock: { cidr: ${balancers} } }], ports: [{ port: 19003 }] }
`;

const kept = `, ${aws}target-group-attributes: preserve_client_ip.enabled=true`;
const check = `, ${aws}healthcheck-protocol: http, ${aws}healthcheck-port: "19003"`;
const header = `, ${aws}proxy-protocol: "*"`;
const trusting = (cidr: string) => `, clientIPDetection: { xForwardedFor: { trustedCIDRs: [${cidr}] } }`;
const edge = gateway + proxies;
const right = edge + proxy(kept + check) + policy(trusting('198.51.100.0/24')) + ingress('198.51.100.0/24');

export default defineRule({
  id: 'match-client-address',
  severity: 'error',
  manual: '1.2, 2.6 (D47)',
  summary: 'Let the proxies of the edge know the address of a client, and believe only who says it truly.',
  rationale:
    'Limits and logs go by the address of the client. A network load balancer in front of pods hides it by default, so that all callers share ' +
    'one limit; it adds no header, so that whoever it stands for chooses his address where its own is believed; and who can connect beside the ' +
    'CDN is bound by nothing that the CDN does.',
  remediation:
    'Name the CDN in edge.cdn of generators/catalog/platform.ts and the load balancers in edge.loadBalancerSubnets; the annotations are in ' +
    'load-balancer.ts of the cloud in generators/clouds.',
  scope: 'object',
  kinds: ['EnvoyProxy', 'ClientTrafficPolicy'],

  check(manifest, world) {
    return proxyFleets(world).flatMap((fleet) => {
      if (fleet.balancer === undefined) return [];
      if (fleet.settings === manifest) return ofProxy(manifest, fleet, fleet.balancer, world);
      return fleet.clientPolicies.includes(manifest) ? ofPolicy(manifest, fleet, fleet.balancer, world) : [];
    });
  },

  examples: {
    pass: [
      { name: 'the address is kept, the CDN alone may connect and is believed', manifests: right },
      {
        name: 'the address comes in front of each connection, where the proxy expects it',
        manifests: edge + proxy(header) + policy(`${trusting('198.51.100.0/24')}, proxyProtocol: {}`) + ingress('10.0.1.0/26'),
      },
      { name: behindNodes, manifests: right.replace(/annotations: .*/, 'annotations: { metallb.io/address-pool: public }') },
      {
        name: 'no load balancer of AWS',
        manifests: edge + proxy('').replace(`${aws}type: external, `, '') + policy(trusting('10.0.1.0/24')),
      },
    ],
    fail: [
      hidingNodes,
      {
        name: 'the load balancer hides the address',
        from: 'the address is kept, the CDN alone may connect and is believed',
        change: {
          'EnvoyProxy/erp-gateway > spec.provider.kubernetes.envoyService.annotations["service.beta.kubernetes.io/aws-load-balancer-target-group-attributes"]':
            undefined,
        },
        problems: [
          {
            on: 'EnvoyProxy/erp-gateway',
            message:
              'EnvoyProxy "erp-gateway" stands behind a load balancer that hides the address of the client: all clients share one limit, and source ranges are ignored.',
            path: `spec.provider.kubernetes.envoyService.annotations["${aws}target-group-attributes"]`,
          },
        ],
      },
      {
        name: 'everybody may connect',
        from: 'the address is kept, the CDN alone may connect and is believed',
        change: {
          'EnvoyProxy/erp-gateway > spec.provider.kubernetes.envoyService.loadBalancerSourceRanges': [],
          'ClientTrafficPolicy/erp-gateway > spec.clientIPDetection': undefined,
        },
        problems: [
          {
            on: 'EnvoyProxy/erp-gateway',
            message: 'EnvoyProxy "erp-gateway" lets everybody connect to its load balancer, past what stands in front of it.',
            path: 'spec.provider.kubernetes.envoyService.loadBalancerSourceRanges',
          },
        ],
      },
      {
        name: 'the policy of the pods keeps out whom the load balancer lets in',
        from: 'the address is kept, the CDN alone may connect and is believed',
        change: { 'NetworkPolicy/envoy-proxies > spec.ingress[0].from[0].ipBlock.cidr': '10.0.1.0/26' },
        problems: [
          {
            on: 'EnvoyProxy/erp-gateway',
            message:
              'EnvoyProxy "erp-gateway" lets 198.51.100.0/24 connect to its load balancer, but no NetworkPolicy admits it to the proxies on TCP 10443.',
            path: 'spec.provider.kubernetes.envoyService.loadBalancerSourceRanges[0]',
          },
        ],
      },
      {
        name: 'the address in front of each connection, which the proxy does not expect',
        from: 'the address comes in front of each connection, where the proxy expects it',
        change: { 'ClientTrafficPolicy/erp-gateway > spec.proxyProtocol': undefined },
        problems: [
          {
            on: 'ClientTrafficPolicy/erp-gateway',
            message:
              'ClientTrafficPolicy "erp-gateway" expects no proxy protocol, but the load balancer of Gateway "erp-gateway" speaks it: no request is understood.',
            path: 'spec.proxyProtocol',
          },
        ],
      },
      {
        name: 'a proxy that expects what the load balancer does not send',
        from: 'the address is kept, the CDN alone may connect and is believed',
        change: { 'ClientTrafficPolicy/erp-gateway > spec.proxyProtocol': {} },
        problems: [
          {
            on: 'ClientTrafficPolicy/erp-gateway',
            message:
              'ClientTrafficPolicy "erp-gateway" expects the proxy protocol, but the load balancer of Gateway "erp-gateway" does not speak it: every connection is closed.',
            path: 'spec.proxyProtocol',
          },
        ],
      },
      {
        name: 'a health check by HTTP in the proxy protocol, which that port does not know',
        from: 'the address comes in front of each connection, where the proxy expects it',
        change: {
          'EnvoyProxy/erp-gateway > spec.provider.kubernetes.envoyService.annotations["service.beta.kubernetes.io/aws-load-balancer-healthcheck-protocol"]':
            'http',
          'EnvoyProxy/erp-gateway > spec.provider.kubernetes.envoyService.annotations["service.beta.kubernetes.io/aws-load-balancer-healthcheck-port"]':
            '19003',
        },
        problems: [
          {
            on: 'EnvoyProxy/erp-gateway',
            message:
              'EnvoyProxy "erp-gateway" is asked for its health by HTTP in the proxy protocol, which port 19003 does not know: no proxy is ever healthy.',
            path: `spec.provider.kubernetes.envoyService.annotations["${aws}healthcheck-protocol"]`,
          },
        ],
      },
      {
        name: 'the load balancer is believed, which says nothing',
        from: 'the address is kept, the CDN alone may connect and is believed',
        change: {
          'EnvoyProxy/erp-gateway > spec.provider.kubernetes.envoyService.loadBalancerSourceRanges[0]': '10.0.1.0/24',
          'ClientTrafficPolicy/erp-gateway > spec.clientIPDetection.xForwardedFor.trustedCIDRs[0]': '10.0.1.0/24',
          'NetworkPolicy/envoy-proxies > spec.ingress[0].from[0].ipBlock.cidr': '10.0.1.0/24',
        },
        problems: [
          {
            on: 'ClientTrafficPolicy/erp-gateway',
            message:
              'ClientTrafficPolicy "erp-gateway" believes the header of 10.0.1.0/24, where the load balancer is (10.0.1.0/26): it adds none, so every client may choose its address.',
            path: 'spec.clientIPDetection.xForwardedFor.trustedCIDRs[0]',
          },
        ],
      },
      {
        name: 'somebody is believed who cannot connect',
        from: 'the address is kept, the CDN alone may connect and is believed',
        change: { 'ClientTrafficPolicy/erp-gateway > spec.clientIPDetection.xForwardedFor.trustedCIDRs[0]': '203.0.113.0/24' },
        problems: [
          {
            on: 'ClientTrafficPolicy/erp-gateway',
            message:
              'ClientTrafficPolicy "erp-gateway" believes the header of 203.0.113.0/24, which may not connect to the load balancer of Gateway "erp-gateway".',
            path: 'spec.clientIPDetection.xForwardedFor.trustedCIDRs[0]',
          },
        ],
      },
    ],
  },
});

/** Envoy Gateway 1.9 answers there whether a proxy is ready; load balancers that ask are admitted there. */
const readiness = 19003;

const service = 'spec.provider.kubernetes.envoyService';

function ofProxy(manifest: Manifest, fleet: ProxyFleet, balancer: LoadBalancer, world: World): readonly Problem[] {
  const title = titleOf(manifest);
  const { cloud, keepsAddress, proxyProtocol, sourceRanges, healthCheck } = balancer;
  if (proxyProtocol) {
    if (!healthCheck.protocol.startsWith('http')) return [];
    const message =
      `${title} is asked for its health by HTTP in the proxy protocol, which port ${healthCheck.port} does not know: ` +
      'no proxy is ever healthy.';
    return [{ message, path: annotationPath('healthcheck-protocol') }];
  }
  if (!keepsAddress) {
    const message =
      `${title} stands behind a load balancer that hides the address of the client: all clients share one limit, and source ranges ` +
      'are ignored.';
    return [{ message, path: cloud.name === 'aws' ? annotationPath('target-group-attributes') : `${service}.externalTrafficPolicy` }];
  }
  if (sourceRanges.length === 0) {
    const message = `${title} lets everybody connect to its load balancer, past what stands in front of it.`;
    return [{ message, path: `${service}.loadBalancerSourceRanges` }];
  }
  return listeningPorts(fleet).flatMap((port) => {
    const admitted = admittedAt(fleet, port, world);
    return admitted === undefined
      ? []
      : sourceRanges.flatMap((text, index) => {
          if (isWithin(addressRange(text), addressRanges(admitted))) return [];
          const message = `${title} lets ${text} connect to its load balancer, but no NetworkPolicy admits it to the proxies on TCP ${port}.`;
          return [{ message, path: `${service}.loadBalancerSourceRanges[${index}]` }];
        });
  });
}

function ofPolicy(manifest: Manifest, fleet: ProxyFleet, { proxyProtocol, sourceRanges }: LoadBalancer, world: World): readonly Problem[] {
  const title = titleOf(manifest);
  const balancer = `the load balancer of ${titleOf(fleet.gateway)}`;
  const expected =
    asFields(at(manifest.fields, 'spec', 'proxyProtocol')) !== undefined || at(manifest.fields, 'spec', 'enableProxyProtocol') === true;
  const trusted = listAt(manifest.fields, 'spec', 'clientIPDetection', 'xForwardedFor', 'trustedCIDRs');
  const balancers = addressRanges(admittedAt(fleet, readiness, world) ?? []);
  return [
    ...(expected === proxyProtocol
      ? []
      : [
          {
            message: proxyProtocol
              ? `${title} expects no proxy protocol, but ${balancer} speaks it: no request is understood.`
              : `${title} expects the proxy protocol, but ${balancer} does not speak it: every connection is closed.`,
            path: 'spec.proxyProtocol',
          },
        ]),
    ...trusted.flatMap((item, index): Problem[] => {
      const text = asText(item) ?? '';
      const range = addressRange(text);
      const path = `spec.clientIPDetection.xForwardedFor.trustedCIDRs[${index}]`;
      const itself = range && balancers.find((other) => overlap(range, other));
      if (itself !== undefined) {
        const message =
          `${title} believes the header of ${text}, where the load balancer is (${itself.text}): it adds none, so every client may choose ` +
          'its address.';
        return [{ message, path }];
      }
      if (isWithin(range, addressRanges(sourceRanges))) return [];
      return [{ message: `${title} believes the header of ${text}, which may not connect to ${balancer}.`, path }];
    }),
  ];
}

function isWithin(range: AddressRange | undefined, allowed: readonly AddressRange[]): boolean {
  return range !== undefined && allowed.some((other) => contains(other, range));
}
