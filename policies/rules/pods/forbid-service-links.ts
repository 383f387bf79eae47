import { presentAt } from '../../kubernetes/fields.ts';
import { ofPods } from '../../kubernetes/pods/admission.ts';
import { defineRule } from '../../model.ts';
import { settingOf } from '../../wording.ts';

export default defineRule({
  id: 'forbid-service-links',
  severity: 'error',
  manual: '2.4 (D39)',
  summary: 'Inject no variables about other Services into containers.',
  rationale:
    'By default every container gets variables such as KAFKA_PORT for each Service of the namespace: they overwrite the configuration of the same name, and slow down the start.',
  remediation: 'Set enableServiceLinks of the pod to false.',
  scope: 'every-pod',
  fix: { set: false },
  admission: ofPods('has(variables.pod.enableServiceLinks) && !variables.pod.enableServiceLinks'),

  check(pod) {
    const value = presentAt(pod.spec, 'enableServiceLinks');
    return value === false ? [] : [{ message: settingOf('The pod', 'enableServiceLinks', value), path: `${pod.path}.enableServiceLinks` }];
  },

  examples: {
    pass: [{ name: 'switched off', template: 'spec: { enableServiceLinks: false }' }],
    fail: [
      {
        name: 'nothing said: they are injected by default',
        from: 'switched off',
        change: { spec: { containers: [{ name: 'financial-service' }] } },
        problems: [{ message: 'The pod does not set enableServiceLinks.', path: 'spec.enableServiceLinks' }],
      },
      {
        name: 'switched on',
        from: 'switched off',
        change: { 'spec.enableServiceLinks': true },
        problems: [{ message: 'The pod sets enableServiceLinks to true.', path: 'spec.enableServiceLinks' }],
      },
    ],
  },
});
