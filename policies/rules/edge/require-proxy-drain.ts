import { aws, behindNodes, gateway, proxies } from '../../examples/edge.ts';
import { duration } from '../../kubernetes/durations.ts';
import { at } from '../../kubernetes/fields.ts';
import {
  admittedAt,
  annotationPath,
  type LoadBalancer,
  type ProxyFleet,
  proxyFleets,
  proxyNamespaces,
} from '../../kubernetes/network/proxy-fleets.ts';
import { findInCluster, titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const proxy = (shutdown = 'minDrainDuration: 180s, drainTimeout: 300s') => `---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyProxy
metadata: { name: erp-gateway, namespace: erp-infra }
spec:
  shutdown: { ${shutdown} }
  provider:
    kubernetes:
      envoyService:
        annotations:
          ${aws}type: external
          ${aws}nlb-target-type: ip
          ${aws}target-group-attributes: target_health_state.unhealthy.connection_termination.enabled=false
          ${aws}healthcheck-protocol: http
          ${aws}healthcheck-port: "19003"
          ${aws}healthcheck-path: /ready
`;

const namespace = (label = 'elbv2.k8s.aws/pod-readiness-gate-inject: enabled') => `---
apiVersion: v1
kind: Namespace
metadata: { name: envoy-gateway-system, labels: { ${label} } }
`;

const ingress = (port: number) => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: envoy-proxies, namespace: envoy-gateway-system }
spec: { podSelector: {}, policyTypes: [Ingress], ingress: [{ from: [{ ipBlock: { cidr: 10.0.1.0/26 } }], ports: [{ port: ${port} }] }] }
`;

const around = gateway + proxies + namespace() + ingress(19003);
const service = 'spec.provider.kubernetes.envoyService.annotations';

export default defineRule({
  id: 'require-proxy-drain',
  severity: 'error',
  manual: '2.4, 2.6 (D32)',
  summary: 'Let a proxy of the edge go only after the load balancer knows that it goes, and a new one come only when it is known.',
  rationale:
    'A network load balancer sends new connections to a target for minutes after it was taken out, and finds a proxy that drains healthy as long ' +
    'as it only asks whether the port is open. Every rollout of the proxies and every drain of a node would cut connections, and a rollout ' +
    'could end all old proxies before the load balancer has found one of the new ones.',
  remediation:
    'Set spec.shutdown (minDrainDuration of at least two minutes, drainTimeout above it), the health check by HTTP at /ready of port 19003, ' +
    'target_health_state.unhealthy.connection_termination.enabled=false and the label of the namespace: load-balancer.ts of generators/model/environment and of the cloud in generators/clouds.',
  scope: 'object',
  kinds: ['EnvoyProxy'],

  check(manifest, world) {
    return proxyFleets(world).flatMap((fleet) =>
      fleet.settings === manifest && fleet.balancer !== undefined ? problemsOf(manifest, fleet, fleet.balancer, world) : [],
    );
  },

  examples: {
    pass: [
      { name: 'known before it goes, and before it comes', manifests: around + proxy() },
      {
        name: behindNodes,
        manifests: gateway + proxies + proxy().replace(/annotations:\n( {10}.*\n)+/, 'annotations: { metallb.io/address-pool: public }\n'),
      },
      {
        name: 'no load balancer of AWS',
        manifests: gateway + proxies + proxy('drainTimeout: 10s').replace(`          ${aws}type: external\n`, ''),
      },
    ],
    fail: [
      {
        name: 'gone while nodes still send to it',
        from: behindNodes,
        change: { 'EnvoyProxy/erp-gateway > spec.shutdown.minDrainDuration': '10s' },
        problems: [
          {
            on: 'EnvoyProxy/erp-gateway',
            message: 'EnvoyProxy "erp-gateway" lets a proxy go after 10 s, while the load balancer sends it connections for 120 s or more.',
            path: 'spec.shutdown.minDrainDuration',
          },
        ],
      },
      {
        name: 'gone after ten seconds',
        from: 'known before it goes, and before it comes',
        change: { 'EnvoyProxy/erp-gateway > spec.shutdown.minDrainDuration': undefined },
        problems: [
          {
            on: 'EnvoyProxy/erp-gateway',
            message: 'EnvoyProxy "erp-gateway" lets a proxy go after 10 s, while the load balancer sends it connections for 120 s or more.',
            path: 'spec.shutdown.minDrainDuration',
          },
        ],
      },
      {
        name: 'no time left after the load balancer knows',
        from: 'known before it goes, and before it comes',
        change: { 'EnvoyProxy/erp-gateway > spec.shutdown.drainTimeout': '60s' },
        problems: [
          {
            on: 'EnvoyProxy/erp-gateway',
            message: 'EnvoyProxy "erp-gateway" cuts what is left after 60 s, before the 180 s are over that it drains at least.',
            path: 'spec.shutdown.drainTimeout',
          },
        ],
      },
      {
        name: 'a health check that only asks whether the port is open',
        from: 'known before it goes, and before it comes',
        change: {
          'EnvoyProxy/erp-gateway > spec.provider.kubernetes.envoyService.annotations["service.beta.kubernetes.io/aws-load-balancer-healthcheck-protocol"]':
            'tcp',
        },
        problems: [
          {
            on: 'EnvoyProxy/erp-gateway',
            message:
              'EnvoyProxy "erp-gateway" is found healthy while it drains: its load balancer asks by tcp, not by http at port 19003, path /ready.',
            path: `${service}["${aws}healthcheck-protocol"]`,
          },
        ],
      },
      {
        name: 'connections that end with the first failed health check',
        from: 'known before it goes, and before it comes',
        change: {
          'EnvoyProxy/erp-gateway > spec.provider.kubernetes.envoyService.annotations["service.beta.kubernetes.io/aws-load-balancer-target-group-attributes"]':
            'target_health_state.unhealthy.connection_termination.enabled=true',
        },
        problems: [
          {
            on: 'EnvoyProxy/erp-gateway',
            message:
              'EnvoyProxy "erp-gateway" loses its connections as soon as it starts to drain, because its load balancer ends those of targets that are not healthy.',
            path: `${service}["${aws}target-group-attributes"]`,
          },
        ],
      },
      {
        name: 'a health check that no policy admits',
        from: 'known before it goes, and before it comes',
        change: { 'NetworkPolicy/envoy-proxies > spec.ingress[0].ports[0].port': 10443 },
        problems: [
          {
            on: 'EnvoyProxy/erp-gateway',
            message: 'EnvoyProxy "erp-gateway" is asked for its health on TCP 19003, where no NetworkPolicy admits an address range.',
            path: `${service}["${aws}healthcheck-port"]`,
          },
        ],
      },
      {
        name: 'pods that are ready before the load balancer knows them',
        from: 'known before it goes, and before it comes',
        change: { 'Namespace/envoy-gateway-system > metadata.labels': { team: 'infrastructure' } },
        problems: [
          {
            on: 'EnvoyProxy/erp-gateway',
            message:
              'EnvoyProxy "erp-gateway" has proxies in namespace "envoy-gateway-system" that are ready before their load balancer knows them: it lacks the label elbv2.k8s.aws/pod-readiness-gate-inject: enabled.',
            path: '',
          },
        ],
      },
    ],
  },
});

/** Seconds for which a load balancer goes on (aws-load-balancer-controller, issues 1834 and 2366), and the defaults of Envoy Gateway 1.9. */
const known = 120;
const defaults = { minimum: 10, most: 60 } as const;

const readinessGate = 'elbv2.k8s.aws/pod-readiness-gate-inject';

function problemsOf(
  manifest: Manifest,
  fleet: ProxyFleet,
  { cloud, healthCheck, attributes }: LoadBalancer,
  world: World,
): readonly Problem[] {
  const title = titleOf(manifest);
  const seconds = (field: string, fallback: number) => duration(at(manifest.fields, 'spec', 'shutdown', field)) ?? fallback;
  const [minimum, most] = [seconds('minDrainDuration', defaults.minimum), seconds('drainTimeout', defaults.most)];
  const { protocol, port, path } = healthCheck;
  // Elsewhere nodes answer, who hear from Kubernetes that a proxy ends.
  const asksPods = cloud.name === 'aws';
  const asked = protocol === 'http' && port === '19003' && path === '/ready';
  const admitted = admittedAt(fleet, 19003, world);
  const problems: (Problem | false)[] = [
    minimum < known && {
      message: `${title} lets a proxy go after ${minimum} s, while the load balancer sends it connections for ${known} s or more.`,
      path: 'spec.shutdown.minDrainDuration',
    },
    most <= minimum && {
      message: `${title} cuts what is left after ${most} s, before the ${minimum} s are over that it drains at least.`,
      path: 'spec.shutdown.drainTimeout',
    },
    asksPods &&
      !asked && {
        message: `${title} is found healthy while it drains: its load balancer asks by ${protocol}, not by http at port 19003, path /ready.`,
        path: annotationPath('healthcheck-protocol'),
      },
    asksPods &&
      attributes['target_health_state.unhealthy.connection_termination.enabled'] !== 'false' && {
        message:
          `${title} loses its connections as soon as it starts to drain, because its load balancer ends those of targets that are ` +
          'not healthy.',
        path: annotationPath('target-group-attributes'),
      },
    asked &&
      admitted?.length === 0 && {
        message: `${title} is asked for its health on TCP 19003, where no NetworkPolicy admits an address range.`,
        path: annotationPath('healthcheck-port'),
      },
    ...(asksPods ? proxyNamespaces(fleet, world) : [])
      .filter((name) => findInCluster(world, 'Namespace', name)?.labels[readinessGate] !== 'enabled')
      .map((name) => ({
        message:
          `${title} has proxies in namespace "${name}" that are ready before their load balancer knows them: it lacks the label ` +
          `${readinessGate}: enabled.`,
        path: '',
      })),
  ];
  return problems.filter((problem) => problem !== false);
}
