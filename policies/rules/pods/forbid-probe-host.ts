import { presentAt } from '../../kubernetes/fields.ts';
import { ofContainers } from '../../kubernetes/pods/admission.ts';
import { handlersOf } from '../../kubernetes/pods/probes.ts';
import { defineRule } from '../../model.ts';
import { shown } from '../../wording.ts';

export default defineRule({
  id: 'forbid-probe-host',
  severity: 'error',
  manual: 'Pod Security Standards (baseline)',
  summary: 'Let probes and lifecycle hooks reach only their own pod.',
  rationale:
    'The kubelet makes the connection, from the node and past every NetworkPolicy: a host in a probe lets whoever writes a pod reach any address from there.',
  remediation: 'Remove host from the httpGet or tcpSocket of the probe or hook.',
  scope: 'every-container',
  admission: ofContainers(
    [
      ...['startupProbe', 'readinessProbe', 'livenessProbe'].map((probe) => `(!has(c.${probe}) || (${withoutHost(`c.${probe}`)}))`),
      ...['postStart', 'preStop'].map(
        (hook) => `(!has(c.lifecycle) || !has(c.lifecycle.${hook}) || (${withoutHost(`c.lifecycle.${hook}`)}))`,
      ),
    ].join(' && '),
    { everywhere: true },
  ),

  check(container) {
    return handlersOf(container).flatMap(({ owner, action, fields, path }) => {
      const host = presentAt(fields, 'host');
      if (!['httpGet', 'tcpSocket'].includes(action) || host === undefined || host === '') return [];
      return [{ message: `The ${owner} of container "${container.name}" connects to the host ${shown(host)}.`, path: `${path}.host` }];
    });
  },

  examples: {
    pass: [
      {
        name: 'the pod itself',
        container: `
name: financial-service
livenessProbe: { httpGet: { path: /health/live, port: http } }
readinessProbe: { tcpSocket: { port: 8000, host: "" } }
startupProbe: { grpc: { port: 50051 } }
lifecycle: { preStop: { sleep: { seconds: 10 } } }
`,
      },
    ],
    fail: [
      {
        name: 'localhost, which is the node and not the pod',
        container: `
name: financial-service
livenessProbe: { httpGet: { path: /health/live, port: http, host: 127.0.0.1 } }
`,
        problems: [
          {
            message: 'The livenessProbe of container "financial-service" connects to the host "127.0.0.1".',
            path: 'livenessProbe.httpGet.host',
          },
        ],
      },
      {
        name: 'another machine, from a probe and from a hook',
        container: `
name: financial-service
readinessProbe: { tcpSocket: { port: 5432, host: 10.0.2.10 } }
lifecycle: { postStart: { httpGet: { path: /, port: 80, host: 169.254.169.254 } } }
`,
        problems: [
          {
            message: 'The readinessProbe of container "financial-service" connects to the host "10.0.2.10".',
            path: 'readinessProbe.tcpSocket.host',
          },
          {
            message: 'The postStart hook of container "financial-service" connects to the host "169.254.169.254".',
            path: 'lifecycle.postStart.httpGet.host',
          },
        ],
      },
    ],
  },
});

function withoutHost(handler: string): string {
  return ['httpGet', 'tcpSocket']
    .map((action) => `(!has(${handler}.${action}) || !has(${handler}.${action}.host) || ${handler}.${action}.host == '')`)
    .join(' && ');
}
