import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { shapes } from '../../scripts/operations/changes/service-shapes.ts';
import { serviceDraft } from '../../scripts/operations/changes/templates.ts';
import { readLiteral } from '../../scripts/repository/literal/read.ts';
import { digestOf } from '../support/catalog.ts';
import { faultsIn, mistakesIn } from './judged.ts';

const root = path.resolve(import.meta.dirname, '../..');
const definition = { define: 'defineService', from: '../../model/service.ts' };

/** The drafts as a person would commit them, with a first release. */
const drafts = [undefined, ...shapes].map((shape, index) => {
  const { file, text } = serviceDraft(`a-${shape ?? 'plain'}-service`, shape === undefined ? {} : { like: shape });
  const { value, problems } = readLiteral(text, definition);
  expect(problems).toEqual([]);
  return { file, value: { ...(value as ServiceDefinition), initialRelease: { version: '1.0.0', digest: digestOf(index + 1) } } };
});

describe('the shapes of a new service', async () => {
  const known = await loadCatalog(root);
  const catalog = { ...known, services: [...drafts, ...known.services] };

  it('are described without a mistake', () => {
    expect(mistakesIn(catalog)).toEqual([]);
  });

  it('are built as they are meant, valid, and pass every rule in every environment', { timeout: 300_000 }, async () => {
    expect(await faultsIn(catalog)).toEqual([]);
  });

  it('are refused where there is no such one', () => {
    expect(() => serviceDraft('orders-service', { like: 'daemon' })).toThrow('"daemon" is no shape of a service.');
  });
});
