import type { World } from '../../policies/model.ts';
import { drawn } from './graphviz.ts';
import { topologyGraphs } from './topology/graphs.ts';

/** Where the pictures lie: some for each environment, and where it has many services a folder with one for each of them. */
export const topologyFolder = 'docs/topology';

/** The pictures of environments as SVG, by their files in the folder. The same objects give the same bytes. */
export async function topologyPictures(worlds: Iterable<World>): Promise<ReadonlyMap<string, string>> {
  const graphs = [...worlds].flatMap((world) =>
    [...topologyGraphs(world)].map(([end, graph]) => ({ file: `${world.environment}${end}.svg`, graph })),
  );
  const pictures = await drawn(graphs.map(({ graph }) => graph));
  return new Map(graphs.map(({ file }, index) => [file, pictures[index] ?? '']));
}
