import { cpSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { filesIn } from '../repository/files-in.ts';
import { exampleFolder, foldersOfCompany, isExample, isOfCompany } from './parts.ts';

/**
 * What an adoption has to keep of the example for the tests, by path; nothing where it is kept already, or where the catalog is another
 * company's by now.
 */
export function toKeep(root: string): readonly string[] {
  if (existsSync(path.join(root, exampleFolder)) || !isExample(root)) return [];
  return [...readdirSync(root), ...foldersOfCompany.flatMap((folder) => filesIn(root, folder))].filter(isOfCompany);
}

/** Keeps these files below `test/example`: all of them, or there is no such folder. */
export function keep(root: string, files: readonly string[]): void {
  if (files.length === 0) return;
  const [part, whole] = [path.join(root, `${exampleFolder}.part`), path.join(root, exampleFolder)];
  rmSync(part, { recursive: true, force: true });
  for (const file of files) cpSync(path.join(root, file), path.join(part, file));
  renameSync(part, whole);
}
