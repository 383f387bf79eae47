import { describe, expect, it } from 'vitest';
import rule from '../../policies/rules/pods/require-seccomp-profile.ts';
import { problemsInPod } from '../support/problems.ts';

const shared = 'spec.securityContext.seccompProfile.type';

function profile(type: unknown): object {
  return type === undefined ? {} : { securityContext: { seccompProfile: { type } } };
}

/** A pod whose pod, main container and init container set these profiles. */
function pod(own: unknown, main: unknown, init: unknown): string {
  return JSON.stringify({
    ...profile(own),
    containers: [{ name: 'main', ...profile(main) }],
    initContainers: [{ name: 'init', ...profile(init) }],
  });
}

describe('require-seccomp-profile', () => {
  it.each([
    ['RuntimeDefault', undefined, undefined],
    ['RuntimeDefault', 'Localhost', null],
    ['Localhost', 'RuntimeDefault', 'RuntimeDefault'],
    [undefined, 'RuntimeDefault', 'Localhost'],
    [null, 'RuntimeDefault', 'RuntimeDefault'],
  ])('accepts: pod %j, container %j, init container %j', (own, main, init) => {
    expect(problemsInPod(rule, pod(own, main, init))).toEqual([]);
  });

  const lacks = (who: string) => ({ message: `The pod does not set seccompProfile.type, nor ${who}.`, path: shared });
  const podSets = (value: string) => ({ message: `The pod sets seccompProfile.type to ${value}.`, path: shared });
  const sets = (name: string, value: string) => ({
    message: `Container "${name}" sets seccompProfile.type to ${value}.`,
    path: `spec.${name === 'main' ? 'containers' : 'initContainers'}[0].securityContext.seccompProfile.type`,
  });
  it.each([
    [undefined, undefined, undefined, [lacks('do containers "main", "init"')]],
    [undefined, 'RuntimeDefault', undefined, [lacks('does container "init"')]],
    [undefined, 'Unconfined', undefined, [lacks('does container "init"'), sets('main', '"Unconfined"')]],
    ['RuntimeDefault', 'Unconfined', undefined, [sets('main', '"Unconfined"')]],
    ['RuntimeDefault', undefined, 'runtime/default', [sets('init', '"runtime/default"')]],
    ['Unconfined', undefined, undefined, [podSets('"Unconfined"')]],
    // The baseline forbids it at the pod, even where every container says otherwise.
    ['Unconfined', 'RuntimeDefault', 'RuntimeDefault', [podSets('"Unconfined"')]],
    ['Unconfined', 'Unconfined', undefined, [podSets('"Unconfined"'), sets('main', '"Unconfined"')]],
    [true, undefined, undefined, [podSets('true')]],
  ])('reports: pod %j, container %j, init container %j', (own, main, init, problems) => {
    expect(problemsInPod(rule, pod(own, main, init))).toEqual(problems);
  });

  it('looks at ephemeral containers and sidecars too', () => {
    const spec = `
containers: [{ name: main, securityContext: { seccompProfile: { type: RuntimeDefault } } }]
initContainers: [{ name: proxy, restartPolicy: Always }]
ephemeralContainers: [{ name: debugger, securityContext: { seccompProfile: { type: Unconfined } } }]
`;
    expect(problemsInPod(rule, spec)).toEqual([
      lacks('does container "proxy"'),
      {
        message: 'Container "debugger" sets seccompProfile.type to "Unconfined".',
        path: 'spec.ephemeralContainers[0].securityContext.seccompProfile.type',
      },
    ]);
  });

  it('takes a profile that is no mapping for none', () => {
    expect(problemsInPod(rule, 'securityContext: { seccompProfile: RuntimeDefault }\ncontainers: [{ name: main }]')).toEqual([
      lacks('does container "main"'),
    ]);
  });
});
