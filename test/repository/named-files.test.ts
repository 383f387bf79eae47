import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadRules } from '../../scripts/judging/lint/rules.ts';

const root = path.resolve(import.meta.dirname, '../..');
const isThere = (file: string) => existsSync(path.join(root, file));

/** Files of what is generated, each with the file that its first lines name as its source. */
function sourcesIn(folder: string): readonly (readonly [file: string, source: string])[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile()) return [];
    const file = path.join(entry.parentPath, entry.name);
    const [, source] = /^(?:#!.*\n)?(?:#|\/\/|--) Generated from (\S+)\. Do not edit/.exec(readFileSync(file, 'utf8')) ?? [];
    return source === undefined ? [] : [[path.relative(root, file), source] as const];
  });
}

describe('a file that somebody is sent to is there', () => {
  it.each(['base', 'overlays', 'argocd'])('by what is generated into %s', (folder) => {
    const sources = sourcesIn(folder);
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.filter(([, source]) => !isThere(source))).toEqual([]);
  });

  it('by the remedies of rules', async () => {
    const named = (await loadRules(root)).flatMap(({ value: { id, remediation } }) =>
      [...remediation.matchAll(/\b(?:generators|policies|scripts)\/[\w./-]*\w/g)].map(([file]) => [id, file] as const),
    );
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter(([, file]) => !isThere(file))).toEqual([]);
  });
});
