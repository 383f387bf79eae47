import type { Catalog } from '../../generators/model/catalog.ts';
import { readAdmission } from '../catalog/admission.ts';
import { syntheticServices } from './synthetic-services.ts';

/**
 * A catalog of many services in the platform and the environments of the given one, each released in every environment. The same
 * numbers give the same catalog.
 */
export function syntheticCatalog(
  { platform, environments, versions }: Pick<Catalog, 'platform' | 'environments' | 'versions'>,
  count: number,
): Catalog {
  const services = syntheticServices(count, databases);
  const teams = { suites: { codeOwner: '@example-erp/suites', channel: '#erp-suites' } } as const;
  return {
    platform: { ...platform, value: { ...platform.value, teams } },
    environments,
    services: services.map((value) => ({ file: `generators/catalog/services/${value.name}.ts`, value })),
    releases: environments.flatMap(({ value: environment }) =>
      services.map(({ name }, index) => ({
        file: `generators/catalog/releases/${environment.name}/${name}.yaml`,
        environment: environment.name,
        service: name,
        value: { version: '1.0.0', digest: `sha256:${(index + 1).toString(16).padStart(64, '0')}` },
      })),
    ),
    sealedSecrets: [],
    versions,
    settings: [],
    scaling: [],
    freezes: [],
    thaws: [],
    retired: [],
    contents: [],
    adjustments: [],
    charts: [],
    admission: readAdmission(),
  };
}

/** The same catalog with one more variable of its first service, of that value: a change that every environment renders. */
export function withOneChange(catalog: Catalog, value = 'true'): Catalog {
  const [first, ...others] = catalog.services;
  if (first === undefined) return catalog;
  const { settings: own } = first.value;
  const settings = { ...own, config: { ...own?.config, CHANGED: value } };
  return { ...catalog, services: [{ ...first, value: { ...first.value, settings } }, ...others] };
}

/** The same catalog with another version of one service in one environment: what a promotion changes. */
export function withOneRelease(catalog: Catalog): Catalog {
  const [first, ...others] = catalog.releases;
  if (first === undefined) return catalog;
  return { ...catalog, releases: [{ ...first, value: { ...first.value, version: '1.1.0' } }, ...others] };
}

const databases = 5;
