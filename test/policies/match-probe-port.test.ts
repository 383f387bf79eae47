import { describe, expect, it } from 'vitest';
import rule from '../../policies/rules/pods/match-probe-port.ts';
import { problemsInContainer } from '../support/problems.ts';

const http = { name: 'http', containerPort: 8000 };
const grpc = { name: 'grpc', containerPort: 50051, protocol: 'TCP' };
const dns = { name: 'dns', containerPort: 53, protocol: 'UDP' };
const unnamed = { containerPort: 9091 };

function container(ports: unknown, action: string, port: unknown): string {
  return JSON.stringify({ name: 'app', ports, readinessProbe: { [action]: { port } } });
}

describe('match-probe-port', () => {
  it.each([
    [[http], 'httpGet', 'http'],
    [[http], 'httpGet', 8000],
    [[http], 'tcpSocket', 'http'],
    [[http, grpc], 'grpc', 50051],
    [[unnamed], 'httpGet', 9091],
  ])('accepts ports %j with %s of port %j', (ports, action, port) => {
    expect(problemsInContainer(rule, container(ports, action, port))).toEqual([]);
  });

  it.each([
    [[http], 'httpGet', 'HTTP', 'uses port "HTTP", but the container declares only 8000 (http)'],
    [[http, unnamed], 'httpGet', 8080, 'uses port 8080, but the container declares only 8000 (http), 9091'],
    // Kubernetes reads digits in quotes as a name.
    [[http], 'httpGet', '8000', 'uses port "8000", but the container declares only 8000 (http)'],
    [[grpc], 'grpc', 'grpc', 'uses port "grpc", but the container declares only 50051 (grpc)'],
    // HTTP and TCP checks cannot reach a UDP port.
    [[dns], 'tcpSocket', 'dns', 'uses port "dns", but the container declares only 53 (dns, UDP)'],
    [[dns], 'tcpSocket', 53, 'uses port 53, but the container declares only 53 (dns, UDP)'],
    [[], 'httpGet', 'http', 'uses port "http", but the container declares no port'],
    [undefined, 'httpGet', 8000, 'uses port 8000, but the container declares no port'],
    ['http', 'httpGet', 'http', 'uses port "http", but the container declares no port'],
    [[http], 'httpGet', null, 'names no port'],
    [[unnamed], 'httpGet', undefined, 'names no port'],
    [[{}], 'tcpSocket', true, 'uses port true, but the container declares only no number'],
  ])('reports ports %j with %s of port %j', (ports, action, port, fault) => {
    expect(problemsInContainer(rule, container(ports, action, port))).toEqual([
      { message: `The readinessProbe of container "app" ${fault}.`, path: `readinessProbe.${action}.port` },
    ]);
  });

  it('does not take the port of another container', () => {
    expect(
      problemsInContainer(
        rule,
        'name: app\nlivenessProbe: { httpGet: { port: http } }\nlifecycle: { preStop: { httpGet: { port: http } } }',
      ),
    ).toEqual([
      {
        message: 'The livenessProbe of container "app" uses port "http", but the container declares no port.',
        path: 'livenessProbe.httpGet.port',
      },
      {
        message: 'The preStop hook of container "app" uses port "http", but the container declares no port.',
        path: 'lifecycle.preStop.httpGet.port',
      },
    ]);
  });
});
