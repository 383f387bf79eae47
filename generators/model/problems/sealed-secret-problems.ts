import type { Catalog, SealedSecretEntry } from '../catalog.ts';
import { sealedScope } from '../environment/sealed-secret.ts';
import { secretKeys } from '../service/secret.ts';
import { at, type CatalogProblem, problem } from './problem.ts';

/** Mistakes in sealed secrets of services and environments that exist; those of others are said by their names. */
export function sealedSecretProblems({ services, environments, sealedSecrets }: Catalog): readonly CatalogProblem[] {
  return sealedSecrets.flatMap((entry) => {
    const service = services.find(({ value }) => value.name === entry.service)?.value;
    const environment = environments.find(({ value }) => value.name === entry.environment)?.value;
    if (service === undefined || environment === undefined) return [];
    const scope = sealedScope(environment, service.name);
    const required = secretKeys(service);
    const present = Object.keys(entry.value.encryptedData);
    const found = [
      ...(entry.value.scope === scope
        ? []
        : [{ path: ['scope'], message: `The values are bound to "${entry.value.scope}", but the Secret is "${scope}".` }]),
      ...(environment.sealing?.certificates.includes(entry.value.certificate) === true
        ? []
        : [
            {
              path: ['certificate'],
              message: `The values were sealed with the certificate ${entry.value.certificate.slice(0, 16)}..., which "${environment.name}" does not name in "sealing".`,
            },
          ]),
      ...required
        .filter((key) => !present.includes(key))
        .map((key) => ({ path: ['encryptedData'], message: `The key "${key}" is missing.` })),
      ...present
        .filter((key) => !required.includes(key))
        .map((key) => ({ path: ['encryptedData', key], message: `The service has no use for the key "${key}".` })),
      ...Object.entries(entry.value.encryptedData)
        .filter(([, value]) => !looksSealed(value))
        .map(([key]) => ({ path: ['encryptedData', key], message: `The value of "${key}" was not made by kubeseal or "npm run seal".` })),
    ];
    return found.map(({ path, message }) => problem(at(entry, ...path), message, remedy(entry)));
  });
}

function remedy({ environment, service }: SealedSecretEntry): string {
  return `Seal all values again with "npm run seal -- ${service} --env ${environment}", or remove the file to take them from Vault.`;
}

/** Two bytes say how long the encrypted session key is, as long as the RSA key; then follow at least a byte and a tag of 16. */
function looksSealed(text: string): boolean {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return false;
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const [high = 0, low = 0] = bytes;
  const keyLength = high * 256 + low;
  return keyLength >= 256 && keyLength <= 1024 && bytes.length > 2 + keyLength + 16;
}
