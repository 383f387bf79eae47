import type { Catalog } from '../../generators/model/catalog.ts';
import type { Rule } from '../../policies/model.ts';
import { worldsOf } from '../charts/facts/world.ts';
import { conformanceFile, conformanceText, judgeBuilt } from '../judging/conformance.ts';
import type { RenderedEnvironment } from '../kustomize/kustomize.ts';
import { inOurNames } from '../repository/company/names.ts';
import type { Sources } from '../repository/sources.ts';
import { rulesDocument, rulesText } from './rules-document.ts';
import { topologyFiles, topologyFolder } from './topology.ts';

/**
 * The committed documents that follow from what the overlays build: the pictures and the table of requirements, where a repository
 * keeps them. Undefined for one that is to go.
 * @throws UserError for a file that cannot be read
 */
export async function derivedDocuments(
  sources: Sources,
  rendered: readonly RenderedEnvironment[],
  catalog: Catalog,
): Promise<ReadonlyMap<string, string | undefined>> {
  const documents = new Map<string, string | undefined>();
  const worlds = worldsOf(sources, rendered);
  if (sources.isFolder(topologyFolder)) for (const [file, svg] of await topologyFiles(sources, worlds, catalog)) documents.set(file, svg);
  if (sources.isFile(conformanceFile)) {
    documents.set(conformanceFile, inOurNames(sources)(conformanceText(await judgeBuilt(sources, rendered, worlds))));
  }
  return documents;
}

/** Those, and the page of the rules, as far as they are other than in the files. */
export async function staleDocuments(
  sources: Sources,
  rendered: readonly RenderedEnvironment[],
  rules: readonly Rule[],
  catalog: Catalog,
): Promise<ReadonlyMap<string, string | undefined>> {
  const documents = new Map(await derivedDocuments(sources, rendered, catalog));
  if (sources.isFile(`${rulesDocument}.hbs`)) documents.set(rulesDocument, inOurNames(sources)(rulesText(rules, sources.root)));
  return new Map([...documents].filter(([file, text]) => sources.text(file) !== text));
}
