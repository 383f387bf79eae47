import { ownKey, ownValue } from '../../company/own-keys.ts';
import { at, presentAt, textAt, texts } from '../../kubernetes/fields.ts';
import { ofPods } from '../../kubernetes/pods/admission.ts';
import { defineRule } from '../../model.ts';
import { settingOf } from '../../wording.ts';

const annotation = ownKey('uses-kubernetes-api', 'policies');

export default defineRule({
  id: 'forbid-service-account-token',
  severity: 'error',
  manual: '2.4 (D29)',
  summary: 'Mount no token for the Kubernetes API into pods that do not use it.',
  rationale: 'The token is mounted by default. A service that never calls the API only hands it to whoever reads a file of the pod.',
  remediation: `Set automountServiceAccountToken of the pod to false, or say why it calls the API in the annotation ${annotation} of the pod template.`,
  scope: 'every-pod',
  // Whoever gave the pod an account of its own may have given it rights, too.
  fix: {
    set: false,
    unless: [
      { beside: 'serviceAccountName', isSet: true },
      { beside: 'serviceAccount', isSet: true },
    ],
  },
  admission: ofPods(
    '(has(variables.pod.automountServiceAccountToken) && !variables.pod.automountServiceAccountToken) || ' +
      `('${annotation}' in variables.annotations && ` +
      `variables.annotations['${annotation}'].matches('\\\\S'))`,
  ),

  check(pod, world) {
    const value = presentAt(pod.spec, 'automountServiceAccountToken');
    const account = textAt(pod.spec, 'serviceAccountName') ?? textAt(pod.spec, 'serviceAccount') ?? 'default';
    // What the pod does not say, its account says.
    const inherited = world.find('ServiceAccount', pod.namespace, account)?.fields['automountServiceAccountToken'];
    if (value === undefined && inherited === false) return [];
    const reason = ownValue(texts(at(pod.template, 'metadata', 'annotations')), 'uses-kubernetes-api', 'policies') ?? '';
    if (value === false || reason.trim() !== '') return [];
    return [{ message: settingOf('The pod', 'automountServiceAccountToken', value), path: `${pod.path}.automountServiceAccountToken` }];
  },

  examples: {
    pass: [
      {
        name: 'an account that gives its pods no token',
        template: 'spec: { serviceAccountName: financial-service }',
        beside: `
apiVersion: v1
kind: ServiceAccount
metadata: { name: financial-service }
automountServiceAccountToken: false
`,
      },
      { name: 'no token', template: 'spec: { automountServiceAccountToken: false }' },
      {
        name: 'a pod that calls the API, and says why',
        template: `
metadata: { annotations: { policies.erp.example.com/uses-kubernetes-api: reads the endpoints of its peers } }
spec: { automountServiceAccountToken: true }
`,
      },
    ],
    fail: [
      {
        name: 'nothing said: the token is mounted by default',
        from: 'no token',
        change: { 'spec.automountServiceAccountToken': undefined },
        problems: [{ message: 'The pod does not set automountServiceAccountToken.', path: 'spec.automountServiceAccountToken' }],
      },
      {
        name: 'a token without a reason',
        from: 'a pod that calls the API, and says why',
        change: { 'metadata.annotations["policies.erp.example.com/uses-kubernetes-api"]': ' ' },
        problems: [{ message: 'The pod sets automountServiceAccountToken to true.', path: 'spec.automountServiceAccountToken' }],
      },
      {
        name: 'false as text, which no API server takes',
        from: 'no token',
        change: { 'spec.automountServiceAccountToken': 'false' },
        problems: [{ message: 'The pod sets automountServiceAccountToken to "false".', path: 'spec.automountServiceAccountToken' }],
      },
    ],
  },
});
