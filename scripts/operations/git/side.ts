import { changedSources } from '../../repository/changed-sources.ts';
import { contentsAt } from '../../repository/contents-at.ts';
import type { Sources } from '../../repository/sources.ts';
import { foldersOfArgo } from '../../repository/whole-tree/names.ts';
import { gitNames } from './git.ts';

/**
 * What Argo CD would read of a commit, whatever the work tree holds. Only what differs from the work tree is read of Git.
 * @param scratch a folder where what kustomize reads is written
 */
export async function sourcesAt(work: Sources, commit: string, scratch: string): Promise<Sources> {
  const asked = ['-z', '--', ...foldersOfArgo];
  const [tracked, untracked] = await Promise.all([
    gitNames(work.root, ['diff', '--name-only', '--no-renames', commit, ...asked]),
    gitNames(work.root, ['ls-files', '--others', '--exclude-standard', ...asked]),
  ]);
  const files = [...new Set([...tracked, ...untracked])];
  return files.length === 0 ? work : changedSources(work, contentsAt(work.root, commit, files), scratch);
}
