import type { Manifest } from '../../model.ts';
import { at, textAt } from '../fields.ts';

/**
 * Whether an Application syncs what lies in a file: Argo CD applies the files in the folder of its source, those below only with
 * `recurse`, of them what `include` matches and `exclude` does not (3.4.4, `getPotentiallyValidManifestFile`). Not for folders
 * with a kustomization and not for charts: what those build lies in no file.
 */
export function syncsFile({ fields }: Manifest, file: string): boolean {
  const source = at(fields, 'spec', 'source');
  const folder = textAt(source, 'path');
  if (folder === undefined) return false;
  const prefix = folder === '.' ? '' : `${folder.replace(/\/$/, '')}/`;
  if (!file.startsWith(prefix)) return false;
  const relative = file.slice(prefix.length);
  if (relative.includes('/') && at(source, 'directory', 'recurse') !== true) return false;
  const include = textAt(source, 'directory', 'include') ?? '';
  const exclude = textAt(source, 'directory', 'exclude') ?? '';
  return (include === '' || matchesGlob(include, relative)) && (exclude === '' || !matchesGlob(exclude, relative));
}

const special: Readonly<Record<string, string>> = { '*': '.*', '?': '.', '{': '(?:', '}': ')', ',': '|' };

/** A glob as Argo CD compiles it for files, without separators: `*` covers `/` as well, braces hold alternatives. */
function matchesGlob(pattern: string, file: string): boolean {
  const body = pattern.replace(/[*?{},.+^$()|[\]\\]/g, (found) => special[found] ?? `\\${found}`);
  return new RegExp(`^(?:${body})$`).test(file);
}
