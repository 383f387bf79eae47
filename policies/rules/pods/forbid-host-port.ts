import { listAt, presentAt } from '../../kubernetes/fields.ts';
import { ofContainers } from '../../kubernetes/pods/admission.ts';
import { defineRule } from '../../model.ts';
import { shown } from '../../wording.ts';

export default defineRule({
  id: 'forbid-host-port',
  severity: 'error',
  manual: 'Pod Security Standards (baseline)',
  summary: 'Open no port of the node for a container.',
  rationale:
    'A host port is reachable past the Service and its NetworkPolicies, and each node has it only once, so that rollouts and autoscaling get stuck.',
  remediation: 'Remove hostPort from the ports of the container, and reach it through its Service.',
  scope: 'every-container',
  foreign: true,
  made: true,
  admission: ofContainers('!has(c.ports) || c.ports.all(p, !has(p.hostPort) || p.hostPort == 0)', { everywhere: true }),

  check({ name, fields, path }) {
    return listAt(fields, 'ports').flatMap((port, index) => {
      const value = presentAt(port, 'hostPort');
      if (value === undefined || value === 0) return [];
      return [{ message: `Container "${name}" opens port ${shown(value)} of the node.`, path: `${path}.ports[${index}].hostPort` }];
    });
  },

  examples: {
    pass: [
      { name: 'no ports', container: 'name: financial-service' },
      {
        name: 'ports of the pod only',
        container: `
name: financial-service
ports: [{ name: http, containerPort: 8000 }, { name: grpc, containerPort: 50051, hostPort: 0 }]
`,
      },
    ],
    fail: [
      {
        name: 'a port of the node',
        from: 'ports of the pod only',
        change: { 'ports[1].hostPort': 50051 },
        problems: [{ message: 'Container "financial-service" opens port 50051 of the node.', path: 'ports[1].hostPort' }],
      },
      {
        name: 'a number as text',
        from: 'no ports',
        change: { ports: [{ name: 'http', containerPort: 8000, hostPort: '8000' }] },
        problems: [{ message: 'Container "financial-service" opens port "8000" of the node.', path: 'ports[0].hostPort' }],
      },
    ],
  },
});
