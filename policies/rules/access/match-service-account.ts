import { listAt, textAt } from '../../kubernetes/fields.ts';
import { missingIn } from '../../kubernetes/objects.ts';
import type { Pod, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';

const account = `
apiVersion: v1
kind: ServiceAccount
metadata: { name: financial-service }
automountServiceAccountToken: false
`;

export default defineRule({
  id: 'match-service-account',
  severity: 'error',
  manual: '2.4 (D29)',
  summary: 'Let the ServiceAccount that a pod names exist, and its token be for the API server where that is asked.',
  rationale: 'No pod is created while its ServiceAccount is missing, and the Deployment only says so in its events.',
  remediation: 'Add the ServiceAccount to the namespace, or name one that exists; leave the audience out of a token for the API server.',
  scope: 'every-pod',
  foreign: true,
  made: true,

  check(pod, world) {
    const field = textAt(pod.spec, 'serviceAccountName') === undefined ? 'serviceAccount' : 'serviceAccountName';
    const name = textAt(pod.spec, field) ?? '';
    const tokens = strangeTokens(pod);
    // Kubernetes makes an account called default in every namespace.
    if (name === '' || name === 'default' || world.find('ServiceAccount', pod.namespace, name) !== undefined) return tokens;
    return [...tokens, { message: `ServiceAccount "${name}" ${missingIn(pod.namespace)}.`, path: `${pod.path}.${field}` }];
  },

  examples: {
    pass: [
      { name: 'an account of the namespace', template: 'spec: { serviceAccountName: financial-service }', beside: account },
      {
        name: 'a token of its own for the API server',
        template: `
spec:
  volumes:
    - name: access
      projected: { sources: [{ serviceAccountToken: { path: token } }, { configMap: { name: kube-root-ca.crt } }] }
`,
      },
      { name: 'the account that every namespace has', template: 'spec: { serviceAccountName: default }' },
    ],
    fail: [
      {
        name: 'a token for somebody else',
        from: 'a token of its own for the API server',
        change: { 'spec.volumes[0].projected.sources[0].serviceAccountToken.audience': 'vault' },
        problems: [
          {
            message: 'The pod has a token for "vault" beside the certificate of the API server, which refuses it.',
            path: 'spec.volumes[0].projected.sources[0].serviceAccountToken.audience',
          },
        ],
      },
      {
        name: 'a mistyped name',
        from: 'an account of the namespace',
        change: { 'spec.serviceAccountName': 'finance-service' },
        problems: [
          { message: 'ServiceAccount "finance-service" does not exist in namespace "erp-prod".', path: 'spec.serviceAccountName' },
        ],
      },
      {
        name: 'an account of another namespace',
        from: 'an account of the namespace',
        change: { 'ServiceAccount/financial-service > metadata.namespace': 'erp-infra' },
        problems: [
          { message: 'ServiceAccount "financial-service" does not exist in namespace "erp-prod".', path: 'spec.serviceAccountName' },
        ],
      },
      {
        name: 'the old field',
        from: 'the account that every namespace has',
        change: { spec: { serviceAccount: 'financial-service' } },
        problems: [{ message: 'ServiceAccount "financial-service" does not exist in namespace "erp-prod".', path: 'spec.serviceAccount' }],
      },
    ],
  },
});

/** Tokens beside the certificate of the API server that are for another program, which the API server refuses (TokenRequest, `audience`). */
function strangeTokens(pod: Pod): readonly Problem[] {
  return listAt(pod.spec, 'volumes').flatMap((volume, index) => {
    const sources = listAt(volume, 'projected', 'sources');
    if (!sources.some((source) => textAt(source, 'configMap', 'name') === 'kube-root-ca.crt')) return [];
    return sources.flatMap((source, place) => {
      const audience = textAt(source, 'serviceAccountToken', 'audience') ?? '';
      if (audience === '' || /kubernetes[.]default[.]svc|^https:/.test(audience)) return [];
      return [
        {
          message: `The pod has a token for "${audience}" beside the certificate of the API server, which refuses it.`,
          path: `${pod.path}.volumes[${index}].projected.sources[${place}].serviceAccountToken.audience`,
        },
      ];
    });
  });
}
