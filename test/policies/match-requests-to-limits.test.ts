import { describe, expect, it } from 'vitest';
import rule from '../../policies/rules/pods/match-requests-to-limits.ts';
import { problemsInContainer } from '../support/problems.ts';

function container(resource: string, request: unknown, limit: unknown): string {
  return JSON.stringify({ name: 'app', resources: { requests: { [resource]: request }, limits: { [resource]: limit } } });
}

describe('match-requests-to-limits', () => {
  it.each([
    ['cpu', '1000m', 1],
    ['cpu', 0.1, '100m'],
    ['cpu', '2.2', '2200m'],
    ['cpu', '500m', '2000m'],
    ['memory', '1024Mi', '1Gi'],
    ['memory', '1G', '1Gi'],
    ['memory', 1073741824, '1Gi'],
    ['memory', '1.5Gi', '1536Mi'],
    ['nvidia.com/gpu', 1, '1'],
    ['cpu', null, '1'],
    ['cpu', '1', null],
    ['cpu', 0, 0],
  ])('accepts %s: request %j, limit %j', (resource, request, limit) => {
    expect(problemsInContainer(rule, container(resource, request, limit))).toEqual([]);
  });

  it.each([
    ['cpu', '1001m', 1, 'requests "1001m" of cpu, more than its limit of 1', 'resources.requests.cpu'],
    ['cpu', 2, '1999m', 'requests 2 of cpu, more than its limit of "1999m"', 'resources.requests.cpu'],
    ['memory', '1025Mi', '1Gi', 'requests "1025Mi" of memory, more than its limit of "1Gi"', 'resources.requests.memory'],
    ['memory', '9Gi', '9G', 'requests "9Gi" of memory, more than its limit of "9G"', 'resources.requests.memory'],
    ['nvidia.com/gpu', 2, 1, 'requests 2 of nvidia.com/gpu, more than its limit of 1', 'resources.requests["nvidia.com/gpu"]'],
    ['cpu', '1 core', 1, 'requests "1 core" of cpu, which is no quantity', 'resources.requests.cpu'],
    ['cpu', true, 1, 'requests true of cpu, which is no quantity', 'resources.requests.cpu'],
    ['memory', '1Gi', '2GiB', 'limits memory to "2GiB", which is no quantity', 'resources.limits.memory'],
    ['memory', '1Gi', {}, 'limits memory to a mapping, which is no quantity', 'resources.limits.memory'],
    [
      'hugepages-2Mi',
      '1500m',
      2,
      'requests "1500m" of hugepages-2Mi, which is no whole number of bytes',
      'resources.requests.hugepages-2Mi',
    ],
    ['cpu', -1, 1, 'requests -1 of cpu, which is negative', 'resources.requests.cpu'],
    ['memory', '0.5', 1, 'requests "0.5" of memory, which is no whole number of bytes', 'resources.requests.memory'],
    [
      'ephemeral-storage',
      '1',
      '1500m',
      'limits ephemeral-storage to "1500m", which is no whole number of bytes',
      'resources.limits.ephemeral-storage',
    ],
  ])('reports %s: request %j, limit %j', (resource, request, limit, fault, path) => {
    expect(problemsInContainer(rule, container(resource, request, limit))).toEqual([{ message: `Container "app" ${fault}.`, path }]);
  });

  it('judges nothing that is no mapping', () => {
    expect(problemsInContainer(rule, 'name: app\nresources: { requests: all, limits: [1] }')).toEqual([]);
  });
});
