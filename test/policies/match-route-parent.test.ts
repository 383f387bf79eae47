import { describe, expect, it } from 'vitest';
import rule from '../../policies/rules/edge/match-route-parent.ts';
import { findingsOn } from '../support/findings.ts';

interface Case {
  readonly listener?: string;
  readonly allowed?: string;
  readonly parent?: string;
  readonly hosts?: string;
  readonly kind?: string;
}

function attach({
  listener = 'hostname: api.erp.example.com',
  allowed = '{ namespaces: { from: All } }',
  parent = '',
  hosts,
  kind = 'HTTPRoute',
}: Case) {
  return findingsOn(
    rule,
    `
apiVersion: v1
kind: Namespace
metadata: { name: erp-prod, labels: { team: erp-platform } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: erp-gateway, namespace: erp-infra }
spec: { listeners: [{ name: https, protocol: HTTPS, port: 443, ${listener}, allowedRoutes: ${allowed} }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: ${kind}
metadata: { name: route, namespace: erp-prod }
spec: { parentRefs: [{ name: erp-gateway, namespace: erp-infra${parent} }], hostnames: ${hosts ?? '[api.erp.example.com]'} }
`,
  );
}

describe('match-route-parent', () => {
  it.each<[string, Case]>([
    ["the listener's host", {}],
    ["no host, which means the listener's", { hosts: '[]' }],
    ['any host where the listener names none', { listener: 'hostname: null', hosts: '[anything.example.org]' }],
    ['a host below the wildcard of the listener', { listener: 'hostname: "*.example.com"' }],
    ['a wildcard above the host of the listener', { hosts: '["*.erp.example.com"]' }],
    ['the same wildcard on both sides', { listener: 'hostname: "*.example.com"', hosts: '["*.example.com"]' }],
    [
      'a namespace by its own name label',
      { allowed: '{ namespaces: { from: Selector, selector: { matchLabels: { kubernetes.io/metadata.name: erp-prod } } } }' },
    ],
    ['a namespace by its labels', { allowed: '{ namespaces: { from: Selector, selector: { matchLabels: { team: erp-platform } } } }' }],
    ['a port of the listener', { parent: ', port: 443' }],
    ['a gRPC route on an HTTPS listener', { kind: 'GRPCRoute' }],
    ['a kind that the listener lists', { allowed: '{ kinds: [{ kind: HTTPRoute }], namespaces: { from: All } }' }],
  ])('accepts %s', (_name, given) => {
    expect(attach(given)).toEqual([]);
  });

  const refused = 'HTTPRoute "route" attaches to Gateway "erp-gateway", which admits no HTTPRoute of namespace "erp-prod" there.';
  const stranger = (host: string) => `HTTPRoute "route" asks for "${host}", which no listener of its parents serves.`;

  it.each<[string, Case, string]>([
    ['another host', { hosts: '[api.example.org]' }, `spec.hostnames[0]: ${stranger('api.example.org')}`],
    [
      'the bare domain under a wildcard',
      { listener: 'hostname: "*.example.com"', hosts: '[example.com]' },
      `spec.hostnames[0]: ${stranger('example.com')}`,
    ],
    ['the second of two hosts', { hosts: '[api.erp.example.com, old.example.com]' }, `spec.hostnames[1]: ${stranger('old.example.com')}`],
    [
      'a host that only ends alike',
      { listener: 'hostname: "*.example.com"', hosts: '[badexample.com]' },
      `spec.hostnames[0]: ${stranger('badexample.com')}`,
    ],
    ['a Gateway that states nothing, which means its own namespace', { allowed: '{}' }, `spec.parentRefs[0]: ${refused}`],
    ['a Gateway that admits none', { allowed: '{ namespaces: { from: None } }' }, `spec.parentRefs[0]: ${refused}`],
    [
      'a selector that misses the namespace',
      { allowed: '{ namespaces: { from: Selector, selector: { matchLabels: { team: ops } } } }' },
      `spec.parentRefs[0]: ${refused}`,
    ],
    ['a selector that is not written', { allowed: '{ namespaces: { from: Selector } }' }, `spec.parentRefs[0]: ${refused}`],
    [
      'a listener for other kinds',
      { allowed: '{ kinds: [{ kind: GRPCRoute }], namespaces: { from: All } }' },
      `spec.parentRefs[0]: ${refused}`,
    ],
    ['another port', { parent: ', port: 8443' }, `spec.parentRefs[0]: ${refused}`],
    [
      'a parent of another kind that does not exist',
      { parent: ', kind: ListenerSet' },
      'spec.parentRefs[0].name: HTTPRoute "route" attaches to ListenerSet "erp-gateway", which does not exist in namespace "erp-infra".',
    ],
  ])('reports %s', (_name, given, line) => {
    expect(attach(given)).toEqual([`HTTPRoute/route ${line}`]);
  });
});
