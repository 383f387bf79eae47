import type { World } from '../model.ts';
import { edgeOf } from './model/edge.ts';
import {
  appNamespace,
  type DeployedService,
  expectObject,
  forEvery,
  inEvery,
  infra,
  servicesIn,
  servicesOfManual,
} from './model/expectations.ts';
import { expectPeers, peersOf, pods } from './model/flows.ts';
import { exactly } from './model/pattern.ts';
import type { Requirement, Shortfall } from './model/requirement.ts';
import { expectStore } from './model/stores.ts';

const section = '9.1';

const requirements: readonly Requirement[] = [
  {
    id: 'R119',
    section,
    requirement: 'The ingress controller, and nobody else, reaches TCP 8000.',
    where: 'NetworkPolicy <service>-netpol: ingress; NetworkPolicy default-deny of each namespace',
    deviation: {
      defects: ['D43', 'D132', 'D137'],
      text:
        'The proxies of erp-gateway in envoy-gateway-system; namespaces are named by kubernetes.io/metadata.name, which all have. ' +
        'A default deny in both namespaces makes the list complete.',
    },
    check: (evidence) => [
      ...forEvery(evidence, (service) => {
        const controller =
          edgeOf(service.world) === 'ingress'
            ? pods('app.kubernetes.io/component=controller, app.kubernetes.io/name=ingress-nginx', 'ingress-nginx')
            : pods('gateway.envoyproxy.io/owning-gateway-name=erp-gateway', 'envoy-gateway-system');
        const flow = { direction: 'Ingress', port: 8000 } as const;
        const named: readonly string[] = servicesOfManual.map(({ name }) => name);
        const further = processesIn(service.world).filter((name) => !named.includes(name));
        const theirs = peersOf(service, flow).filter((peer) => further.some((name) => peer === pods(`app=${name}`)));
        return expectPeers(service, flow, [controller, ...theirs]);
      }),
      ...inEvery(evidence, (world) =>
        [appNamespace(world), infra].flatMap((namespace) =>
          expectObject(
            world,
            { kind: 'NetworkPolicy', namespace, name: 'default-deny' },
            {
              spec: exactly({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
            },
          ),
        ),
      ),
    ],
  },
  {
    id: 'R120',
    section,
    requirement: 'sales-service reaches financial-service by gRPC on TCP 50051, as other services may.',
    where: 'NetworkPolicies <service>-netpol: ingress of the callee, egress of the caller (D135); only services among themselves',
    check: (evidence) => inEvery(evidence, expectCalls),
  },
  {
    id: 'R121',
    section,
    requirement: 'Prometheus (app: prometheus in erp-infra), and nobody else, reaches TCP 9091.',
    where: 'NetworkPolicy <service>-netpol: ingress; NetworkPolicy prometheus-scrape in erp-infra: egress',
    deviation: {
      defects: ['D132', 'D133', 'D137'],
      text: 'Namespace and label in one peer: as two they would admit either. The default deny in erp-infra needs the egress too.',
    },
    check: (evidence) => [
      ...forEvery(evidence, (service) => expectPeers(service, { direction: 'Ingress', port: 9091 }, [pods('app=prometheus', infra)])),
      ...inEvery(evidence, (world) =>
        expectObject(
          world,
          { kind: 'NetworkPolicy', namespace: infra, name: 'prometheus-scrape' },
          {
            spec: {
              podSelector: exactly({ matchLabels: { app: 'prometheus' } }),
              policyTypes: exactly(['Egress']),
              egress: [
                {
                  ports: [{ port: 9091, protocol: 'TCP' }],
                  to: exactly([
                    {
                      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': appNamespace(world) } },
                      podSelector: { matchLabels: { 'app.kubernetes.io/part-of': 'erp' } },
                    },
                  ]),
                },
              ],
            },
          },
        ),
      ),
    ],
  },
  {
    id: 'R122',
    section,
    requirement: 'A service reaches PostgreSQL in erp-infra on TCP 5432.',
    where: 'NetworkPolicy <service>-netpol: egress; NetworkPolicy postgres-clients in erp-infra: ingress',
    deviation: {
      defects: ['D132', 'D133', 'D136'],
      text: 'Only the pooler: with the label of the manual the databases behind it could be reached as well.',
    },
    check: (evidence) => expectStore(evidence, { store: 'postgres', port: 5432, labels: { 'connection-pooler': 'postgres-pooler' } }),
  },
  {
    id: 'R123',
    section,
    requirement: 'A service reaches Redis in erp-infra on TCP 6379.',
    where: 'NetworkPolicy <service>-netpol: egress; NetworkPolicy redis-clients in erp-infra: ingress',
    deviation: { defects: ['D23', 'D132', 'D133'], text: 'The HAProxy in front of Sentinel, which always leads to the master.' },
    check: (evidence) => expectStore(evidence, { store: 'redis', port: 6379, labels: { app: 'redis-ha-haproxy', release: 'redis-ha' } }),
  },
  {
    id: 'R124',
    section,
    requirement: 'A service reaches Kafka in erp-infra on TCP 9092.',
    where: 'NetworkPolicy <service>-netpol: egress; NetworkPolicy kafka-clients in erp-infra: ingress',
    deviation: { defects: ['D14', 'D132', 'D133'], text: 'The brokers by the labels that Strimzi gives them.' },
    check: (evidence) =>
      expectStore(evidence, { store: 'kafka', port: 9092, labels: { 'strimzi.io/cluster': 'kafka', 'strimzi.io/pool-name': 'broker' } }),
  },
  {
    id: 'R125',
    section,
    requirement: 'A service reaches kube-dns in kube-system on port 53.',
    where: 'NetworkPolicy <service>-netpol: egress',
    deviation: { defects: ['D132', 'D133', 'D134'], text: 'By UDP and TCP: long answers come over TCP.' },
    check: (evidence) =>
      forEvery(evidence, (service) =>
        (['UDP', 'TCP'] as const).flatMap((protocol) =>
          expectPeers(service, { direction: 'Egress', port: 53, protocol }, [pods('k8s-app=kube-dns', 'kube-system')]),
        ),
      ),
  },
];

export default requirements;

/** Whatever runs beside the services of the manual, and those themselves: services beyond it may call them. */
function processesIn(world: World): readonly string[] {
  const namespace = appNamespace(world);
  return ['Deployment', 'StatefulSet', 'CronJob', 'Job'].flatMap((kind) =>
    world.ofKind(kind).flatMap((manifest) => (manifest.namespace === namespace ? [manifest.name] : [])),
  );
}

function expectCalls(world: World): readonly Shortfall[] {
  const services = servicesIn(world);
  const service = (name: string) => services.find((candidate) => candidate.name === name);
  const peers = new Map(processesIn(world).map((name) => [pods(`app=${name}`), name]));
  const isOther = (peer: string, own: string) => peers.has(peer) && peers.get(peer) !== own;
  const where = `${world.environment} > NetworkPolicies of ${appNamespace(world)}`;
  const strangers = services.flatMap((callee) =>
    (['Ingress', 'Egress'] as const).flatMap((direction) =>
      peersOf(callee, { direction, port: 50051 })
        .filter((peer) => !isOther(peer, callee.name))
        .map((peer) => ({
          message: `The policies of "${callee.name}" open TCP 50051 (${direction}) for ${peer}, which is no service.`,
          where,
        })),
    ),
  );
  const [financial, sales] = [service('financial-service'), service('sales-service')];
  if (financial === undefined || sales === undefined) return strangers;
  const isOpen = (subject: DeployedService, direction: 'Ingress' | 'Egress', peer: string) =>
    peersOf(subject, { direction, port: 50051 }).includes(pods(`app=${peer}`));
  return [
    ...strangers,
    ...(isOpen(financial, 'Ingress', 'sales-service')
      ? []
      : [{ message: 'The policies of "financial-service" do not let in TCP 50051 from "sales-service".', where }]),
    ...(isOpen(sales, 'Egress', 'financial-service')
      ? []
      : [{ message: 'The policies of "sales-service" do not let out TCP 50051 to "financial-service".', where }]),
  ];
}
