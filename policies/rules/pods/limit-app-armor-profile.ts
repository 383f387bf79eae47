import { below, fieldsAt, presentAt } from '../../kubernetes/fields.ts';
import { inContexts, ofPods } from '../../kubernetes/pods/admission.ts';
import { securityContexts } from '../../kubernetes/pods/pod-security.ts';
import { defineRule } from '../../model.ts';
import { settingOf, shown } from '../../wording.ts';

/** Read until v1.30, and still copied into the field by the API server. */
const annotationPrefix = 'container.apparmor.security.beta.kubernetes.io/';

export default defineRule({
  id: 'limit-app-armor-profile',
  severity: 'error',
  manual: 'Pod Security Standards (baseline)',
  summary: 'Leave every container under an AppArmor profile.',
  rationale: 'AppArmor confines what a container may touch even as root; on nodes that have it, "Unconfined" takes that away.',
  remediation: 'Set appArmorProfile.type to RuntimeDefault or Localhost, or remove it together with the old annotation.',
  scope: 'every-pod',
  foreign: true,
  admission: ofPods(
    `${inContexts((s) => `(!has(${s}.appArmorProfile) || ${s}.appArmorProfile.type in ['RuntimeDefault', 'Localhost'])`)} && ` +
      `variables.annotations.all(key, !key.startsWith('${annotationPrefix}') || ` +
      "variables.annotations[key] in ['', 'runtime/default'] || variables.annotations[key].startsWith('localhost/'))",
    { everywhere: true },
  ),

  check(pod) {
    const settings = securityContexts(pod).flatMap(({ subject, fields, path }) => {
      const value = presentAt(fields, 'appArmorProfile', 'type');
      if (value === undefined || value === 'RuntimeDefault' || value === 'Localhost') return [];
      return [{ message: settingOf(subject, 'appArmorProfile.type', value), path: `${path}.appArmorProfile.type` }];
    });
    const annotations = Object.entries(fieldsAt(pod.template, 'metadata', 'annotations'))
      .filter(([key, value]) => key.startsWith(annotationPrefix) && !isConfined(value))
      .map(([key, value]) => ({
        message: `The annotation "${key}" says ${shown(value)}.`,
        path: below(`${pod.metadataPath}.annotations`, key),
      }));
    return [...settings, ...annotations];
  },

  examples: {
    pass: [
      { name: 'nothing said', template: 'spec: { containers: [{ name: financial-service }] }' },
      {
        name: 'profiles by field',
        template: `
spec:
  securityContext: { appArmorProfile: { type: RuntimeDefault } }
  containers: [{ name: financial-service, securityContext: { appArmorProfile: { type: Localhost, localhostProfile: erp } } }]
`,
      },
      {
        name: 'profiles by annotation',
        template: `
metadata:
  annotations:
    container.apparmor.security.beta.kubernetes.io/financial-service: runtime/default
    container.apparmor.security.beta.kubernetes.io/exporter: localhost/erp
spec: { containers: [{ name: financial-service }, { name: exporter }] }
`,
      },
    ],
    fail: [
      {
        name: 'an unconfined pod',
        from: 'nothing said',
        change: { 'spec.securityContext.appArmorProfile.type': 'Unconfined' },
        problems: [{ message: 'The pod sets appArmorProfile.type to "Unconfined".', path: 'spec.securityContext.appArmorProfile.type' }],
      },
      {
        name: 'an unconfined container',
        from: 'profiles by field',
        change: { 'spec.containers[0].securityContext.appArmorProfile': { type: 'Unconfined' } },
        problems: [
          {
            message: 'Container "financial-service" sets appArmorProfile.type to "Unconfined".',
            path: 'spec.containers[0].securityContext.appArmorProfile.type',
          },
        ],
      },
      {
        name: 'unconfined by annotation',
        from: 'nothing said',
        change: { 'metadata.annotations["container.apparmor.security.beta.kubernetes.io/financial-service"]': 'unconfined' },
        problems: [
          {
            message: 'The annotation "container.apparmor.security.beta.kubernetes.io/financial-service" says "unconfined".',
            path: 'metadata.annotations["container.apparmor.security.beta.kubernetes.io/financial-service"]',
          },
        ],
      },
    ],
  },
});

function isConfined(value: unknown): boolean {
  return value === null || (typeof value === 'string' && (value === '' || value === 'runtime/default' || value.startsWith('localhost/')));
}
