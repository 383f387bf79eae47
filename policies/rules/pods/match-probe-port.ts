import { presentAt, textAt } from '../../kubernetes/fields.ts';
import { portsOf } from '../../kubernetes/pods/container-ports.ts';
import { handlersOf } from '../../kubernetes/pods/probes.ts';
import type { Container } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { shown } from '../../wording.ts';

export default defineRule({
  id: 'match-probe-port',
  severity: 'error',
  manual: '2.4',
  summary: 'Point probes and lifecycle hooks at ports that their container declares, by TLS only where these speak it.',
  rationale:
    'A probe of a port that nothing listens on never succeeds: the pod is restarted for ever, or a rollout waits until its deadline. Applying it gives no error.',
  remediation: 'Use a name or number from the ports of the container in the probe or hook, or declare the port.',
  scope: 'every-container',

  check(container) {
    const declared = portsOf(container).filter(({ protocol }) => protocol === 'TCP');
    return handlersOf(container).flatMap(({ owner, action, fields, path }) => {
      if (!['httpGet', 'tcpSocket', 'grpc'].includes(action)) return [];
      const port = presentAt(fields, 'port');
      // A gRPC probe takes no name, and Kubernetes takes digits in quotes for a name.
      const found = declared.some(({ name, number }) => (typeof port === 'number' ? number === port : action !== 'grpc' && name === port));
      if (found && port !== undefined) return scheme(container, owner, action, fields, path);
      const subject = `The ${owner} of container "${container.name}"`;
      const message =
        port === undefined
          ? `${subject} names no port.`
          : `${subject} uses port ${shown(port)}, but the container ${declaration(container)}.`;
      return [{ message, path: `${path}.port` }];
    });
  },

  examples: {
    pass: [
      { name: 'no probes', container: 'name: financial-service' },
      {
        name: 'by name, by number, and hooks without a port',
        container: `
name: financial-service
ports: [{ name: http, containerPort: 8000 }, { name: grpc, containerPort: 50051, protocol: TCP }]
startupProbe: { httpGet: { path: /health/live, port: http } }
readinessProbe: { tcpSocket: { port: 8000 } }
livenessProbe: { grpc: { port: 50051 } }
lifecycle: { preStop: { sleep: { seconds: 10 } }, postStart: { exec: { command: [/app/warm-up] } } }
`,
      },
    ],
    fail: [
      {
        name: 'TLS where none is spoken',
        from: 'by name, by number, and hooks without a port',
        change: { 'startupProbe.httpGet.scheme': 'HTTPS' },
        problems: [
          {
            message: 'The startupProbe of container "financial-service" asks port "http" by TLS, which is called "http".',
            path: 'startupProbe.httpGet.scheme',
          },
        ],
      },
      {
        name: 'a mistyped name',
        from: 'no probes',
        change: {
          ports: [
            { name: 'http', containerPort: 8000 },
            { name: 'metrics', containerPort: 9091 },
          ],
          'livenessProbe.httpGet': { path: '/health/live', port: 'htpp' },
        },
        problems: [
          {
            message:
              'The livenessProbe of container "financial-service" uses port "htpp", but the container declares only 8000 (http), 9091 (metrics).',
            path: 'livenessProbe.httpGet.port',
          },
        ],
      },
      {
        name: 'a number from before the ports changed',
        from: 'no probes',
        change: {
          ports: [{ containerPort: 8000 }],
          'startupProbe.tcpSocket.port': 8080,
          'lifecycle.preStop.httpGet': { path: '/drain', port: 8080 },
        },
        problems: [
          {
            message: 'The startupProbe of container "financial-service" uses port 8080, but the container declares only 8000.',
            path: 'startupProbe.tcpSocket.port',
          },
          {
            message: 'The preStop hook of container "financial-service" uses port 8080, but the container declares only 8000.',
            path: 'lifecycle.preStop.httpGet.port',
          },
        ],
      },
      {
        name: 'gRPC by name, which Kubernetes cannot do',
        from: 'no probes',
        change: { ports: [{ name: 'grpc', containerPort: 50051 }], 'readinessProbe.grpc.port': 'grpc' },
        problems: [
          {
            message: 'The readinessProbe of container "financial-service" uses port "grpc", but the container declares only 50051 (grpc).',
            path: 'readinessProbe.grpc.port',
          },
        ],
      },
      {
        name: 'no port at all',
        from: 'no probes',
        change: { 'livenessProbe.httpGet.path': '/health/live', 'readinessProbe.httpGet': { path: '/health/ready', port: 'http' } },
        problems: [
          {
            message: 'The readinessProbe of container "financial-service" uses port "http", but the container declares no port.',
            path: 'readinessProbe.httpGet.port',
          },
          { message: 'The livenessProbe of container "financial-service" names no port.', path: 'livenessProbe.httpGet.port' },
        ],
      },
    ],
  },
});

function declaration(container: Container): string {
  const ports = portsOf(container).map(({ name, number, protocol }) => {
    const notes = [name, protocol === 'TCP' ? undefined : protocol].filter((note) => note !== undefined);
    return `${number ?? 'no number'}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`;
  });
  return ports.length === 0 ? 'declares no port' : `declares only ${ports.join(', ')}`;
}

/** A port that is called http speaks no TLS; nor does one that another probe of the container asks without it. */
function scheme(container: Container, owner: string, action: string, fields: Container['fields'], path: string) {
  if (action !== 'httpGet' || schemeOf(fields) !== 'HTTPS') return [];
  const port = presentAt(fields, 'port');
  const own = portsOf(container).find(({ name, number }) => name === port || number === port);
  const isPlain = own?.name === 'http' || (own?.name?.startsWith('http-') ?? false);
  const other = handlersOf(container).find(
    (handler) => handler.action === 'httpGet' && presentAt(handler.fields, 'port') === port && schemeOf(handler.fields) !== 'HTTPS',
  );
  if (!isPlain && other === undefined) return [];
  const why = isPlain ? `is called "${own?.name}"` : `is asked without it by the ${other?.owner}`;
  const message = `The ${owner} of container "${container.name}" asks port ${shown(port)} by TLS, which ${why}.`;
  return [{ message, path: `${path}.scheme` }];
}

function schemeOf(fields: Container['fields']): string {
  return textAt(fields, 'scheme') ?? 'HTTP';
}
