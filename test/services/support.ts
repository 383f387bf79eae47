import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Adjustments, AdjustmentsEntry } from '../../generators/model/adjustment.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import { type Content, servicesFolder } from '../../generators/model/service/files/contents.ts';
import type { Build, ServiceDefinition } from '../../generators/model/service/service.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { contentIn } from '../../scripts/catalog/contents.ts';
import { loadFolder } from '../../scripts/repository/folder.ts';
import { readLiteral } from '../../scripts/repository/literal/read.ts';

const folder = path.join(import.meta.dirname, 'fixtures');
const definition = { define: 'defineService', from: '../../../generators/model/service.ts' };

/** The services of the folder beside, as entries of a catalog. */
export const fixtures = readdirSync(folder)
  .sort()
  .map((name) => {
    const { value, problems } = readLiteral(readFileSync(path.join(folder, name), 'utf8'), definition);
    if (problems.length > 0) throw new Error(`${name}: ${problems.map(({ message }) => message).join(' ')}`);
    return { file: `generators/catalog/services/${name}`, value: withOwnDigests(value as ServiceDefinition) };
  });

/** The same with a digest for each image, as registries give them: two images are never one content. */
export function withOwnDigests(service: ServiceDefinition): ServiceDefinition {
  const { initialRelease, companions, volumes, workers, jobs } = service;
  const built = <T extends object>(named: T) =>
    'build' in named && 'image' in named
      ? { ...named, build: { ...(named.build as Build), digest: digestOf(String(named.image), (named.build as Build).version) } }
      : named;
  const each = <T extends object>(parts: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, built(part)]));
  const processes = <T extends { readonly volumes?: Readonly<Record<string, object>> }>(all: Readonly<Record<string, T>>) =>
    Object.fromEntries(
      Object.entries(all).map(([name, own]) => [name, own.volumes === undefined ? own : { ...own, volumes: each(own.volumes) }]),
    );
  return {
    ...service,
    ...(workers && { workers: processes(workers) as Exclude<ServiceDefinition['workers'], undefined> }),
    ...(jobs && { jobs: processes(jobs) as Exclude<ServiceDefinition['jobs'], undefined> }),
    ...(initialRelease && {
      initialRelease: { ...initialRelease, digest: digestOf(service.image ?? service.name, initialRelease.version) },
    }),
    ...(companions && { companions: each(companions) as Exclude<ServiceDefinition['companions'], undefined> }),
    ...(volumes && { volumes: each(volumes) as Exclude<ServiceDefinition['volumes'], undefined> }),
  };
}

function digestOf(image: string, version: string): string {
  return `sha256:${createHash('sha256').update(`${image}:${version}`).digest('hex')}`;
}

/** The code of their adjustments, as entries of a catalog. */
export const fixtureAdjustments: readonly AdjustmentsEntry[] = (
  await loadFolder<Adjustments>(path.join(import.meta.dirname, 'adjustments'))
).map(({ name, value }) => ({ file: `generators/adjustments/${name}.ts`, service: name, value }));

const beside = path.join(import.meta.dirname, 'contents');

/** What they name by `from`, out of the folder beside, as contents of a catalog. */
export const fixtureContents: readonly Content[] = readdirSync(beside, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.join(entry.parentPath, entry.name))
  .sort()
  .map((file) => contentIn(`${servicesFolder}/${path.relative(beside, file).replaceAll(path.sep, '/')}`, readFileSync(file)));

const committed = await loadCatalog(path.resolve(import.meta.dirname, '../..'));

/** The services of the folder as a company has them, beside those of the catalog. */
export const companyCatalog: Catalog = {
  ...committed,
  services: [...committed.services, ...fixtures].sort((a, b) => (a.file < b.file ? -1 : 1)),
  contents: fixtureContents,
  adjustments: fixtureAdjustments,
};
