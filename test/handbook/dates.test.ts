import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const files = [
  'README.md',
  'README.zh-CN.md',
  ...['docs', 'docs/runbooks']
    .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
    .filter((name) => name.endsWith('.md')),
  ...readdirSync('scripts/ops').map((name) => `scripts/ops/${name}`),
];
/** A command whose deadline is a day of the calendar: from that day on it is refused. */
const deadline = /npm run (?:--silent )?ops -- [^\n`]*--(?:until|to|from|hold-until) \d{4}-\d\d-\d\d/;

describe('commands of pages and helps', () => {
  it.each(files)('of %s work on any day', (file) => {
    expect(deadline.exec(readFileSync(file, 'utf8'))?.[0]).toBeUndefined();
  });

  it('are found where a day of the calendar ends them', () => {
    expect(deadline.test('npm run ops -- hold sales-service --env staging --until 2026-12-01 --reason "load test"')).toBe(true);
  });
});
