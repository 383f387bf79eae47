import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../generators/model/catalog.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import { catalog, environment, service } from '../support/catalog.ts';

const pods = (count: number) => {
  const { database: _d, topics: _t, ...rest } = service('orders', { uses: ['tracing'], settings: { scale: { pods: count } } });
  return rest;
};

/** A catalog in which one service has so many pods, in so many nodes and addresses. */
function withRoom({ count, nodes, cidrs, plugin }: Room): Catalog {
  const drawn = catalog([pods(count)], [environment('production', { nodes: { most: nodes } })]);
  const { value } = drawn.platform;
  const networkPlugin = plugin ?? value.networkPlugin;
  return { ...drawn, platform: { ...drawn.platform, value: { ...value, networkPlugin, nodes: { cidrs: cidrs ?? value.nodes.cidrs } } } };
}

interface Room {
  readonly count: number;
  readonly nodes: number;
  readonly cidrs?: readonly string[];
  readonly plugin?: 'aws-vpc' | 'calico';
}

const wide = ['10.64.0.0/16'];

describe('the pods of an environment at their most', () => {
  it.each<[string, Room, readonly object[]]>([
    ['have nodes', { count: 900, nodes: 14, cidrs: wide }, []],
    [
      'are refused where there are fewer nodes than they need, with the number that is enough',
      { count: 900, nodes: 12, cidrs: wide },
      [
        {
          file: 'generators/catalog/environments/production.ts',
          path: ['nodes', 'most'],
          message:
            'The services of production may have 1200 pods with what rolls, the platform 260, and 12 nodes take 1320, agents included.',
          fix: 'Write at least 14, and give the cluster so many; or lower maxReplicas or scale.max in the files of the services.',
        },
      ],
    ],
    [
      'are refused where each needs an address and there are fewer',
      { count: 900, nodes: 40, cidrs: ['10.0.16.0/22', '10.0.32.0/24'], plugin: 'aws-vpc' },
      [
        {
          file: 'generators/catalog/platform.ts',
          path: ['nodes', 'cidrs'],
          message: 'production may have 1500 pods and nodes, each with an address of nodes.cidrs, which have 1270.',
          fix: 'Add subnets, which the cluster must have, too; or lower maxReplicas or scale.max in the files of the services.',
        },
      ],
    ],
    ['need no address of the nodes with another plugin', { count: 900, nodes: 40, cidrs: ['10.0.16.0/28'], plugin: 'calico' }, []],
  ])('%s', (_title, room, expected) => {
    expect(problemsIn(withRoom(room))).toEqual(expected);
  });

  it('fit where the number of the refusal is written', () => {
    const [problem] = problemsIn(withRoom({ count: 900, nodes: 1, cidrs: wide }));
    const least = Number(/at least (\d+)/.exec(problem?.fix ?? '')?.[1]);
    expect(problemsIn(withRoom({ count: 900, nodes: least, cidrs: wide }))).toEqual([]);
    expect(problemsIn(withRoom({ count: 900, nodes: least - 1, cidrs: wide }))).toHaveLength(1);
  });
});
