import { describe, expect, it } from 'vitest';
import { connectionBudget, mostDatabases } from '../../generators/model/platform/data-layer.ts';
import { mistakesOfMany } from './mistakes.ts';

const file = 'generators/catalog/environments/production.ts';

describe('services that ask more of PostgreSQL together than it has', () => {
  it('are told by how much, and which of them ask most', () => {
    expect(mistakesOfMany(24, {})).toEqual([
      {
        file,
        path: ['dataLayer', 'postgres', 'poolers'],
        message:
          'The services of production may open 10080 connections to PostgreSQL, most of them s0 420, s1 420, s10 420; its pooler takes 10000 with one pod gone.',
        fix: 'Lower settings.pools.databaseMax, maxReplicas or scale.max in the files of those services, since the pooler shares few connections among many anyway; or put some into a further cluster (dataLayer.postgres.further).',
      },
    ]);
    expect(mistakesOfMany(23, {})).toEqual([]);
  });

  it('are told of more databases than it has connections for', () => {
    const settings = { pools: { databaseMax: 2, databaseMin: 1 } };
    expect(mistakesOfMany(mostDatabases, { settings })).toEqual([
      {
        file,
        path: ['dataLayer', 'postgres'],
        message: `production has ${mostDatabases + 1} databases, and its PostgreSQL carries connections for ${mostDatabases}.`,
        fix: 'Put some of them into a further cluster (dataLayer.postgres.further, and database.cluster in the files of their services).',
      },
    ]);
    expect(mistakesOfMany(mostDatabases - 1, { settings })).toEqual([]);
  });
});

describe('the connections of a database', () => {
  it.each([
    [4, 1, { perDatabase: 40, most: 450, memory: 6000 }],
    [25, 1, { perDatabase: 18, most: 590, memory: 7867 }],
    [110, 1, { perDatabase: 5, most: 600, memory: 8000 }],
    [4, 0.25, { perDatabase: 10, most: 150, memory: 2000 }],
    [25, 0.25, { perDatabase: 5, most: 200, memory: 2667 }],
  ])('of %i at the size %d are what memory carries', (databases, sizing, budget) => {
    expect(connectionBudget(databases, sizing)).toEqual(budget);
  });
});
