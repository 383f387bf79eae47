import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { INetworkPolicyPeer } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer';
import type { INetworkPolicyPort } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPort';
import type { Instance } from '../model/instance.ts';
import { dns, endpoints, gateway, ingressController, prometheus, servingPods } from '../model/service/backing-services.ts';
import { ports } from '../model/service/defaults.ts';
import { selector, serviceLabels } from './labels.ts';

/** The flows of a service (manual 9.1, R119-R125), from what it uses and calls and from who calls it. */
export function networkPolicy({ service, environment, platform, callers, callees }: Instance) {
  const { infra } = environment.namespaces;
  const edge = environment.edge === 'gateway' ? gateway : ingressController;
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `${service.name}-netpol`, namespace: environment.namespaces.app, labels: serviceLabels(service.name) },
    spec: {
      podSelector: { matchLabels: selector(service.name) },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        { from: [pods(edge.podLabels, edge.namespace)], ports: [tcp(ports.http)] },
        ...(callers.length === 0 ? [] : [{ from: callers.map((caller) => pods(selector(caller))), ports: [tcp(ports.grpc)] }]),
        { from: [pods(prometheus.podLabels, infra)], ports: [tcp(ports.metrics)] },
      ],
      egress: [
        ...service.uses.map((name) => ({
          to: [pods(servingPods(name, platform.dataLayer), infra)],
          ports: [tcp(endpoints[name].port)],
        })),
        ...(callees.length === 0 ? [] : [{ to: callees.map((callee) => pods(selector(callee))), ports: [tcp(ports.grpc)] }]),
        dnsEgress(),
      ],
    },
  } satisfies INetworkPolicy;
}

/** Name look-ups over both protocols: long answers come over TCP (D134). */
export function dnsEgress() {
  return {
    to: [pods(dns.podLabels, dns.namespace)],
    ports: [
      { protocol: 'UDP', port: dns.port },
      { protocol: 'TCP', port: dns.port },
    ],
  } satisfies { to: INetworkPolicyPeer[]; ports: INetworkPolicyPort[] };
}

/** Pods by label, in one item with the namespace: two items would mean either of the two (D133). */
export function pods(labels: Readonly<Record<string, string>>, namespace?: string): INetworkPolicyPeer {
  return {
    ...(namespace !== undefined && { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } }),
    podSelector: { matchLabels: { ...labels } },
  };
}

/** One TCP port. */
export function tcp(port: number): INetworkPolicyPort {
  return { protocol: 'TCP', port };
}
