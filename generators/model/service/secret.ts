import { furtherStore } from '../further/further.ts';
import type { SecretShape } from './parts.ts';
import type { ServiceDefinition } from './service.ts';

/** Name of the Secret of a service (manual 2.3). */
export function secretName(service: string): string {
  return `${service}-secrets`;
}

/** What every service has unless its file says otherwise: what signs tokens, and what encrypts data (R24, R27, R28). */
export const houseSecrets: Readonly<Record<string, SecretShape>> = {
  JWT_SECRET: { atLeast: 32 },
  ENCRYPTION_KEY: { base64Bytes: 32 },
};

/** The secrets of a service's own path in Vault, with what each must be. */
export function ownSecrets({ secrets }: Pick<ServiceDefinition, 'secrets'>): Readonly<Record<string, SecretShape>> {
  return secrets ?? houseSecrets;
}

/** Keys of the Secret of a service (R24): addresses of the stores that it uses, then its own. */
export function secretKeys(service: Pick<ServiceDefinition, 'uses' | 'secrets'>): readonly string[] {
  return [
    ...(service.uses.includes('postgres') ? ['DATABASE_URL'] : []),
    ...(service.uses.includes('redis') ? ['REDIS_URL'] : []),
    ...service.uses.flatMap((use) => Object.keys(furtherStore(use)?.secrets ?? {})),
    ...Object.keys(ownSecrets(service)),
  ];
}

/** Key of the address at which a session of the database is the client's own, in a Secret that only runs around a rollout have. */
export const sessionKey = 'DATABASE_SESSION_URL';

/** Name of that Secret. */
export function sessionSecretName(service: string): string {
  return `${service}-session`;
}

/**
 * Whether runs around a rollout have a session of the database to themselves: tools that migrate hold a lock of the session, which a
 * pooler that gives connections away after each transaction does not keep.
 */
export function needsSession({ uses, jobs }: Pick<ServiceDefinition, 'uses' | 'jobs'>): boolean {
  return uses.includes('postgres') && Object.values(jobs ?? {}).some((job) => 'at' in job);
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

/** Path below the mount of Vault of that with which a service logs in to Kafka: both ends read it there. */
export function kafkaVaultPath(environment: string, service: string): string {
  return vaultPath(environment, `${service}-kafka`);
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
