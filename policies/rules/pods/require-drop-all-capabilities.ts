import { asList, presentAt } from '../../kubernetes/fields.ts';
import { isThere, ofContainers, windows } from '../../kubernetes/pods/admission.ts';
import { isWindows } from '../../kubernetes/pods/pod-security.ts';
import { defineRule } from '../../model.ts';
import { shown } from '../../wording.ts';

export default defineRule({
  id: 'require-drop-all-capabilities',
  severity: 'error',
  manual: '2.4, Pod Security Standards (restricted)',
  summary: 'Drop all capabilities of every container.',
  rationale:
    'Container runtimes give fourteen capabilities by default, among them raw sockets and changing owners. A service on ports above 1024 needs none.',
  remediation: 'Set securityContext.capabilities.drop of the container to ["ALL"].',
  scope: 'every-container',
  foreign: true,
  admission: ofContainers(
    `${windows} || (${isThere('c', 'securityContext', 'capabilities', 'drop')} && 'ALL' in c.securityContext.capabilities.drop)`,
  ),

  check({ pod, name, fields, path }) {
    const dropped = presentAt(fields, 'securityContext', 'capabilities', 'drop');
    if (isWindows(pod) || asList(dropped).includes('ALL')) return [];
    const instead = asList(dropped).map(shown).join(', ');
    const message =
      instead === '' ? `Container "${name}" does not drop its capabilities.` : `Container "${name}" drops only ${instead}, not "ALL".`;
    return [{ message, path: `${path}.securityContext.capabilities.drop` }];
  },

  examples: {
    pass: [
      {
        name: 'all dropped',
        container: `
name: financial-service
securityContext: { capabilities: { drop: [ALL] } }
`,
      },
      {
        name: 'all dropped, one more in so many words',
        container: `
name: financial-service
securityContext: { capabilities: { drop: [NET_RAW, ALL], add: [NET_BIND_SERVICE] } }
`,
      },
    ],
    fail: [
      {
        name: 'no security context',
        from: 'all dropped',
        change: { securityContext: undefined },
        problems: [{ message: 'Container "financial-service" does not drop its capabilities.', path: 'securityContext.capabilities.drop' }],
      },
      {
        name: 'an empty list',
        from: 'all dropped',
        change: { 'securityContext.capabilities.drop': [] },
        problems: [{ message: 'Container "financial-service" does not drop its capabilities.', path: 'securityContext.capabilities.drop' }],
      },
      {
        name: 'one capability only',
        from: 'all dropped',
        change: { 'securityContext.capabilities.drop[0]': 'NET_RAW' },
        problems: [
          { message: 'Container "financial-service" drops only "NET_RAW", not "ALL".', path: 'securityContext.capabilities.drop' },
        ],
      },
      {
        name: 'in small letters, which the standard does not take',
        from: 'all dropped',
        change: { 'securityContext.capabilities.drop[0]': 'all' },
        problems: [{ message: 'Container "financial-service" drops only "all", not "ALL".', path: 'securityContext.capabilities.drop' }],
      },
      {
        name: 'text instead of a list',
        from: 'all dropped',
        change: { 'securityContext.capabilities.drop': 'ALL' },
        problems: [{ message: 'Container "financial-service" does not drop its capabilities.', path: 'securityContext.capabilities.drop' }],
      },
    ],
  },
});
