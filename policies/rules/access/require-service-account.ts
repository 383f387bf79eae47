import { presentAt } from '../../kubernetes/fields.ts';
import { ofPods } from '../../kubernetes/pods/admission.ts';
import { defineRule } from '../../model.ts';
import { settingOf, shown } from '../../wording.ts';

export default defineRule({
  id: 'require-service-account',
  severity: 'error',
  manual: '2.4 (D29)',
  summary: 'Run every pod under a service account of its own.',
  rationale:
    'Whatever is granted to the account "default" is granted to every pod of the namespace that names none, and audit logs cannot tell those pods apart.',
  remediation: 'Set serviceAccountName of the pod to the ServiceAccount of the service.',
  scope: 'every-pod',
  admission: ofPods(
    "has(variables.pod.serviceAccountName) && !(variables.pod.serviceAccountName in ['', 'default']) && (!has(variables.pod.serviceAccount) || variables.pod.serviceAccount == variables.pod.serviceAccountName)",
    { everywhere: true },
  ),

  check(pod) {
    const name = presentAt(pod.spec, 'serviceAccountName');
    if (typeof name === 'string' && name !== '' && name !== 'default') {
      const old = presentAt(pod.spec, 'serviceAccount');
      // The API server takes the new field and forgets the old one.
      return old === undefined || old === name
        ? []
        : [
            {
              message: `The pod sets the old field serviceAccount to ${shown(old)}, and runs under "${name}".`,
              path: `${pod.path}.serviceAccount`,
            },
          ];
    }
    return [{ message: settingOf('The pod', 'serviceAccountName', name), path: `${pod.path}.serviceAccountName` }];
  },

  examples: {
    pass: [{ name: 'its own account', template: 'spec: { serviceAccountName: financial-service }' }],
    fail: [
      {
        name: 'no account',
        from: 'its own account',
        change: { spec: { containers: [] } },
        problems: [{ message: 'The pod does not set serviceAccountName.', path: 'spec.serviceAccountName' }],
      },
      {
        name: 'the account of everybody',
        from: 'its own account',
        change: { 'spec.serviceAccountName': 'default' },
        problems: [{ message: 'The pod sets serviceAccountName to "default".', path: 'spec.serviceAccountName' }],
      },
      {
        name: 'an empty name',
        from: 'its own account',
        change: { 'spec.serviceAccountName': '' },
        problems: [{ message: 'The pod sets serviceAccountName to "".', path: 'spec.serviceAccountName' }],
      },
      {
        name: 'another account in the old field',
        from: 'its own account',
        change: { 'spec.serviceAccount': 'sales-service' },
        problems: [
          {
            message: 'The pod sets the old field serviceAccount to "sales-service", and runs under "financial-service".',
            path: 'spec.serviceAccount',
          },
        ],
      },
      {
        name: 'the old field',
        from: 'its own account',
        change: { spec: { serviceAccount: 'financial-service' } },
        problems: [{ message: 'The pod does not set serviceAccountName.', path: 'spec.serviceAccountName' }],
      },
    ],
  },
});
