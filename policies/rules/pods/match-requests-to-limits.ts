import { below, fieldsAt, presentAt } from '../../kubernetes/fields.ts';
import { isBytes, quantity } from '../../kubernetes/quantities.ts';
import type { Container, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { shown } from '../../wording.ts';

export default defineRule({
  id: 'match-requests-to-limits',
  severity: 'error',
  manual: '2.4',
  summary: 'Request no more of a resource than its limit, in amounts that Kubernetes reads.',
  rationale:
    'The API server refuses a container that requests more than its limit, in the cluster and after the merge; "512m" of memory is half a byte, and kills the container at once.',
  remediation: 'Correct the amount in resources.requests or resources.limits of the container.',
  scope: 'every-container',
  foreign: true,
  made: true,

  check(container) {
    const requests = fieldsAt(container.fields, 'resources', 'requests');
    return [
      ...unreadable(container, 'requests'),
      ...unreadable(container, 'limits'),
      ...Object.keys(requests).flatMap((resource) => {
        const limit = presentAt(container.fields, 'resources', 'limits', resource);
        const most = quantity(limit);
        const asked = quantity(requests[resource]);
        if (most === undefined || asked === undefined || asked <= most) return [];
        return [
          {
            message: `Container "${container.name}" requests ${shown(requests[resource])} of ${resource}, more than its limit of ${shown(limit)}.`,
            path: below(`${container.path}.resources.requests`, resource),
          },
        ];
      }),
    ];
  },

  examples: {
    pass: [
      { name: 'no resources', container: 'name: financial-service' },
      {
        name: 'equal amounts in different spellings',
        container: `
name: financial-service
resources:
  requests: { cpu: 1000m, memory: 1024Mi, ephemeral-storage: 1e9 }
  limits: { cpu: 1, memory: 1Gi, ephemeral-storage: "1000000000" }
`,
      },
      {
        name: 'a request without a limit',
        container: `
name: financial-service
resources: { requests: { cpu: 500m, memory: 512Mi } }
`,
      },
    ],
    fail: [
      {
        name: 'more memory than the limit, and a smaller number',
        from: 'no resources',
        change: { resources: { requests: { cpu: '500m', memory: '3Gi' }, limits: { cpu: '2000m', memory: '2048Mi' } } },
        problems: [
          {
            message: 'Container "financial-service" requests "3Gi" of memory, more than its limit of "2048Mi".',
            path: 'resources.requests.memory',
          },
        ],
      },
      {
        name: 'binary against decimal bytes',
        from: 'no resources',
        change: { resources: { requests: { memory: '1Gi' }, limits: { memory: '1G' } } },
        problems: [
          {
            message: 'Container "financial-service" requests "1Gi" of memory, more than its limit of "1G".',
            path: 'resources.requests.memory',
          },
        ],
      },
      {
        name: 'no amounts',
        from: 'no resources',
        change: { resources: { requests: { cpu: '500 m' }, limits: { memory: '2GB', cpu: -1 } } },
        problems: [
          { message: 'Container "financial-service" requests "500 m" of cpu, which is no quantity.', path: 'resources.requests.cpu' },
          {
            message: 'Container "financial-service" limits memory to "2GB", which is no quantity.',
            path: 'resources.limits.memory',
          },
          { message: 'Container "financial-service" limits cpu to -1, which is negative.', path: 'resources.limits.cpu' },
        ],
      },
      {
        name: 'thousandths of a byte',
        from: 'no resources',
        change: { resources: { requests: { memory: '512m' }, limits: { memory: '2Gi' } } },
        problems: [
          {
            message: 'Container "financial-service" requests "512m" of memory, which is no whole number of bytes.',
            path: 'resources.requests.memory',
          },
        ],
      },
    ],
  },
});

function unreadable({ name, fields, path }: Container, list: 'requests' | 'limits'): readonly Problem[] {
  return Object.entries(fieldsAt(fields, 'resources', list)).flatMap(([resource, value]) => {
    const fault = value === null ? undefined : faultOf(resource, value);
    if (fault === undefined) return [];
    const amount = list === 'requests' ? `requests ${shown(value)} of ${resource}` : `limits ${resource} to ${shown(value)}`;
    return [{ message: `Container "${name}" ${amount}, which is ${fault}.`, path: below(`${path}.resources.${list}`, resource) }];
  });
}

function faultOf(resource: string, value: unknown): string | undefined {
  const amount = quantity(value);
  if (amount === undefined) return 'no quantity';
  if (amount < 0) return 'negative';
  return isBytes(resource) && !Number.isInteger(amount) ? 'no whole number of bytes' : undefined;
}
