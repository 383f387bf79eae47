import type { Change } from '../example.ts';
import { asFields, listAt, presentAt } from '../kubernetes/fields.ts';
import { ofServingContainers } from '../kubernetes/pods/admission.ts';
import { handlersOf } from '../kubernetes/pods/probes.ts';
import type { ContainerRule, Severity } from '../model.ts';
import { defineRule } from '../model.ts';

interface RequiredProbe {
  readonly id: string;
  readonly severity: Severity;
  readonly manual: string;
  readonly summary: string;
  readonly rationale: string;
  readonly remediation: string;
  readonly probe: 'livenessProbe' | 'readinessProbe' | 'startupProbe';
}

/** A rule that wants one of the three probes, with exactly one handler, on every container that serves. */
export function requiredProbe({ probe, ...facts }: RequiredProbe): ContainerRule {
  const container = (lines: string) => `
name: financial-service
ports: [{ name: http, containerPort: 8000 }]
${lines}
`;
  const fail = (name: string, from: string, change: Change, complaint: string) => ({
    name,
    from,
    change,
    problems: [{ message: complaint, path: probe }],
  });
  const missing = `Container "financial-service" has no ${probe}.`;
  const idle = `The ${probe} of container "financial-service" has no handler.`;
  return defineRule<ContainerRule>({
    ...facts,
    scope: 'serving-container',

    // Of several handlers, or an empty one, the API server takes none.
    admission: ofServingContainers(
      `has(c.${probe}) && (${['exec', 'httpGet', 'tcpSocket', 'grpc'].map((action) => `has(c.${probe}.${action})`).join(' || ')})`,
    ),

    check(subject) {
      const path = `${subject.path}.${probe}`;
      if (presentAt(subject.fields, probe) === undefined) return [{ message: `Container "${subject.name}" has no ${probe}.`, path }];
      const actions = handlersOf(subject)
        .filter(({ owner, action, fields }) => owner === probe && isUsable(action, fields))
        .map(({ action }) => action);
      const owner = `The ${probe} of container "${subject.name}"`;
      if (actions.length === 0) return [{ message: `${owner} has no handler.`, path }];
      // A strategic-merge patch that changes the handler keeps the old one beside it; the API server takes only one.
      if (actions.length > 1) return [{ message: `${owner} has ${actions.length} handlers: ${actions.join(', ')}.`, path }];
      return [];
    },

    examples: {
      pass: [
        { name: 'over HTTP', container: container(`${probe}: { httpGet: { path: /health/live, port: http }, periodSeconds: 5 }`) },
        { name: 'over gRPC', container: container(`${probe}: { grpc: { port: 50051 } }`) },
        { name: 'by connecting', container: container(`${probe}: { tcpSocket: { port: 8000 } }`) },
        { name: 'by a command', container: container(`${probe}: { exec: { command: [/app/healthy] } }`) },
      ],
      fail: [
        fail('no probe', 'over HTTP', { [probe]: undefined }, missing),
        fail('a probe that is null', 'over HTTP', { [probe]: null }, missing),
        fail('a hook only', 'over HTTP', { [probe]: undefined, 'lifecycle.preStop.httpGet': { path: '/', port: 'http' } }, missing),
        fail('timings without a handler', 'over HTTP', { [`${probe}.httpGet`]: undefined }, idle),
        fail('an empty handler', 'over HTTP', { [probe]: { httpGet: {} } }, idle),
        fail('a command without words', 'by a command', { [`${probe}.exec.command`]: [] }, idle),
        fail('no mapping', 'over HTTP', { [probe]: '/health' }, idle),
        fail(
          'two handlers, left over from a merge',
          'by connecting',
          { [`${probe}.httpGet`]: { path: '/', port: 'http' }, [`${probe}.tcpSocket.port`]: 'http' },
          `The ${probe} of container "financial-service" has 2 handlers: httpGet, tcpSocket.`,
        ),
      ],
    },
  });
}

function isUsable(action: string, fields: unknown): boolean {
  return action === 'exec' ? listAt(fields, 'command').length > 0 : Object.keys(asFields(fields) ?? {}).length > 0;
}
