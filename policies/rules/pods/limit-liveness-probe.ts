import { asList, numberAt, textAt } from '../../kubernetes/fields.ts';
import { portsOf } from '../../kubernetes/pods/container-ports.ts';
import { type Handler, handlersOf } from '../../kubernetes/pods/probes.ts';
import type { Container } from '../../model.ts';
import { defineRule } from '../../model.ts';

const container = (liveness: string) => `
name: financial-service
ports: [{ name: http, containerPort: 8000 }]
readinessProbe: { httpGet: { path: /health, port: http }, periodSeconds: 5, failureThreshold: 3 }
livenessProbe: { ${liveness} }
`;
const later = 'the same page, asked for longer';
const message = (seconds: number) =>
  `The livenessProbe of container "financial-service" asks what its readinessProbe asks, and gives up after ${seconds} seconds, no later than ` +
  'that (15).';

export default defineRule({
  id: 'limit-liveness-probe',
  severity: 'error',
  manual: '2.4 (D30)',
  summary: 'Restart a container only for what a restart mends: by another question than its readiness, or later.',
  rationale:
    'A page that says whether a container can serve fails with the database. Where the liveness probe asks it too and gives up as soon, all pods ' +
    'are restarted at once when a database is slow, and come back with cold caches to one that is slower.',
  remediation:
    'Let the livenessProbe ask for a page that depends on the process alone (httpGet /health/live), or give it a greater failureThreshold.',
  scope: 'serving-container',

  check(subject) {
    const handlers = handlersOf(subject);
    const [liveness, readiness] = ['livenessProbe', 'readinessProbe'].map((probe) => handlers.filter(({ owner }) => owner === probe));
    const [own, other] = [liveness?.[0], readiness?.[0]];
    if (own === undefined || other === undefined || liveness?.length !== 1 || readiness?.length !== 1) return [];
    const asked = questionOf(own, subject);
    if (asked === undefined || asked !== questionOf(other, subject)) return [];
    const [ends, pauses] = [patience(subject, 'livenessProbe'), patience(subject, 'readinessProbe')];
    if (ends > pauses) return [];
    return [
      {
        message:
          `The livenessProbe of container "${subject.name}" asks what its readinessProbe asks, and gives up after ${ends} seconds, no later than ` +
          `that (${pauses}).`,
        path: `${subject.path}.livenessProbe`,
      },
    ];
  },

  examples: {
    pass: [
      { name: later, container: container('httpGet: { path: /health, port: http }, periodSeconds: 10, failureThreshold: 6') },
      { name: 'a page of its own', container: container('httpGet: { path: /health/live, port: http }, periodSeconds: 5') },
      { name: 'whether it listens at all', container: container('tcpSocket: { port: http }, periodSeconds: 5') },
    ],
    fail: [
      {
        name: 'at once, by the number of the port',
        from: later,
        change: {
          'livenessProbe.httpGet': { path: '/health', port: 8000, scheme: 'HTTP' },
          'livenessProbe.periodSeconds': 5,
          'livenessProbe.failureThreshold': 3,
        },
        problems: [{ message: message(15), path: 'livenessProbe' }],
      },
      {
        name: 'sooner',
        from: later,
        change: { 'livenessProbe.periodSeconds': undefined, 'livenessProbe.failureThreshold': 1 },
        problems: [{ message: message(10), path: 'livenessProbe' }],
      },
    ],
  },
});

/** What a probe asks, as a text to compare; undefined for one that only connects, which depends on nothing but the process. */
function questionOf({ action, fields }: Handler, container: Container): string | undefined {
  const port =
    portsOf(container).find(({ name, number }) => name === fields['port'] || number === fields['port'])?.number ?? fields['port'];
  switch (action) {
    case 'httpGet':
      return JSON.stringify([action, textAt(fields, 'host'), textAt(fields, 'scheme') ?? 'HTTP', textAt(fields, 'path') ?? '/', port]);
    case 'grpc':
      return JSON.stringify([action, port, textAt(fields, 'service') ?? '']);
    case 'exec':
      return JSON.stringify([action, asList(fields['command'])]);
    default:
      return undefined;
  }
}

/** Seconds until a probe gives up that fails from now on (Kubernetes 1.35: every 10 seconds, 3 times). */
function patience({ fields }: Container, probe: string): number {
  return (numberAt(fields, probe, 'periodSeconds') ?? 10) * (numberAt(fields, probe, 'failureThreshold') ?? 3);
}
