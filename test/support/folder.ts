import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

const made: string[] = [];

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Files by their path, with slashes. */
export type Tree = Readonly<Record<string, string>>;

/** A temporary folder with these files, without links on its way, removed after the test file. */
export function folderWith(files: Tree): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'erp-gitops-test-')));
  made.push(folder);
  addTo(folder, files);
  return folder;
}

/** Writes files into a folder, over those of the same name. */
export function addTo(folder: string, files: Tree): void {
  for (const [name, text] of Object.entries(files)) write(folder, name, text);
}

/** Writes one file of a folder, its parents included. */
export function write(folder: string, name: string, text: string): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** All files of a folder by path, with their text. */
export function filesOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
      .sort()
      .map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]),
  );
}
