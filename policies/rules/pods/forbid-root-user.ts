import { listAt, presentAt } from '../../kubernetes/fields.ts';
import { inContexts, ofPods } from '../../kubernetes/pods/admission.ts';
import { securityContexts } from '../../kubernetes/pods/pod-security.ts';
import { defineRule } from '../../model.ts';
import { settingOf, shown } from '../../wording.ts';

export default defineRule({
  id: 'forbid-root-user',
  severity: 'error',
  manual: '2.4, Pod Security Standards (restricted)',
  summary: 'Run no container as user 0, and give its files to no group 0.',
  rationale:
    'Root in a container is root on the node as soon as something else fails: a kernel fault, a mount too many. With runAsNonRoot such a pod does not even start. What belongs to group 0 in an image or on a disk, files of passwords among them, its members read.',
  remediation:
    'Set securityContext.runAsUser and fsGroup of the pod to 1000, remove runAsUser from the containers, and 0 from supplementalGroups.',
  scope: 'every-pod',
  foreign: true,
  made: true,
  admission: ofPods(
    `${inContexts((s) => `(!has(${s}.runAsUser) || ${s}.runAsUser > 0)`)} && (!has(variables.pod.securityContext) || (` +
      '(!has(variables.pod.securityContext.fsGroup) || variables.pod.securityContext.fsGroup > 0) && ' +
      '(!has(variables.pod.securityContext.supplementalGroups) || variables.pod.securityContext.supplementalGroups.all(g, g > 0))))',
    { everywhere: true },
  ),

  check(pod) {
    const contexts = securityContexts(pod);
    const [own] = contexts;
    const group = presentAt(own.fields, 'fsGroup');
    return [
      ...contexts.flatMap(({ subject, fields, path }) => {
        const value = presentAt(fields, 'runAsUser');
        return value === undefined || isOther(value)
          ? []
          : [{ message: settingOf(subject, 'runAsUser', value), path: `${path}.runAsUser` }];
      }),
      ...(group === undefined || isOther(group)
        ? []
        : [{ message: settingOf(own.subject, 'fsGroup', group), path: `${own.path}.fsGroup` }]),
      ...listAt(own.fields, 'supplementalGroups').flatMap((value, index) =>
        isOther(value)
          ? []
          : [{ message: `The pod has the group ${shown(value)} in supplementalGroups.`, path: `${own.path}.supplementalGroups[${index}]` }],
      ),
    ];
  },

  examples: {
    pass: [
      { name: 'the user of the image', template: 'spec: { containers: [{ name: financial-service }] }' },
      {
        name: 'the pod and a container name theirs',
        template: `
spec:
  securityContext: { runAsUser: 1000, fsGroup: 1000, supplementalGroups: [2000] }
  containers: [{ name: financial-service, securityContext: { runAsUser: 1001 } }]
`,
      },
    ],
    fail: [
      {
        name: 'root for the pod',
        from: 'the pod and a container name theirs',
        change: { 'spec.securityContext.runAsUser': 0 },
        problems: [{ message: 'The pod sets runAsUser to 0.', path: 'spec.securityContext.runAsUser' }],
      },
      {
        name: 'root for one init container',
        from: 'the pod and a container name theirs',
        change: {
          'spec.containers[0].securityContext': undefined,
          'spec.initContainers': [{ name: 'chown', securityContext: { runAsUser: 0 } }],
        },
        problems: [{ message: 'Container "chown" sets runAsUser to 0.', path: 'spec.initContainers[0].securityContext.runAsUser' }],
      },
      {
        name: 'files of the group of root',
        from: 'the pod and a container name theirs',
        change: { 'spec.securityContext.fsGroup': 0, 'spec.securityContext.supplementalGroups[0]': 0 },
        problems: [
          { message: 'The pod sets fsGroup to 0.', path: 'spec.securityContext.fsGroup' },
          { message: 'The pod has the group 0 in supplementalGroups.', path: 'spec.securityContext.supplementalGroups[0]' },
        ],
      },
      {
        name: 'a number as text, which no API server takes',
        from: 'the user of the image',
        change: { 'spec.securityContext.runAsUser': '1000' },
        problems: [{ message: 'The pod sets runAsUser to "1000".', path: 'spec.securityContext.runAsUser' }],
      },
    ],
  },
});

/** Whether an id is that of somebody other than root. */
function isOther(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value > 0;
}
