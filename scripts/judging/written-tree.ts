import { type Generated, generate } from '../../generators/generate.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import { loadCatalog } from '../catalog/catalog.ts';
import { chartApplications } from '../charts/facts/applications.ts';
import { drift, driftInShort } from '../charts/facts/check.ts';
import { loadFactsHeads } from '../charts/facts/facts.ts';
import { findingsText } from '../charts/facts/finding.ts';
import { foreignError, generateTree, planText } from '../repository/generated/generation.ts';
import { isFresh, planTree } from '../repository/generated/tree.ts';
import { createSources } from '../repository/sources.ts';
import { judgeTree } from '../repository/whole-tree/judge.ts';

/** Takes text for people: results, and what they have to know beside them. */
export interface Listener {
  readonly result: (text: string) => void;
  readonly remark: (text: string) => void;
}

/** Looks at what is about to be written, and stops it by an error. */
type Guard = (catalog: Catalog, generated: Generated, remark: Listener['remark']) => Promise<void>;

/**
 * Makes the tree what the catalog means.
 * @returns how many files that are
 * @throws UserError for a mistake in the catalog, and for files in the way; nothing is changed then
 */
export async function writeTree(root: string, { result, remark }: Listener, guard: Guard): Promise<number> {
  const files = await meantFiles(root, remark, guard);
  const { written, removed, unchanged } = generateTree(root, files);
  result(`generate: ${files.length} files: ${written} written, ${removed} removed, ${unchanged} unchanged.\n`);
  // The Applications are needed to make the facts of charts, and the facts to say what the projects allow: told, and no failure.
  remark(findingsText(driftInShort(staleFacts(root))));
  return files.length;
}

/**
 * Whether the tree is what the catalog means, and holds nothing that Argo CD would read beside it.
 * @throws UserError for a mistake in the catalog
 */
export async function checkTree(root: string, { result, remark }: Listener, guard: Guard): Promise<boolean> {
  const files = await meantFiles(root, remark, guard);
  const plan = planTree(root, files);
  result(planText(plan));
  const stale = staleFacts(root);
  const tree = judgeTree(root);
  remark(findingsText(stale) + tree.text);
  if (!isFresh(plan)) {
    if (plan.foreign.length > 0) remark(foreignError(plan.foreign).text());
    else remark('generate: the tree is not what the catalog means. Run "npm run generate".\n');
    return false;
  }
  if (stale.length + tree.faults > 0) return false;
  result(`generate: ${files.length} files are fresh.\n`);
  return true;
}

async function meantFiles(root: string, remark: Listener['remark'], guard: Guard) {
  const catalog = await loadCatalog(root);
  const generated = generate(catalog);
  await guard(catalog, generated, remark);
  return generated.files;
}

/** Where `charts/` does not say what the charts of the Applications make, by which the projects were written. */
function staleFacts(root: string) {
  return drift(chartApplications(createSources(root)), loadFactsHeads(root));
}
