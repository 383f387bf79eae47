import { asText, listAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';

const example = `
apiVersion: v1
kind: Service
metadata: { name: postgres-primary, namespace: erp-infra }
spec: { selector: { application: spilo }, ports: [{ port: 5432 }] }
`;
const slice = `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: postgres-primary-x, namespace: erp-infra, labels: { kubernetes.io/service-name: postgres-primary } }
addressType: IPv4
endpoints: [{ addresses: [203.0.113.9] }]
`;
const old = `
apiVersion: v1
kind: Endpoints
metadata: { name: postgres-primary, namespace: erp-infra }
subsets: [{ addresses: [{ ip: 203.0.113.9 }] }]
`;
const from = 'a Service that selects its pods';

export default defineRule({
  id: 'forbid-written-endpoints',
  severity: 'error',
  manual: '2.5 (D40)',
  summary: 'Let Services find their pods by labels: write no endpoints.',
  rationale:
    'Endpoints that somebody wrote stand beside those of the selector: part of the connections to the database goes to an address that no ' +
    'policy and no diagram shows.',
  remediation: 'Give the Service a selector, and what is outside of the cluster an address in the settings of who calls it.',
  scope: 'object',
  kinds: ['EndpointSlice', 'Endpoints'],

  check(manifest) {
    const service = manifest.kind === 'Endpoints' ? manifest.name : (manifest.labels['kubernetes.io/service-name'] ?? '');
    const addresses = [
      ...listAt(manifest.fields, 'endpoints').flatMap((endpoint) =>
        listAt(endpoint, 'addresses').flatMap((address) => asText(address) ?? []),
      ),
      ...listAt(manifest.fields, 'subsets').flatMap((subset) =>
        listAt(subset, 'addresses').flatMap((address) => textAt(address, 'ip') ?? []),
      ),
    ];
    const to = addresses.length === 0 ? 'somewhere' : `to ${addresses.join(', ')}`;
    return [{ message: `${titleOf(manifest)} leads clients of Service "${service}" ${to}.`, path: '' }];
  },

  examples: {
    pass: [{ name: from, manifests: example }],
    fail: [
      {
        name: 'a slice of addresses',
        from,
        change: { 'EndpointSlice/postgres-primary-x': slice },
        problems: [
          {
            on: 'EndpointSlice/postgres-primary-x',
            message: 'EndpointSlice "postgres-primary-x" leads clients of Service "postgres-primary" to 203.0.113.9.',
            path: '',
          },
        ],
      },
      {
        name: 'the same of old',
        from,
        change: { 'Endpoints/postgres-primary': old },
        problems: [
          {
            on: 'Endpoints/postgres-primary',
            message: 'Endpoints "postgres-primary" leads clients of Service "postgres-primary" to 203.0.113.9.',
            path: '',
          },
        ],
      },
    ],
  },
});
