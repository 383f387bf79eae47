import { secretName } from '../service/secret.ts';
import type { EnvironmentDefinition } from './environment.ts';

/** The Secret of a service, encrypted for the controller of one environment. Written by `npm run seal`, and nothing else. */
export interface SealedSecret {
  /** Namespace and name that the values are bound to: `erp-prod/financial-service-secrets`. */
  readonly scope: string;
  /** SHA-256 of the certificate that they were sealed with, as hexadecimal digits. */
  readonly certificate: string;
  /** Day of the sealing: `2026-11-23`. */
  readonly sealedAt: string;
  /** Base64 of the encrypted values, by key. */
  readonly encryptedData: Readonly<Record<string, string>>;
}

/** What the values of a service are bound to: the controller decrypts them nowhere else (strict scope). */
export function sealedScope(environment: Pick<EnvironmentDefinition, 'namespaces'>, service: string): string {
  return `${environment.namespaces.app}/${secretName(service)}`;
}
