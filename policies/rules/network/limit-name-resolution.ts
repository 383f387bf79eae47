import { asText, at, below, fieldsAt, listAt, textAt } from '../../kubernetes/fields.ts';
import type { Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { quotedList } from '../../wording.ts';

const from = 'the DNS of the cluster, with options';
const template = `
spec:
  dnsPolicy: ClusterFirst
  dnsConfig: { options: [{ name: ndots, value: "2" }] }
  containers: [{ name: sales-service }]
`;
const failing = (name: string, path: string, value: unknown, message: string, where = path) => ({
  name,
  from,
  change: { [path]: value },
  problems: [{ message: `The pod ${message}.`, path: where }],
});

export default defineRule({
  id: 'limit-name-resolution',
  severity: 'error',
  manual: '2.5, 9.1 (D134)',
  summary: 'Let pods find others by the DNS of the cluster alone.',
  rationale:
    'A line of hostAliases leads the name of the database to any address, and no Service, certificate or diagram shows it. Another DNS knows ' +
    'no Service, and learns every name that is asked for.',
  remediation:
    'Take hostAliases, dnsPolicy and the servers and search domains of dnsConfig out of the pod; give what is outside an address in the settings.',
  scope: 'every-pod',

  check({ spec, path }) {
    const policy = textAt(spec, 'dnsPolicy') ?? 'ClusterFirst';
    const own = at(spec, 'hostNetwork') === true ? 'ClusterFirstWithHostNet' : 'ClusterFirst';
    const config = fieldsAt(spec, 'dnsConfig');
    return [
      ...listAt(spec, 'hostAliases').map((alias, index): Problem => {
        const names = listAt(alias, 'hostnames').flatMap((name) => asText(name) ?? []);
        return {
          message: `The pod takes ${quotedList(names)} for the address "${textAt(alias, 'ip') ?? ''}".`,
          path: `${below(path, 'hostAliases')}[${index}]`,
        };
      }),
      ...(policy === own || policy === 'ClusterFirst'
        ? []
        : [{ message: `The pod does not ask the DNS of the cluster ("${policy}").`, path: below(path, 'dnsPolicy') }]),
      ...['nameservers', 'searches'].flatMap((field) => {
        const items = listAt(config, field).flatMap((item) => asText(item) ?? []);
        const what = field === 'nameservers' ? 'asks' : 'looks for names in';
        return items.length === 0
          ? []
          : [{ message: `The pod ${what} ${quotedList(items)}.`, path: below(below(path, 'dnsConfig'), field) }];
      }),
    ];
  },

  examples: {
    pass: [{ name: from, template }],
    fail: [
      failing(
        'the database at another address',
        'spec.hostAliases',
        [{ ip: '203.0.113.9', hostnames: ['postgres-primary.erp-infra.svc.cluster.local'] }],
        'takes "postgres-primary.erp-infra.svc.cluster.local" for the address "203.0.113.9"',
        'spec.hostAliases[0]',
      ),
      failing('the DNS of the node', 'spec.dnsPolicy', 'Default', 'does not ask the DNS of the cluster ("Default")'),
      failing('a DNS of elsewhere', 'spec.dnsConfig.nameservers', ['198.51.100.53'], 'asks "198.51.100.53"'),
      failing('names of another domain', 'spec.dnsConfig.searches', ['example.net'], 'looks for names in "example.net"'),
    ],
  },
});
