import path from 'node:path';
import type { Catalog } from '../../../generators/model/catalog.ts';
import type { ServiceDefinition } from '../../../generators/model/service/service.ts';
import { loadCatalog } from '../../../scripts/catalog/catalog.ts';
import { faultsIn, mistakesIn } from '../judged.ts';
import { withOwnDigests } from '../support.ts';
import { adjustmentsOf, contentsOf, teams } from './ways-out.ts';

const known = await loadCatalog(path.resolve(import.meta.dirname, '../../..'));

/** The catalog of this repository with services beside its own, which may be broken. */
export function catalogWith(services: readonly ServiceDefinition[]): Catalog {
  const entries = services.map((value) => ({ file: `generators/catalog/services/${value.name}.ts`, value }));
  return {
    ...known,
    platform: { ...known.platform, value: { ...known.platform.value, teams } },
    services: [...known.services, ...entries].sort((a, b) => (a.file < b.file ? -1 : 1)),
    contents: contentsOf(services),
    adjustments: adjustmentsOf(services),
  };
}

/** What is wrong with the files of those services, each in a line. */
export function mistakesOf(services: readonly ServiceDefinition[]): readonly string[] {
  return mistakesIn(catalogWith(services.map(withOwnDigests)));
}

/** What is wrong with what they draw, each in a line. */
export function faultsOf(services: readonly ServiceDefinition[]): Promise<readonly string[]> {
  return faultsIn(catalogWith(services.map(withOwnDigests)));
}
