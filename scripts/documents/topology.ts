import type { Catalog } from '../../generators/model/catalog.ts';
import type { World } from '../../policies/model.ts';
import { filesIn } from '../repository/files-in.ts';
import type { Sources } from '../repository/sources.ts';
import { drawn } from './graphviz.ts';
import { topologyGraphs } from './topology/graphs.ts';
import { wordingOf } from './topology/words.ts';

/** Where the pictures lie: some for each environment, and where it has many services a folder with one for each of them. */
export const topologyFolder = 'docs/topology';

/** Who is outside, by name. */
type Named = Pick<Catalog, 'platform' | 'environments'>;

/** The pictures of environments as SVG, by their files in the folder. The same objects give the same bytes. */
export async function topologyPictures(worlds: Iterable<World>, catalog?: Named): Promise<ReadonlyMap<string, string>> {
  const graphs = [...worlds].flatMap((world) =>
    [...topologyGraphs(world, catalog && wordingOf(catalog, world.environment, 'en'))].map(([end, graph]) => ({
      file: `${world.environment}${end}.svg`,
      graph,
    })),
  );
  const pictures = await drawn(graphs.map(({ graph }) => graph));
  return new Map(graphs.map(({ file }, index) => [file, pictures[index] ?? '']));
}

/** The pictures of what was built, by path; undefined for one that no environment has any more. */
export async function topologyFiles(
  sources: Sources,
  worlds: readonly World[],
  catalog: Named,
): Promise<ReadonlyMap<string, string | undefined>> {
  const pictures = await topologyPictures(worlds, catalog);
  const strange = filesIn((sources.work ?? sources).root, topologyFolder).filter(
    (file) => file.endsWith('.svg') && !pictures.has(file.slice(topologyFolder.length + 1)),
  );
  return new Map<string, string | undefined>([
    ...[...pictures].map(([name, svg]) => [`${topologyFolder}/${name}`, svg] as const),
    ...strange.map((file) => [file, undefined] as const),
  ]);
}
