import { expect, it } from 'vitest';
import type { Edge, Node } from '../../scripts/documents/topology/graph-text.ts';
import { processesTogether } from '../../scripts/documents/topology/summary.ts';

const node = (label: string, group = 'erp-dev'): Node => ({ id: `${group}/${label}`, label, group, isRendered: true });
const edge = (source: string, target: string, port: string): Edge => ({ source: node(source), target: node(target), port });
const boxes = (edges: readonly Edge[]) =>
  [...new Set(edges.flatMap(({ source, target }) => [source.label, target.label]))].map((label) => label.replaceAll('\n', ' + ')).sort();
const services = new Set(['suite', 'suite-web', 'suite-short', 'suite-long', 'other', 'other-long'].map((name) => `erp-dev/${name}`));

it.each([
  [
    'of one service that need the same',
    [edge('suite', 'pooler', '5432'), edge('suite-short', 'pooler', '5432'), edge('suite-long', 'pooler', '5432')],
    ['pooler', 'suite', 'suite-long + suite-short'],
  ],
  [
    'but not one that somebody calls at its port',
    [
      edge('suite', 'pooler', '5432'),
      edge('suite-short', 'pooler', '5432'),
      edge('suite-web', 'pooler', '5432'),
      edge('edge', 'suite-web', '9000'),
    ],
    ['edge', 'pooler', 'suite', 'suite-short', 'suite-web'],
  ],
  [
    'nor of two services, though they need the same',
    [...['suite', 'suite-long', 'other', 'other-long'].map((name) => edge(name, 'pooler', '5432'))],
    ['other', 'other-long', 'pooler', 'suite', 'suite-long'],
  ],
  [
    'nor at other ports',
    [edge('suite', 'pooler', '5432'), edge('suite-short', 'pooler', '5432'), edge('suite-long', 'pooler', '5433')],
    ['pooler', 'suite', 'suite-long', 'suite-short'],
  ],
])('processes are one box: %s', (_, edges, expected) => {
  expect(boxes(processesTogether(edges, services))).toEqual(expected);
});
