import type { World } from '../../model.ts';
import { appNamespace, expectDeployment, expectObject, forEvery, inEvery, infra, uses, whereOperated } from './expectations.ts';
import { expectPeers, pods } from './flows.ts';
import { exactly } from './pattern.ts';
import type { Evidence, Shortfall } from './requirement.ts';

/** A store or collector in erp-infra, as its clients reach it. */
export interface Store {
  readonly store: 'postgres' | 'redis' | 'kafka' | 'tracing';
  readonly port: number;
  /** Labels of its pods, in the order of their keys. */
  readonly labels: Readonly<Record<string, string>>;
}

/** That the flow to a store is open at both ends, for whoever carries the label of its clients, and for nobody else. */
export function expectStore(evidence: Evidence, { store, port, labels }: Store): readonly Shortfall[] {
  const client = `erp.example.com/${store}-client`;
  const selector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
  const where = (check: (world: World) => readonly Shortfall[]) => (store === 'tracing' ? check : whereOperated(store, check));
  return [
    ...forEvery(evidence, (service) =>
      uses(service, store)
        ? [
            ...expectPeers(service, { direction: 'Egress', port }, [pods(selector, infra)]),
            ...expectDeployment(service, { spec: { template: { metadata: { labels: { [client]: 'true' } } } } }),
          ]
        : [],
    ),
    ...inEvery(
      evidence,
      where((world) =>
        expectObject(
          world,
          { kind: 'NetworkPolicy', namespace: infra, name: `${store}-clients` },
          {
            spec: {
              podSelector: exactly({ matchLabels: labels }),
              policyTypes: exactly(['Ingress']),
              ingress: [
                {
                  ports: [{ port, protocol: 'TCP' }],
                  from: exactly([
                    {
                      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': appNamespace(world) } },
                      podSelector: { matchLabels: { [client]: 'true' } },
                    },
                  ]),
                },
              ],
            },
          },
        ),
      ),
    ),
  ];
}
