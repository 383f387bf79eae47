import type { Manifest } from '../../../../policies/model.ts';
import { deleted, type Edits, edited, type Mutation, remove, set } from '../mutation.ts';
import type { Production } from '../production.ts';

const aws = (name: string) => `spec.provider.kubernetes.envoyService.annotations["service.beta.kubernetes.io/aws-load-balancer-${name}"]`;

const proxies: Edits = {
  'match-client-address': {
    'hides the address of the client': set(aws('target-group-attributes'), 'deregistration_delay.timeout_seconds=300'),
    'lets everybody connect': remove('spec.provider.kubernetes.envoyService.loadBalancerSourceRanges'),
    'lets somebody connect whom no policy admits': set('spec.provider.kubernetes.envoyService.loadBalancerSourceRanges[0]', '192.0.2.0/24'),
  },
  'require-proxy-drain': {
    'goes as Envoy Gateway lets it': remove('spec.shutdown'),
    'goes after a minute': set('spec.shutdown.minDrainDuration', '60s'),
    'is asked whether its port is open': set(aws('healthcheck-protocol'), 'tcp'),
    'is asked where it serves': remove(aws('healthcheck-port')),
    'loses connections when it drains': set(aws('target-group-attributes'), 'preserve_client_ip.enabled=true'),
  },
};

const clients: Edits = {
  'match-client-address': {
    'believes the load balancer': set('spec.clientIPDetection.xForwardedFor.trustedCIDRs[0]', '10.0.1.0/24'),
    'believes who cannot connect': set('spec.clientIPDetection.xForwardedFor.trustedCIDRs[0]', '192.0.2.0/24'),
    'expects what nobody sends': set('spec.proxyProtocol', {}),
  },
};

/** What controllers make of our objects, and what they need. */
export default function controllers(production: Production): readonly Mutation[] {
  const { manifests } = production;
  const namespaceOf = ({ namespace }: Manifest) => [`Namespace ${namespace}`];
  const fleets = production.ofKind('EnvoyProxy');
  const policies = [
    'metrics-server',
    'keda-operator',
    'keda-metrics-apiserver',
    'keda-admission-webhooks',
    'postgres-operator',
    'kafka-operator',
  ];
  const closed = ['controllers', 'envoy-gateway', 'envoy-gateway-certgen'];
  const apiServer = production.ofKind(
    'NetworkPolicy',
    'prometheus-operator',
    'kube-state-metrics',
    'postgres-instances',
    'kafka-nodes',
    'alloy',
  );
  return [
    ...edited(manifests, fleets, proxies),
    ...edited(manifests, production.ofKind('ClientTrafficPolicy', 'erp-gateway'), clients),
    ...edited(
      manifests,
      production.ofKind('Namespace', 'envoy-gateway-system'),
      {
        'require-proxy-drain': {
          'lets pods be ready before their load balancer knows': remove('metadata.labels["elbv2.k8s.aws/pod-readiness-gate-inject"]'),
        },
      },
      () => production.titles('EnvoyProxy'),
    ),
    ...edited(
      manifests,
      production.ofKind('NetworkPolicy', 'envoy-proxies'),
      { 'require-proxy-drain': { 'admits no health check': remove('spec.ingress[0]') } },
      () => production.titles('EnvoyProxy'),
    ),
    ...deleted(
      manifests,
      [...production.ofKind('NetworkPolicy', ...policies, ...closed), ...apiServer],
      'match-controller-flow',
      namespaceOf,
    ),
    ...edited(
      manifests,
      production.ofKind('NetworkPolicy', 'beyond').filter(({ namespace }) => namespace === 'cert-manager'),
      { 'match-controller-flow': { 'lets nobody reach the authority': remove('spec.egress[0]') } },
      namespaceOf,
    ),
    ...edited(
      manifests,
      production.ofKind('NetworkPolicy', 'controllers').filter(({ namespace }) => namespace === 'sealed-secrets'),
      { 'match-controller-flow': { 'lets nobody fetch the certificate': remove('spec.ingress') } },
      namespaceOf,
    ),
    ...edited(
      manifests,
      production.ofKind('NetworkPolicy', 'beyond').filter(({ namespace }) => namespace === 'external-secrets'),
      { 'match-controller-flow': { 'leads to Vault at another port': set('spec.egress[0].ports[0].port', 8201) } },
      namespaceOf,
    ),
    ...edited(
      manifests,
      production.ofKind('NetworkPolicy', 'envoy-gateway'),
      { 'match-controller-flow': { 'lets the proxies alone reach the identity provider': remove('spec.egress[1]') } },
      namespaceOf,
    ),
    ...edited(
      manifests,
      production.ofKind('LimitRange').filter(({ namespace }) => namespace === 'erp-prod'),
      {
        'match-limit-range': {
          'is smaller than the containers': set('spec.limits[0].max.memory', '1Gi'),
          'asks for more than they have': set('spec.limits[0].min', { cpu: '1' }),
        },
      },
    ),
  ];
}
