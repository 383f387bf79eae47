import { presentAt } from '../../kubernetes/fields.ts';
import { ofContainers, unless, windows } from '../../kubernetes/pods/admission.ts';
import { isWindows } from '../../kubernetes/pods/pod-security.ts';
import { defineRule } from '../../model.ts';
import { shown } from '../../wording.ts';

export default defineRule({
  id: 'limit-added-capabilities',
  severity: 'error',
  manual: '2.4, Pod Security Standards (restricted)',
  summary: 'Add no capability to a container but NET_BIND_SERVICE.',
  rationale: 'Most capabilities are one known step away from root on the node; NET_BIND_SERVICE only opens ports below 1024.',
  remediation: 'Remove the capability from securityContext.capabilities.add of the container.',
  scope: 'every-container',
  foreign: true,
  made: true,
  admission: ofContainers(
    `${windows} || ${unless('c', ['securityContext', 'capabilities', 'add'], "c.securityContext.capabilities.add.all(a, a == 'NET_BIND_SERVICE')")}`,
    { everywhere: true },
  ),

  check({ pod, name, fields, path }) {
    const added = presentAt(fields, 'securityContext', 'capabilities', 'add');
    if (isWindows(pod) || added === undefined) return [];
    const field = `${path}.securityContext.capabilities.add`;
    if (!Array.isArray(added)) return [{ message: `Container "${name}" adds the capability ${shown(added)}.`, path: field }];
    return added.flatMap((capability, index) =>
      capability === 'NET_BIND_SERVICE'
        ? []
        : [{ message: `Container "${name}" adds the capability ${shown(capability)}.`, path: `${field}[${index}]` }],
    );
  },

  examples: {
    pass: [
      { name: 'nothing added', container: 'name: financial-service' },
      {
        name: 'an empty list',
        container: `
name: financial-service
securityContext: { capabilities: { drop: [ALL], add: [] } }
`,
      },
      {
        name: 'ports below 1024',
        container: `
name: financial-service
securityContext: { capabilities: { drop: [ALL], add: [NET_BIND_SERVICE] } }
`,
      },
    ],
    fail: [
      {
        name: 'two more capabilities',
        from: 'an empty list',
        change: { 'securityContext.capabilities.add': ['SYS_ADMIN', 'NET_BIND_SERVICE', 'CHOWN'] },
        problems: [
          {
            message: 'Container "financial-service" adds the capability "SYS_ADMIN".',
            path: 'securityContext.capabilities.add[0]',
          },
          { message: 'Container "financial-service" adds the capability "CHOWN".', path: 'securityContext.capabilities.add[2]' },
        ],
      },
      {
        name: 'text instead of a list',
        from: 'an empty list',
        change: { 'securityContext.capabilities.add': 'ALL' },
        problems: [{ message: 'Container "financial-service" adds the capability "ALL".', path: 'securityContext.capabilities.add' }],
      },
    ],
  },
});
