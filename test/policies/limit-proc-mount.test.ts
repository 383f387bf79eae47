import { describe, expect, it } from 'vitest';
import rule from '../../policies/rules/pods/limit-proc-mount.ts';
import { problemsInPod } from '../support/problems.ts';

const unmasked = [{ name: 'app', securityContext: { procMount: 'Unmasked' } }];

describe('limit-proc-mount', () => {
  it.each<[string, Record<string, unknown>]>([
    ['no masks in a pod with users of its own', { hostUsers: false, containers: unmasked }],
    ['the same of an init container', { hostUsers: false, containers: [{ name: 'app' }], initContainers: unmasked }],
    ['the users of the node with the masks', { hostUsers: true, containers: [{ name: 'app', securityContext: { procMount: 'Default' } }] }],
  ])('accepts %s', (_, spec) => {
    expect(problemsInPod(rule, JSON.stringify(spec))).toEqual([]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['nothing said of users', {}],
    ['the users of the node', { hostUsers: true }],
    ['null for the users', { hostUsers: null }],
    ['a text for the users', { hostUsers: 'false' }],
  ])('reports no masks with %s', (_, spec) => {
    expect(problemsInPod(rule, JSON.stringify({ ...spec, containers: unmasked }))).toEqual([
      { message: 'Container "app" sets procMount to "Unmasked".', path: 'spec.containers[0].securityContext.procMount' },
    ]);
  });
});
