import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { loadCatalog } from '../catalog/catalog.ts';
import { assertLocal, guardedBy } from './ask.ts';
import { type Kubectl, withKubectl } from './kubectl.ts';
import { folderOf } from './overlay.ts';
import type { Output } from './up.ts';

/** What `down` is told. */
export interface DownOptions {
  readonly context?: string;
  readonly dryRun?: boolean;
}

/**
 * Removes what `up` made: the namespaces with its mark and all that is in them, disks included, and its classes of priority.
 * @returns the exit code
 * @throws UserError, NotLocal
 */
export async function down(root: string, { context, dryRun = false }: DownOptions, { say, tell }: Output): Promise<number> {
  const catalog = await loadCatalog(root);
  const { ours, mark } = guardedBy(catalog);
  return withKubectl(context, async (kubectl) => {
    await assertLocal(kubectl, catalog);
    const names = (await markedIn(kubectl, mark)).filter(
      (name) => !name.startsWith('namespace/') || ours.includes(name.slice('namespace/'.length)),
    );
    const folder = folderOf(root, kubectl.context.name);
    if (names.length === 0) say(`Nothing that "up" made is in ${kubectl.context.name}.\n`);
    for (const name of names) say(dryRun ? `${name} would be removed.\n` : `${name} is removed.\n`);
    if (dryRun) return 0;
    if (names.length > 0) {
      tell('Namespaces go with all that is in them; that takes a while.\n');
      await kubectl.must(['delete', ...names, '--ignore-not-found', '--wait', '--timeout=5m']);
    }
    if (existsSync(folder)) rmSync(folder, { recursive: true });
    tell(`${path.relative(root, folder)} is removed, with the values that were made up.\n`);
    return 0;
  });
}

/** What carries the mark and is in no namespace, as `namespace/erp-dev`. */
async function markedIn(kubectl: Kubectl, mark: string): Promise<readonly string[]> {
  const text = await kubectl.must(['get', 'namespaces,priorityclasses', `--selector=${mark}=true`, '--output=json']);
  const { items } = JSON.parse(text) as {
    readonly items: readonly { readonly kind: string; readonly metadata: { readonly name: string } }[];
  };
  return items.map(({ kind, metadata: { name } }) => `${kind.toLowerCase()}/${name}`);
}
