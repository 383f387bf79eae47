import path from 'node:path';
import type { Rule } from '../../policies/model.ts';
import { loadFolder } from './folder.ts';
import type { Suite } from './lint.ts';

/** All rules of the repository, as of today. */
export async function loadSuite(): Promise<Suite> {
  const rules = (await loadFolder<Rule>(path.join(import.meta.dirname, '../../policies/rules'))).map(({ value }) => value);
  return { rules, today: new Date().toISOString().slice(0, 10) };
}
