import { describe, expect, it } from 'vitest';
import rule from '../../policies/rules/pods/require-graceful-termination.ts';
import { problemsInPod } from '../support/problems.ts';

function pod(grace: unknown, preStop: unknown): string {
  return JSON.stringify({ terminationGracePeriodSeconds: grace, containers: [{ name: 'app', lifecycle: { preStop } }] });
}

const exec = (...command: unknown[]) => ({ exec: { command } });

describe('require-graceful-termination', () => {
  it.each([
    [60, { sleep: { seconds: 10 } }],
    [11, { sleep: { seconds: 10 } }],
    [undefined, { sleep: { seconds: 29 } }],
    [null, exec('sleep', '29')],
    [60, exec('/bin/sh', '-c', 'sleep 10; kill -TERM 1; sleep 10')],
    [60, exec('sh', '-c', 'sleep 59s')],
    [60, exec('/app/sleepless', '90')],
    [60, exec('/app/drain')],
    [60, { httpGet: { path: '/drain', port: 8000 } }],
  ])('accepts a grace period of %j with the hook %j', (grace, preStop) => {
    expect(problemsInPod(rule, pod(grace, preStop))).toEqual([]);
  });

  const late = (wait: number, grace: number) => ({
    message: `The preStop hook of container "app" takes ${wait} of the ${grace} seconds that the pod gets to stop.`,
    path: 'spec.terminationGracePeriodSeconds',
  });
  const none = { message: 'Container "app" has no preStop hook.', path: 'spec.containers[0].lifecycle.preStop' };
  const idle = (action: string) => ({
    message: 'The preStop hook of container "app" waits 0 seconds.',
    path: `spec.containers[0].lifecycle.preStop.${action}`,
  });
  it.each([
    [10, { sleep: { seconds: 10 } }, [late(10, 10)]],
    [undefined, { sleep: { seconds: 30 } }, [late(30, 30)]],
    [0, { sleep: { seconds: 5 } }, [late(5, 0)]],
    [60, exec('sleep', 60), [late(60, 60)]],
    [60, exec('sh', '-c', 'sleep 1m'), [late(60, 60)]],
    [60, exec('sh', '-c', 'sleep 30 && /bin/sleep 30.5'), [late(60.5, 60)]],
    [60, undefined, [none]],
    [60, null, [none]],
    [60, {}, [none]],
    [60, { sleep: 10 }, [none]],
    // The API has kept the field, but a hook cannot do it.
    [60, { tcpSocket: { port: 8000 } }, [none]],
    [60, { sleep: {} }, [idle('sleep')]],
    [60, { sleep: { seconds: '10' } }, [idle('sleep')]],
    [60, exec(), [idle('exec')]],
    [
      '60',
      { sleep: { seconds: 10 } },
      [{ message: 'The pod sets terminationGracePeriodSeconds to "60".', path: 'spec.terminationGracePeriodSeconds' }],
    ],
  ])('reports a grace period of %j with the hook %j', (grace, preStop, problems) => {
    expect(problemsInPod(rule, pod(grace, preStop))).toEqual(problems);
  });

  it('wants a hook of every main container, and of no other', () => {
    const spec =
      'containers: [{ name: app }, { name: agent }]\ninitContainers: [{ name: migrate }, { name: proxy, restartPolicy: Always }]';
    expect(problemsInPod(rule, spec).map(({ message }) => message)).toEqual([
      'Container "app" has no preStop hook.',
      'Container "agent" has no preStop hook.',
    ]);
  });
});
