import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { wants } from '../../scripts/documents/services/coverage.ts';
import { serviceFields } from '../../scripts/documents/services/fields.ts';
import { fixtures } from './support.ts';

const fields = serviceFields(path.resolve(import.meta.dirname, '../..')).map(({ name }) => name);
const byName = new Map(fixtures.map(({ value }) => [value.name, value]));

/** Whether a service says a field, at any of its processes or in any environment. */
function says(service: object, field: string): boolean {
  const [first, second] = field.split('.');
  if (first !== 'settings' || second === undefined) return first !== undefined && first in service;
  const { settings, environments, workers, jobs } = service as Readonly<Record<string, Readonly<Record<string, object>> | undefined>>;
  const own = [settings, ...Object.values(environments ?? {})].some((one) => one !== undefined && second in one);
  return own || Object.values({ ...workers, ...jobs }).some((process) => says(process, field));
}

describe('a want of real workloads that docs/services.md counts', () => {
  it.each(wants)('$en is said by fields that there are, and shown by services that are drawn and judged', ({ fields: named, shown }) => {
    expect(named.filter((field) => !fields.includes(field))).toEqual([]);
    const there = shown.map((name) => byName.get(name));
    expect(there.every((service) => service !== undefined)).toBe(true);
    expect(there.filter((service) => service !== undefined && !named.some((field) => says(service, field)))).toEqual([]);
    expect(named.filter((field) => there.every((service) => service !== undefined && !says(service, field)))).toEqual([]);
  });

  it('reaches more, row by row, up to all', () => {
    const reached = wants.map(({ reaches }) => reaches);
    expect(reached).toEqual(reached.toSorted((one, other) => one - other));
    expect(reached.at(-1)).toBe(100);
  });
});
