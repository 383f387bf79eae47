import { portsOf } from '../../kubernetes/pods/container-ports.ts';
import type { Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';

export default defineRule({
  id: 'forbid-duplicate-port',
  severity: 'error',
  manual: '2.4',
  summary: 'Give each port of a pod one number and each port of a container one name.',
  rationale:
    'All containers of a pod share one network: the second that opens a port fails to start. A name used twice sends probes and Services to the first of the two.',
  remediation: 'Give one of the two ports another number or another name.',
  scope: 'every-pod',
  foreign: true,

  check(pod) {
    const opened = new Map<string, string>();
    const problems: Problem[] = [];
    for (const container of pod.containers) {
      const names = new Set<string>();
      for (const { name, number, protocol, path } of portsOf(container)) {
        if (name !== undefined && names.has(name)) {
          problems.push({ message: `Container "${container.name}" names two ports "${name}".`, path: `${path}.name` });
        }
        if (name !== undefined) names.add(name);
        // An init container has ended before the others open their ports.
        if (number === undefined || container.role === 'init') continue;
        const port = `${number}/${protocol}`;
        const owner = opened.get(port);
        if (owner === undefined) opened.set(port, container.name);
        else problems.push({ message: `Container "${container.name}" opens port ${port}, which ${other(owner, container.name)}.`, path });
      }
    }
    return problems;
  },

  examples: {
    pass: [
      {
        name: 'different numbers, and one number for two protocols',
        template: `
spec:
  containers:
    - name: financial-service
      ports: [{ name: http, containerPort: 8000 }, { name: dns, containerPort: 53, protocol: UDP }, { name: dns-tcp, containerPort: 53 }]
    - name: exporter
      ports: [{ name: http, containerPort: 9187 }]
`,
      },
      {
        name: 'an init container, which ends before',
        template: `
spec:
  initContainers: [{ name: migrate, ports: [{ containerPort: 8000 }] }]
  containers: [{ name: financial-service, ports: [{ containerPort: 8000 }] }]
`,
      },
    ],
    fail: [
      {
        name: 'one name for two ports',
        template: `
spec:
  containers:
    - name: financial-service
      ports: [{ name: http, containerPort: 8000 }, { name: http, containerPort: 9091 }]
`,
        problems: [{ message: 'Container "financial-service" names two ports "http".', path: 'spec.containers[0].ports[1].name' }],
      },
      {
        name: 'one number twice in a container',
        template: `
spec:
  containers:
    - name: financial-service
      ports: [{ name: http, containerPort: 8000 }, { name: web, containerPort: 8000, protocol: TCP }]
`,
        problems: [
          {
            message: 'Container "financial-service" opens port 8000/TCP, which it opens already.',
            path: 'spec.containers[0].ports[1]',
          },
        ],
      },
      {
        name: 'one number in a container and in a sidecar',
        from: 'an init container, which ends before',
        change: {
          'spec.initContainers[0]': { name: 'proxy', restartPolicy: 'Always', ports: [{ name: 'admin', containerPort: 9091 }] },
          'spec.containers[0].ports[0]': { name: 'metrics', containerPort: 9091 },
        },
        problems: [
          {
            message: 'Container "proxy" opens port 9091/TCP, which container "financial-service" opens already.',
            path: 'spec.initContainers[0].ports[0]',
          },
        ],
      },
    ],
  },
});

function other(owner: string, self: string): string {
  return owner === self ? 'it opens already' : `container "${owner}" opens already`;
}
