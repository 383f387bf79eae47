import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { serviceFields } from '../../../scripts/documents/services/fields.ts';
import { drawnWith } from './drawn.ts';
import { processes } from './processes.rows.ts';
import { settings } from './settings.rows.ts';
import { shape } from './shape.rows.ts';

const rows = [...shape, ...processes, ...settings];

describe('a field of a service file', () => {
  it.each(rows)('$field draws $draws', ({ says, unreleased, shows }) => {
    const at = drawnWith(says, unreleased);
    expect(shows.map(([place]) => [place, at(place)])).toEqual(shows.map(([place, value]) => [place, value]));
  });

  it('is looked at here, each that docs/services.md lists', () => {
    const listed = serviceFields(path.resolve(import.meta.dirname, '../../..')).map(({ name }) => name);
    expect([...new Set(rows.map(({ field }) => field))].sort()).toEqual([...listed].sort());
  });
});
