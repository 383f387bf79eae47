import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inChinese, tableIn } from '../cluster/support/validation-page.ts';

const parts = [...readFileSync('docs/validation.md', 'utf8').matchAll(/<!-- begin: (.*) -->/g)].map(([, part = '']) => part);

describe('the tables of what the validator and the API server do not agree on', () => {
  it('are five', () => {
    expect(parts).toHaveLength(5);
  });

  it.each(parts)('are the same in both languages: %s', (part) => {
    expect(tableIn(part)).toMatch(/^\|all \d+ kinds\|/m);
    expect(tableIn(part, 'zh')).toBe(inChinese(tableIn(part)));
  });

  it('keep kinds, numbers and messages', () => {
    expect(inChinese('|Kind|Judged|\n|-|-|\n|v1 Pod|3|\n|all 1 kinds|3|')).toBe(
      '|类型|已评判|一致|只有服务器拒绝|只有校验器拒绝|未评判|最常见|\n|-|-|\n|v1 Pod|3|\n|全部 1 种类型|3|',
    );
  });
});
