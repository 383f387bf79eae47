import { type ServerElsewhere, serversOf } from '../../kubernetes/data/stores-elsewhere.ts';
import { type AddressRange, addressRanges, contains, overlap, without } from '../../kubernetes/network/address-ranges.ts';
import { rangesAt } from '../../kubernetes/network/controller-flows.ts';
import { networkOf } from '../../kubernetes/network/network.ts';
import type { Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';

const template = `
metadata: { labels: { app: example } }
spec:
  containers:
    - name: example
      image: registry.example.com/example:1.0.0
      envFrom: [{ configMapRef: { name: example-config } }]
`;
const beside = (to: string, port = 5432) => `
apiVersion: v1
kind: Namespace
metadata:
  name: erp-infra
  annotations:
    erp.example.com/postgres-elsewhere: '[{"servers":["erp.db.example.com:5432"],"cidrs":["10.0.5.0/24","10.0.6.0/24"],"tls":true}]'
---
apiVersion: v1
kind: ConfigMap
metadata: { name: example-config, namespace: erp-prod }
data: { LEDGER: "erp.db.example.com:5432" }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: example, namespace: erp-prod }
spec:
  podSelector: { matchLabels: { app: example } }
  policyTypes: [Egress]
  egress: [{ to: [${to}], ports: [{ port: ${port} }] }]
`;
const [one, other] = ['10.0.5.0/24', '10.0.6.0/24'].map((cidr) => `{ ipBlock: { cidr: ${cidr} } }`);

export default defineRule({
  id: 'match-store-flow',
  severity: 'error',
  manual: '9.1 (R119-R125)',
  summary: 'Let who uses a store that somebody else runs out to all of its addresses, and to no more around them.',
  rationale:
    'A NetworkPolicy knows no names: a subnet that is missing from it is an outage on the day of a failover, and a wider range than the store ' +
    'stands in opens its port to whatever else is there.',
  remediation:
    'Name the subnets of the store in `cidrs` of the environment, and nothing else that overlaps them in `reaches` (docs/stores.md).',
  scope: 'every-pod',

  check(pod, world) {
    const used = serversOf(pod, world);
    if (used.length === 0) return [];
    const network = networkOf(world);
    const source = network.endpointOf(pod);
    return used.flatMap((server) =>
      server.hosts
        .filter(({ port }, index) => server.hosts.findIndex((earlier) => earlier.port === port) === index)
        .flatMap(({ port }) => {
          const open = rangesAt(network, 'Egress', source, port);
          return open === undefined ? [] : problemsOf(open, server, { port, path: pod.path });
        }),
    );
  },

  examples: {
    pass: [
      { name: 'both subnets, and nothing more', template, beside: beside(`${one}, ${other}`) },
      {
        name: 'a partner on the Internet at the same port',
        template,
        beside: beside(`${one}, ${other}, { ipBlock: { cidr: 0.0.0.0/0, except: [10.0.16.0/20] } }`),
      },
      { name: 'who does not use it', template, beside: beside(`${one}`).replace('LEDGER: "erp.db', 'LEDGER: "other.db') },
      {
        name: 'who may go anywhere, which is for another rule',
        template,
        beside: beside('').replace(/policyTypes.*\n.*egress.*/, 'policyTypes: [Ingress]'),
      },
    ],
    fail: [
      {
        name: 'a subnet is missing',
        from: 'both subnets, and nothing more',
        change: { 'NetworkPolicy/example > spec.egress[0].to': [{ ipBlock: { cidr: '10.0.5.0/24' } }] },
        problems: [{ message: 'It uses "erp.db.example.com:5432", and no egress rule leads to 10.0.6.0/24 on TCP 5432.', path: 'spec' }],
      },
      {
        name: 'another port',
        from: 'both subnets, and nothing more',
        change: { 'NetworkPolicy/example > spec.egress[0].ports[0].port': 6432 },
        problems: [
          { message: 'It uses "erp.db.example.com:5432", and no egress rule leads to 10.0.5.0/24, 10.0.6.0/24 on TCP 5432.', path: 'spec' },
        ],
      },
      {
        name: 'all of the network around it',
        from: 'both subnets, and nothing more',
        change: { 'NetworkPolicy/example > spec.egress[0].to': [{ ipBlock: { cidr: '10.0.0.0/16' } }] },
        problems: [
          {
            message:
              'It uses "erp.db.example.com:5432", and its egress rules lead to 10.0.0.0/16 on TCP 5432, more than 10.0.5.0/24, 10.0.6.0/24, where that is.',
            path: 'spec',
          },
        ],
      },
    ],
  },
});

/** The port, and the field of the pods. */
interface Where {
  readonly port: number;
  readonly path: string;
}

function problemsOf(open: readonly AddressRange[], { hosts, cidrs }: ServerElsewhere, { port, path }: Where): readonly Problem[] {
  const own = addressRanges(cidrs);
  const closed = own.filter((range) => without(range, open).length > 0);
  // Whoever may go out to everybody at that port needs it for something else, which forbid-unneeded-flow asks for.
  const wide = open.filter(
    (range) => range.prefix !== '' && own.some((part) => overlap(range, part)) && !own.some((part) => contains(part, range)),
  );
  const subject = `It uses "${hosts.map(({ host, port: number }) => `${host}:${number}`).join('", "')}", and`;
  const listed = (ranges: readonly AddressRange[]) => [...new Set(ranges.map(({ text }) => text))].join(', ');
  return [
    ...(closed.length === 0 ? [] : [{ message: `${subject} no egress rule leads to ${listed(closed)} on TCP ${port}.`, path }]),
    ...(wide.length === 0
      ? []
      : [
          {
            message: `${subject} its egress rules lead to ${listed(wide)} on TCP ${port}, more than ${listed(own)}, where that is.`,
            path,
          },
        ]),
  ];
}
