import { clusterHost, endpoints } from './backing-services.ts';
import type { ServiceDefinition } from './service.ts';

/** Name of the Secret of a service (manual 2.3). */
export function secretName(service: string): string {
  return `${service}-secrets`;
}

/** Keys of the Secret of a service (R24), for the stores that it uses. */
export function secretKeys({ uses }: ServiceDefinition): readonly string[] {
  return [
    ...(uses.includes('postgres') ? ['DATABASE_URL'] : []),
    ...(uses.includes('redis') ? ['REDIS_URL'] : []),
    'JWT_SECRET',
    'ENCRYPTION_KEY',
  ];
}

/** Name of the store that reads the path of a service, and nothing else, of Vault. */
export function serviceStoreName(service: string): string {
  return `${service}-vault`;
}

/** Path below the mount of Vault: one for each environment and service, shared with nothing. */
export function vaultPath(environment: string, service: string): string {
  return `erp/${environment}/${service}`;
}

/**
 * Path of the password of a service's role in the database. Apart from what else the service has: a path of Vault is read as a
 * whole, and the data layer, which makes the role, must not read the service's keys.
 */
export function databaseVaultPath(environment: string, service: string): string {
  return vaultPath(environment, `${service}-database`);
}

/** Where Vault knows the cluster of an environment: the mount of its JWT authentication. */
export function vaultAuthMount(environment: string): string {
  return `jwt-${environment}`;
}

/** Role and policy in Vault: of a service, or of what the services of an environment share. */
export function vaultRole(environment: string, service?: string): string {
  return service === undefined ? `erp-${environment}` : `erp-${environment}-${service}`;
}

/**
 * Audience of the tokens with which stores log in, so that no other token of the account will do. External Secrets asks for this
 * one where a store names none (2.9.0, `providers/v1/vault/auth_jwt.go`); named as well, it would be in the token twice.
 */
export const vaultAudience = 'vault';

/** Fewest characters of the secret that signs tokens (R27). */
export const shortestJwtSecret = 32;

/** Bytes of the key that encrypts data: AES-256 (R28). */
export const encryptionKeyBytes = 32;

/** Query of every database address: the certificate of the server is checked (D22). */
export const databaseQuery: Readonly<Record<string, string>> = { sslmode: 'verify-full', sslrootcert: '/app/ca/ca.crt' };

/** Where the stores of an environment answer: `host:port`. */
export function storeAddresses(infra: string): { readonly postgres: string; readonly redis: string } {
  const address = ({ service, port }: { readonly service: string; readonly port: number }) => `${clusterHost(service, infra)}:${port}`;
  return { postgres: address(endpoints.postgres), redis: address(endpoints.redis) };
}
