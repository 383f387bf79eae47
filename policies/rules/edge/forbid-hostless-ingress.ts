import { listAt, presentAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { defineRule } from '../../model.ts';

export default defineRule({
  id: 'forbid-hostless-ingress',
  severity: 'error',
  manual: '2.6',
  summary: 'Let no Ingress answer hosts that it does not name.',
  rationale:
    'A rule without a host answers every name that leads to the controller, those of other services included, and without the certificate of any.',
  remediation: 'Write the host of the rule, and lead what no rule matches nowhere.',
  scope: 'object',
  kinds: ['Ingress'],

  check(manifest) {
    const title = titleOf(manifest);
    const rules = listAt(manifest.fields, 'spec', 'rules').flatMap((rule, index) =>
      (textAt(rule, 'host') ?? '') === '' ? [{ message: `${title} answers every host.`, path: `spec.rules[${index}].host` }] : [],
    );
    const rest =
      presentAt(manifest.fields, 'spec', 'defaultBackend') === undefined
        ? []
        : [{ message: `${title} answers every host that no rule names.`, path: 'spec.defaultBackend' }];
    return [...rules, ...rest];
  },

  examples: {
    pass: [
      {
        name: 'a host',
        manifests: `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: sales-service, namespace: erp-prod }
spec: { rules: [{ host: api.erp.example.com }] }
`,
      },
    ],
    fail: [
      {
        name: 'no host',
        from: 'a host',
        change: { 'spec.rules[0].host': undefined, 'spec.rules[0].http': { paths: [] } },
        problems: [{ on: 'Ingress/sales-service', message: 'Ingress "sales-service" answers every host.', path: 'spec.rules[0].host' }],
      },
      {
        name: 'a backend for the rest',
        from: 'a host',
        change: { 'spec.defaultBackend': { service: { name: 'sales-service', port: { number: 80 } } } },
        problems: [
          {
            on: 'Ingress/sales-service',
            message: 'Ingress "sales-service" answers every host that no rule names.',
            path: 'spec.defaultBackend',
          },
        ],
      },
    ],
  },
});
