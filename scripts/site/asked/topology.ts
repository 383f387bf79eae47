import { createNetwork } from '../../../policies/kubernetes/network/network.ts';
import { drawn } from '../../documents/graphviz.ts';
import { topologyGraphs } from '../../documents/topology/graphs.ts';
import { outsidesOf, surroundingsIn } from '../../documents/topology/outsides.ts';
import { wordingOf } from '../../documents/topology/words.ts';
import { type ExplainedFlow, explainedFlows } from '../../network/flows.ts';
import { placesIn } from '../../network/places.ts';
import { type Language, languages } from '../page/words.ts';
import type { Ground } from './ground.ts';

/** Who may reach whom in an environment, and its pictures. */
export interface Topology {
  readonly environment: string;
  readonly flows: readonly ExplainedFlow[];
  /** SVG by language and the end of its name: empty for the services, `-platform`, `-monitoring`. */
  readonly pictures: Readonly<Record<Language, ReadonlyMap<string, string>>>;
}

/** Of every environment, as `npm run network` answers. */
export async function topologiesOf({ catalog, sources, environments, rendered, worlds }: Ground): Promise<readonly Topology[]> {
  const platform = catalog.platform.value;
  const found = environments.flatMap((environment) => {
    const [world, built] = [worlds.get(environment.name), rendered.get(environment.name)];
    if (world === undefined || built === undefined) return [];
    const outsides = outsidesOf(platform, environment);
    const network = createNetwork(world, surroundingsIn(platform));
    const graphs = languages.map((language) => topologyGraphs(world, wordingOf(catalog, environment.name, language)));
    const flows = explainedFlows({ world, network, outsides }, remembered(placesIn(sources, built)));
    return [{ environment: environment.name, flows, graphs }];
  });
  const pictures = await drawn(found.flatMap(({ graphs }) => graphs.flatMap((own) => [...own.values()])));
  let next = 0;
  return found.map(({ environment, flows, graphs }) => {
    const [en = new Map(), zh = new Map()] = graphs.map(
      (own) =>
        new Map(
          [...own.keys()].map((end) => {
            next += 1;
            return [end, pictures[next - 1] ?? ''] as const;
          }),
        ),
    );
    return { environment, flows, pictures: { en, zh } };
  });
}

/** Many flows pass by the same lines. */
function remembered<M extends object, R>(find: (manifest: M, path: string) => R): (manifest: M, path: string) => R {
  const known = new Map<M, Map<string, R>>();
  return (manifest, path) => {
    const own = known.get(manifest) ?? new Map<string, R>();
    known.set(manifest, own);
    const found = own.get(path) ?? find(manifest, path);
    own.set(path, found);
    return found;
  };
}
