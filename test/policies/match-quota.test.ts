import { describe, expect, it } from 'vitest';
import rule from '../../policies/rules/pods/match-quota.ts';
import { findingsOn } from '../support/findings.ts';

const quota = (hard: string) => `
apiVersion: v1
kind: ResourceQuota
metadata: { name: quota, namespace: erp-prod }
spec: { hard: ${hard} }
`;

const workload = (kind: string, spec: string) => `---
apiVersion: apps/v1
kind: ${kind}
metadata: { name: app, namespace: erp-prod }
spec: ${spec}
`;

const pod = (spec: string) => `template: { spec: { ${spec} } }`;
const one = 'containers: [{ name: app, resources: { requests: { cpu: "1" }, limits: { cpu: "2" } } }]';

const limitRange = `---
apiVersion: v1
kind: LimitRange
metadata: { name: limits, namespace: erp-prod }
spec: { limits: [{ type: Container, defaultRequest: { cpu: 50m }, default: { cpu: 200m } }] }
`;

/** What the rule says is needed under a key, by asking a quota that allows nothing. */
function needed(key: string, objects: string): string | undefined {
  const [line] = findingsOn(rule, quota(`{ "${key}": "0" }`) + objects);
  return line === undefined ? undefined : /may need (\S+)\.$/.exec(line)?.[1];
}

describe('match-quota', () => {
  it.each([
    ['a Deployment with the default surge of a quarter', workload('Deployment', `{ replicas: 5, ${pod(one)} }`), '7'],
    [
      'a Deployment that surges by a number',
      workload('Deployment', `{ replicas: 5, strategy: { rollingUpdate: { maxSurge: 1 } }, ${pod(one)} }`),
      '6',
    ],
    ['a Deployment that is recreated', workload('Deployment', `{ replicas: 5, strategy: { type: Recreate }, ${pod(one)} }`), '5'],
    ['a StatefulSet, which has no surge', workload('StatefulSet', `{ replicas: 3, ${pod(one)} }`), '3'],
    ['a Job with several pods at a time', workload('Job', `{ parallelism: 4, ${pod(one)} }`), '4'],
    ['a CronJob', workload('CronJob', `{ jobTemplate: { spec: { ${pod(one)} } } }`), '1'],
    ['a DaemonSet, whose nodes are unknown', workload('DaemonSet', `{ ${pod(one)} }`), undefined],
  ])('counts the pods of %s', (_name, objects, count) => {
    expect(needed('pods', objects)).toBe(count);
  });

  it.each([
    ['requests.cpu', 'what it requests', one, '1'],
    ['cpu', 'what it requests, by the short key', one, '1'],
    ['limits.cpu', 'its limit', one, '2'],
    ['requests.cpu', 'the limit where nothing is requested', 'containers: [{ name: app, resources: { limits: { cpu: "2" } } }]', '2'],
    ['requests.cpu', 'the default of the namespace', 'containers: [{ name: app }]', '0.05'],
    ['limits.cpu', 'the default limit of the namespace', 'containers: [{ name: app }]', '0.2'],
    [
      'requests.cpu',
      'the larger of a start and the containers',
      'initContainers: [{ name: migrate, resources: { requests: { cpu: "3" } } }], containers: [{ name: app, resources: { requests: { cpu: "1" } } }]',
      '3',
    ],
    [
      'requests.cpu',
      'a sidecar beside the container',
      'initContainers: [{ name: proxy, restartPolicy: Always, resources: { requests: { cpu: 500m } } }], containers: [{ name: app, resources: { requests: { cpu: "1" } } }]',
      '1.5',
    ],
    ['requests.cpu', 'the overhead of the runtime', `overhead: { cpu: 250m }, ${one}`, '1.25'],
    ['requests.cpu', 'the resources of the pod', `resources: { requests: { cpu: "4" } }, ${one}`, '4'],
  ])('under %s counts %s', (key, _name, spec, amount) => {
    expect(needed(key, limitRange + workload('StatefulSet', `{ replicas: 1, ${pod(spec)} }`))).toBe(amount);
  });

  it('adds up all workloads of the namespace and none of another', () => {
    const other = workload('StatefulSet', `{ replicas: 9, ${pod(one)} }`).replace('erp-prod', 'erp-infra');
    const objects = workload('StatefulSet', `{ replicas: 2, ${pod(one)} }`) + workload('Deployment', `{ replicas: 3, ${pod(one)} }`);
    expect(needed('pods', objects + other)).toBe('6');
  });

  it.each(['{ pods: many }', '{ pods: null }', '{ count/deployments.apps: "0" }', '[]', 'null'])('says nothing about %s', (hard) => {
    expect(findingsOn(rule, quota(hard) + workload('StatefulSet', `{ replicas: 2, ${pod(one)} }`))).toEqual([]);
  });
});
