import { textAt } from '../../kubernetes/fields.ts';
import { missingIn } from '../../kubernetes/objects.ts';
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
  summary: 'Let the ServiceAccount that a pod names exist.',
  rationale: 'No pod is created while its ServiceAccount is missing, and the Deployment only says so in its events.',
  remediation: 'Add the ServiceAccount to the namespace, or name one that exists.',
  scope: 'every-pod',
  foreign: true,
  made: true,

  check(pod, world) {
    const field = textAt(pod.spec, 'serviceAccountName') === undefined ? 'serviceAccount' : 'serviceAccountName';
    const name = textAt(pod.spec, field) ?? '';
    // Kubernetes makes an account called default in every namespace.
    if (name === '' || name === 'default' || world.find('ServiceAccount', pod.namespace, name) !== undefined) return [];
    return [{ message: `ServiceAccount "${name}" ${missingIn(pod.namespace)}.`, path: `${pod.path}.${field}` }];
  },

  examples: {
    pass: [
      { name: 'an account of the namespace', template: 'spec: { serviceAccountName: financial-service }', beside: account },
      { name: 'the account that every namespace has', template: 'spec: { serviceAccountName: default }' },
    ],
    fail: [
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
