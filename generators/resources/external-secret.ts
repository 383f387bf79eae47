import type { IExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret';
import { clusterHost, endpoints } from '../model/backing-services.ts';
import type { Instance } from '../model/instance.ts';
import { secretStoreName } from '../model/names.ts';
import type { ServiceDefinition } from '../model/service.ts';
import { serviceLabels } from './labels.ts';

/** Name of the Secret of a service (manual 2.3). */
export function secretName(service: string): string {
  return `${service}-secrets`;
}

/** Keys of the Secret of a service (R24), for the stores that it uses. */
export function secretKeys(service: ServiceDefinition): readonly string[] {
  return Object.keys(secretTemplate(service, ''));
}

/** Path below the mount of Vault: one for each environment and service, shared with nothing. */
export function vaultPath(environment: string, service: string): string {
  return `erp/${environment}/${service}`;
}

/**
 * The Secret of a service, filled by External Secrets from Vault (manual 2.3, R24-R29). Vault holds only the passwords
 * and keys; hosts, users and databases come from here, so that they cannot disagree with the rest.
 */
export function externalSecret({ service, environment }: Instance) {
  const name = secretName(service.name);
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name, namespace: environment.namespaces.app, labels: serviceLabels(service.name) },
    spec: {
      refreshPolicy: 'Periodic',
      refreshInterval: '1h',
      secretStoreRef: { kind: 'ClusterSecretStore', name: secretStoreName },
      target: {
        name,
        creationPolicy: 'Owner',
        deletionPolicy: 'Retain',
        template: { engineVersion: 'v2', type: 'Opaque', data: secretTemplate(service, environment.namespaces.infra) },
      },
      data: vaultKeys(service).map((key) => ({
        secretKey: key,
        remoteRef: { key: vaultPath(environment.name, service.name), property: key },
      })),
    },
  } satisfies IExternalSecret;
}

/** What Vault must hold for a service. */
export function vaultKeys({ uses }: ServiceDefinition): readonly string[] {
  return [
    ...(uses.includes('postgres') ? ['DATABASE_PASSWORD'] : []),
    ...(uses.includes('redis') ? ['REDIS_PASSWORD'] : []),
    'JWT_SECRET',
    'ENCRYPTION_KEY',
  ];
}

function secretTemplate({ uses, database }: ServiceDefinition, infra: string): Record<string, string> {
  const postgres = `${clusterHost(endpoints.postgres.service, infra)}:${endpoints.postgres.port}`;
  const redis = `${clusterHost(endpoints.redis.service, infra)}:${endpoints.redis.port}`;
  return {
    ...(uses.includes('postgres') &&
      database !== undefined && {
        DATABASE_URL:
          `postgres://${database.user}:{{ .DATABASE_PASSWORD | urlquery }}@${postgres}/${database.name}` +
          '?sslmode=verify-full&sslrootcert=/app/ca/ca.crt',
      }),
    ...(uses.includes('redis') && { REDIS_URL: `redis://:{{ .REDIS_PASSWORD | urlquery }}@${redis}/0` }),
    JWT_SECRET: '{{ .JWT_SECRET }}',
    ENCRYPTION_KEY: '{{ .ENCRYPTION_KEY }}',
  };
}
