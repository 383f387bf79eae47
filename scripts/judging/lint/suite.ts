import path from 'node:path';
import type { Suite } from './report.ts';
import { loadRules } from './rules.ts';

/** All rules of the repository, as of today. */
export async function loadSuite(): Promise<Suite> {
  const root = path.join(import.meta.dirname, '../../..');
  const rules = await loadRules(root);
  return {
    rules: rules.map(({ value }) => value),
    files: new Map(rules.map(({ name, file }) => [name, path.relative(root, file).split(path.sep).join('/')])),
    today: new Date().toISOString().slice(0, 10),
  };
}
