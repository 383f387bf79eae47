import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Catalog } from '../../generators/model/catalog.ts';
import { inOrder, lowerEnvironments, releaseOf } from '../operations/lookup.ts';
import { UserError } from '../terminal/errors.ts';

/** What of a catalog plays in the demo. */
export interface Cast {
  /** A service that runs in every environment of the path. */
  readonly service: string;
  /** One that there is not yet. */
  readonly newcomer: string;
  /** The path of a version, and how many hours it stays in each at least. */
  readonly path: readonly [Stop, Stop, Stop, Stop];
  /** Newer than every version of the service: a feature, and a repair of it. */
  readonly feature: string;
  readonly repair: string;
}

/** An environment on the path of a version. */
export interface Stop {
  readonly name: string;
  readonly soakHours: number;
}

const newcomers = ['loyalty-service', 'voucher-service', 'returns-service'];

/**
 * Chooses them.
 * @throws UserError for a catalog without a path of four environments, or without a service on all of it
 */
export function castOf(root: string, catalog: Catalog): Cast {
  const last = inOrder(catalog).findLast((environment) => lowerEnvironments(catalog, environment).length === 3);
  const stops = last === undefined ? [] : [last, ...lowerEnvironments(catalog, last)].toReversed();
  const [first, second, third, fourth] = stops.map(({ name, delivery }) => ({ name, soakHours: delivery.soakHours }));
  if (first === undefined || second === undefined || third === undefined || fourth === undefined) {
    throw new UserError({
      what: 'The demo plays on a path of four environments, and this catalog has none.',
      where: 'generators/catalog/environments',
      how: 'Look at "npm run ops -- --help" instead; every command has examples.',
    });
  }
  const names = catalog.services.map(({ value }) => value.name);
  // The one of the README's recipes, where it is there.
  const service = names
    .toSorted((a, b) => Number(b === 'sales-service') - Number(a === 'sales-service'))
    .find(
      (name) =>
        stops.every((environment) => releaseOf(catalog, environment.name, name) !== undefined) &&
        existsSync(path.join(root, 'overlays', fourth.name, name, 'kustomization.yaml')),
    );
  const newcomer = newcomers.find((name) => !names.includes(name));
  if (service === undefined || newcomer === undefined) {
    throw new UserError({
      what: `No service runs in all of ${stops.map(({ name }) => name).join(', ')}.`,
      where: 'generators/catalog/releases',
      how: 'Deliver one to the end of the path first: npm run ops -- deliver --help',
    });
  }
  const versions = stops.map(({ name }) => releaseOf(catalog, name, service)?.version ?? '0.0.0');
  const [major = 0, minor = 0] = newest(versions);
  return {
    service,
    newcomer,
    path: [first, second, third, fourth],
    feature: `${major}.${minor + 1}.0`,
    repair: `${major}.${minor + 1}.1`,
  };
}

function newest(versions: readonly string[]): readonly number[] {
  const numbers = versions.map((version) => version.split('.').map(Number.parseFloat));
  return numbers.toSorted(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d).at(-1) ?? [];
}
