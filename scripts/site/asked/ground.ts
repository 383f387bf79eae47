import type { Catalog } from '../../../generators/model/catalog.ts';
import type { EnvironmentDefinition } from '../../../generators/model/environment/environment.ts';
import type { World } from '../../../policies/model.ts';
import { loadCatalog } from '../../catalog/catalog.ts';
import { worldsOf } from '../../charts/facts/world.ts';
import { rememberedBuilds } from '../../kustomize/build-cache.ts';
import { type RenderedEnvironment, renderEnvironments } from '../../kustomize/kustomize.ts';
import { git } from '../../operations/git/git.ts';
import { releasedSince } from '../../operations/git/history.ts';
import { inOrder } from '../../operations/lookup.ts';
import { createSources, type Sources } from '../../repository/sources.ts';
import { UserError } from '../../terminal/errors.ts';

/** All that is read once for all pages. */
export interface Ground {
  readonly root: string;
  readonly sources: Sources;
  readonly catalog: Catalog;
  /** In the order in which versions pass them. */
  readonly environments: readonly EnvironmentDefinition[];
  readonly rendered: ReadonlyMap<string, RenderedEnvironment>;
  readonly worlds: ReadonlyMap<string, World>;
  /** Since when each release file has its build, as milliseconds since 1970. */
  readonly since: ReadonlyMap<string, number>;
  /** The time by which gates judge, as milliseconds since 1970. */
  readonly now: number;
  /** What is checked out. */
  readonly commit: string;
}

/**
 * Reads the catalog, the history of the releases, and what the overlays build.
 * @throws UserError for a catalog with mistakes, in a shallow clone, and where an overlay does not build
 */
export async function groundOf(root: string, now: number): Promise<Ground> {
  const sources = createSources(root);
  const catalog = await loadCatalog(root);
  const [rendered, since, commit] = await Promise.all([
    rememberedBuilds(sources).then((cache) => renderEnvironments(root, { sources, ...cache })),
    releasedSince(root, 'HEAD'),
    git(root, ['rev-parse', 'HEAD']),
  ]);
  const [problem] = rendered.flatMap(({ problems }) => problems);
  if (problem !== undefined) {
    throw new UserError({ what: problem.message, where: problem.file, how: 'Run "npm run lint:policies" and put it right.' });
  }
  const worlds = worldsOf(sources, rendered);
  return {
    root,
    sources,
    catalog,
    environments: inOrder(catalog),
    rendered: new Map(rendered.map((environment) => [environment.name, environment])),
    worlds: new Map(worlds.map((world) => [world.environment, world])),
    since,
    now,
    commit: commit.trim(),
  };
}
