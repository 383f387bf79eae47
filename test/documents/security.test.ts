import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const pages = ['docs/security.md', 'docs/security.zh-CN.md'] as const;
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

/** What a page names of the tests, in its order. */
const testsIn = (text: string) => [...text.matchAll(/`(test\/[^`]*\.ts)`/g)].map(([, file = '']) => file);
/** The rows of all tables, without their heads. */
const rowsIn = (text: string) => text.split('\n').filter((line) => line.startsWith('| '));

describe('the page of security', () => {
  it('names tests that there are', () => {
    const named = testsIn(read(pages[0]));
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  it('shows each way round by a test', () => {
    const [, ways = ''] = read(pages[0]).split('## Ways round, and what stops them');
    const rows = rowsIn(ways.split('\n## ')[0] ?? '').slice(1);
    expect(rows.length).toBeGreaterThan(15);
    expect(rows.filter((row) => testsIn(row).length === 0)).toEqual([]);
  });

  it('says the same in both languages', () => {
    const [english, chinese] = pages.map(read);
    expect(testsIn(chinese ?? '')).toEqual(testsIn(english ?? ''));
    expect(rowsIn(chinese ?? '')).toHaveLength(rowsIn(english ?? '').length);
    expect((chinese ?? '').match(/^- /gm)).toHaveLength(((english ?? '').match(/^- /gm) ?? []).length);
  });
});
