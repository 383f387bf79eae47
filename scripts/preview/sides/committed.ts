import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { codeOwnersFiles } from '../../../generators/output/file.ts';
import { exists, list } from '../../judging/lint/changed.ts';
import { changedSources } from '../../repository/changed-sources.ts';
import { contentsAt } from '../../repository/contents-at.ts';
import { createSources, type Sources } from '../../repository/sources.ts';
import { blobsOf, type TreeFile, treeFiles } from '../../repository/whole-tree/git-objects.ts';
import { isRead, treeFaults } from '../../repository/whole-tree/judge.ts';
import type { TreeFault } from '../../repository/whole-tree/names.ts';
import { UserError } from '../../terminal/errors.ts';
import { inTemporaryFolder } from '../../terminal/temporary.ts';
import { defaultBase, type Revision } from './revision.ts';

/** A commit as data: its files are read from Git, and nothing of it is checked out or run. */
export interface Committed {
  /** Its files; empty where it has faults. */
  readonly work: Sources;
  /** What it was compared with. */
  readonly revision: Revision;
  /** Why nothing of it may be built. */
  readonly faults: readonly TreeFault[];
}

const owners = new Set<string>(Object.values(codeOwnersFiles));

/** What is compared: everything that is built, and what says who may change it. */
const isNeeded = (file: TreeFile) => isRead(file) || file.file.startsWith('charts/') || owners.has(file.file);

/**
 * What a commit holds, and what its files held where it left a branch. `use` gets both; what was written for it is removed after it.
 * @throws UserError for an unknown commit, for two that have none in common, and with Git's words when it fails
 */
export async function withCommitted<T>(
  root: string,
  asked: string | undefined,
  head: string,
  use: (committed: Committed) => Promise<T>,
): Promise<T> {
  const ref = asked ?? (await defaultBase(root));
  for (const [name, option] of [
    [ref, '--base'],
    [head, '--head'],
  ] as const) {
    if (await exists(root, name)) continue;
    const how = 'Name a branch, a tag or a commit that "git log" knows.';
    throw new UserError({ what: `Git knows no commit "${name}".`, where: option, how });
  }
  const [start] = await list(root, ['merge-base', ref, head], true);
  if (start === undefined) {
    throw new UserError({
      what: `"${ref}" and "${head}" have no commit in common, so nobody can say what changed.`,
      where: '--base',
      how: 'Fetch the whole history ("git fetch --unshallow"), or name the commit that the work started from.',
    });
  }
  const changed = await list(root, ['diff', '--name-only', '--no-renames', '--relative', '-z', start, head, '--']);
  const all = treeFiles(root, head);
  const needed = all.filter(isNeeded);
  const blobs = blobsOf(root, needed);
  const faults = treeFaults(all, blobs);
  const contents = new Map(faults.length > 0 ? [] : needed.map(({ file, id }) => [file, blobs.get(id)?.toString('utf8')] as const));
  return inTemporaryFolder('erp-gitops-head-', async (scratch) => {
    // All of them are given: beside them there is nothing.
    const nothing = path.join(scratch, 'nothing');
    await mkdir(nothing);
    const work = changedSources(createSources(nothing), contents, path.join(scratch, 'files'));
    const files = changed.toSorted();
    return use({ work, faults, revision: { ref, start, files, contents: contentsAt(root, start, files) } });
  });
}
