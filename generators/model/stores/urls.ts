import type { PlatformDefinition } from '../platform/platform.ts';
import type { ServiceDefinition } from '../service/service.ts';
import { authorityFile, type Layered, type Place, placeOf } from './places.ts';
import { external } from './stores.ts';

type Database = NonNullable<ServiceDefinition['database']>;

/**
 * The address of a database for its role. The certificate of the server is checked wherever it has one (D22).
 * @param password as it stands in an address: escaped, or what will be put there
 */
export function databaseUrl({ name, user }: Database, password: string, place: Place): string {
  return `postgres://${user}:${password}@${place.address}/${name}?${databaseQuery(place)}`;
}

/** How the server is to prove who it is. */
function databaseQuery(place: Place): string {
  const authority = authorityFile('postgres', place);
  return authority === undefined ? 'sslmode=disable' : `sslmode=verify-full&sslrootcert=${authority}`;
}

/**
 * The address of Redis.
 * @param password as it stands in an address: escaped, or what will be put there
 */
export function redisUrl(environment: Layered, platform: Pick<PlatformDefinition, 'dataLayer'>, password: string): string {
  const place = placeOf('redis', environment, platform);
  const scheme = place.tls === 'none' ? 'redis' : 'rediss';
  return `${scheme}://${external(environment, 'redis')?.user ?? ''}:${password}@${place.address}/0`;
}
