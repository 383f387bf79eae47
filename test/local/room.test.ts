import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../generators/model/object.ts';
import { type NodeRoom, type OtherPod, withoutRoom } from '../../scripts/local/room.ts';

const gi = 2 ** 30;
/** A Deployment of so many pods, each of which asks for so much. */
const workload = (name: string, cpu: string, memory: string, replicas = 1) =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { replicas, template: { spec: { containers: [{ resources: { requests: { cpu, memory } } }] } } },
  }) as unknown as KubernetesObject;
const node = (name: string, cpu: string, memory: string): NodeRoom => ({ name, cpu, memory });
const other = (on: string, memory: number, namespace = 'kube-system'): OtherPod => ({ namespace, node: on, asks: { cpu: 100, memory } });

describe('room on the nodes of a laptop', () => {
  it('is enough where each pod finds a node', () => {
    const nodes = [node('a', '1', '1Gi'), node('b', '1', '2Gi')];
    expect(withoutRoom([workload('big', '100m', '2Gi'), workload('small', '100m', '512Mi', 2)], nodes, [], [])).toEqual([]);
  });

  it('is not the sum: two nodes that are half full carry no pod that needs a whole one', () => {
    const nodes = [node('a', '2', '1Gi'), node('b', '2', '1Gi')];
    expect(withoutRoom([workload('big', '100m', '1536Mi')], nodes, [], [])).toEqual([
      'Deployment big asks for 0.1 cores and 1.5Gi, and finds no room.',
      'Node a gives 2.0 cores and 1.0Gi.',
      'Node b gives 2.0 cores and 1.0Gi.',
    ]);
  });

  it('is less what others have, and not what an earlier run has', () => {
    const nodes = [node('a', '2', '2Gi')];
    const wanted = [workload('big', '100m', '1536Mi')];
    expect(withoutRoom(wanted, nodes, [other('a', gi, 'erp-dev')], ['erp-dev'])).toEqual([]);
    expect(withoutRoom(wanted, nodes, [other('elsewhere', gi)], ['erp-dev'])).toEqual([]);
    expect(withoutRoom(wanted, nodes, [other('a', gi)], ['erp-dev'])).toEqual([
      'Deployment big asks for 0.1 cores and 1.5Gi, and finds no room.',
      'Node a gives 2.0 cores and 2.0Gi, of which pods that are there ask for 0.1 cores and 1.0Gi.',
    ]);
  });

  it('is none where processors are missing, or every node keeps pods away', () => {
    expect(withoutRoom([workload('busy', '3', '1Mi')], [node('a', '2', '2Gi')], [], [])).toHaveLength(2);
    expect(withoutRoom([workload('any', '100m', '1Mi')], [], [], [])).toEqual([
      'Deployment any asks for 0.1 cores and 1Mi, and finds no room.',
    ]);
  });
});
