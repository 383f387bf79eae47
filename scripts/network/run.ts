import { createNetwork } from '../../policies/kubernetes/network/network.ts';
import { loadCatalog } from '../catalog/catalog.ts';
import { worldsOf } from '../charts/facts/world.ts';
import { outsidesOf, surroundingsIn } from '../documents/topology/outsides.ts';
import { rememberedBuilds } from '../kustomize/build-cache.ts';
import { chooseEnvironments, renderEnvironments } from '../kustomize/kustomize.ts';
import { environmentOf } from '../operations/lookup.ts';
import { findEnvironments } from '../repository/environments.ts';
import { createSources } from '../repository/sources.ts';
import { UserError } from '../terminal/errors.ts';
import { type Asked, answersTo } from './answer.ts';
import { partyCalled } from './ends.ts';
import { placesIn } from './places.ts';
import { rowsOf } from './rows.ts';
import { answersText, type Format, matrixText } from './text.ts';

/** What was asked of the network of an environment. */
export interface NetworkRequest {
  readonly root: string;
  readonly environment: string;
  readonly from?: string;
  readonly to?: string;
  readonly asked: Asked;
  readonly format: Format;
}

/**
 * The matrix of an environment, or with both ends the answer whether one may reach the other.
 * @throws UserError for an environment or an end that is not there, and where an overlay does not build
 */
export async function networkText(request: NetworkRequest): Promise<{ readonly text: string; readonly isDenied: boolean }> {
  const { root, format, asked } = request;
  const sources = createSources(root);
  chooseEnvironments(findEnvironments(sources), [request.environment]);
  const catalog = await loadCatalog(root);
  const definition = environmentOf(catalog, request.environment);
  const cache = await rememberedBuilds(sources);
  const rendered = await renderEnvironments(root, { sources, ...cache, environments: [definition.name] });
  const [problem] = rendered.flatMap(({ problems }) => problems);
  if (problem !== undefined) {
    throw new UserError({ what: problem.message, where: problem.file, how: 'Run "npm run lint:policies" and put it right.' });
  }
  const [world] = worldsOf(sources, rendered);
  const [built] = rendered;
  if (world === undefined || built === undefined) throw new Error(`Nothing was built of ${definition.name}.`);
  const platform = catalog.platform.value;
  const network = createNetwork(world, surroundingsIn(platform));
  const outsides = outsidesOf(platform, definition);
  const party = (text: string | undefined, option: string) =>
    text === undefined ? undefined : partyCalled({ world, network, outsides }, text, option);
  const [from, to] = [party(request.from, '--from'), party(request.to, '--to')];
  if (from !== undefined && to !== undefined) {
    const answers = answersTo(network, { from, to, asked }, placesIn(sources, built));
    return { text: answersText(definition.name, answers, format), isDenied: answers.every(({ allowed }) => allowed === 'no') };
  }
  const rows = rowsOf(world, network, outsides, { ...(from && { from }), ...(to && { to }) });
  return { text: matrixText(definition.name, rows, format), isDenied: false };
}
