import type { Catalog } from '../../generators/model/catalog.ts';
import { servicesFolder } from '../../generators/model/service/files/contents.ts';
import { adjustmentsFolder } from '../catalog/adjustments.ts';
import { readAdmission } from '../catalog/admission.ts';
import { contentIn } from '../catalog/contents.ts';
import { syntheticAdjustments, syntheticContents, syntheticServices } from './synthetic-services.ts';

/**
 * A catalog of many services in the platform and the environments of the given one, each released in every environment. The same
 * numbers give the same catalog.
 */
export function syntheticCatalog(
  { platform, environments, versions }: Pick<Catalog, 'platform' | 'environments' | 'versions'>,
  count: number,
): Catalog {
  const services = syntheticServices(count, databases).map((service, index) => ({ ...service, ...inFolder(index, count) }));
  const teams = { suites: { codeOwner: '@example-erp/suites', channel: '#erp-suites' } } as const;
  return {
    platform: { ...platform, value: { ...platform.value, teams, ...(count > perFolder && { nodes: { cidrs: manyAddresses } }) } },
    environments: environments.map((entry) => ({ ...entry, value: { ...entry.value, nodes: nodesFor(entry.value.nodes.most, count) } })),
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
    contents: Object.entries(syntheticContents).map(([name, bytes]) => contentIn(`${servicesFolder}/${name}`, bytes)),
    adjustments: services
      .filter(({ adjust }) => adjust !== undefined)
      .map(({ name }) => ({ file: `${adjustmentsFolder}/${name}.ts`, service: name, value: syntheticAdjustments })),
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

/** A company of so many services has them in folders, and clusters to match. */
const perFolder = 100;
const manyAddresses: readonly string[] = ['10.64.0.0/16', '10.65.0.0/16', '10.66.0.0/16'];

function inFolder(index: number, count: number): { readonly folder?: string } {
  return count > perFolder ? { folder: `group-${String(Math.floor(index / perFolder) + 1).padStart(2, '0')}` } : {};
}

/** At most four services to a node, as many pods as they have at their most. */
function nodesFor(most: number, count: number): { readonly most: number } {
  return { most: Math.max(most, Math.ceil(count / 4)) };
}

const databases = 5;
