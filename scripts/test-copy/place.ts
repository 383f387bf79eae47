import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from '../terminal/errors.ts';
import { bringUpToDate } from './copy.ts';
import { commit, draw } from './draw.ts';
import { exampleFolder, isExample } from './parts.ts';
import { takeSlot } from './slots.ts';

/**
 * Where the tests of a repository run: in itself, or, where a company made it its own, in a copy that speaks of the example, below the
 * system's temporary folder. Two runs at once have a copy each.
 * @throws UserError where neither is possible
 */
export async function placeOfTests(root: string): Promise<string> {
  if (!existsSync(path.join(root, exampleFolder))) {
    if (isExample(root)) return root;
    throw new UserError({
      what: "The tests stand on the example that this repository began with; the catalog is a company's, and the example is not here.",
      where: exampleFolder,
      how: `Bring it back: "git log --diff-filter=D -- ${exampleFolder}" tells the commit that removed it, and docs/adopt.md how to take it from the repository that yours is a copy of.`,
    });
  }
  const name = createHash('sha256').update(realpathSync(root)).digest('hex').slice(0, 12);
  const copy = takeSlot(path.join(realpathSync(tmpdir()), `erp-gitops-tests-${process.getuid?.() ?? ''}`), name);
  await layOut(root, copy);
  return copy;
}

/** Makes a copy of a repository what the repository would be if it spoke of the example. */
export async function layOut(root: string, copy: string): Promise<void> {
  const { isChanged, isStale, done } = bringUpToDate(root, copy);
  if (isStale) await draw(copy);
  if (isChanged) commit(copy);
  done();
}
