import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { EnvironmentDefinition } from '../../generators/model/environment/environment.ts';
import { catalogFolder } from '../catalog/folder.ts';
import { UserError } from '../terminal/errors.ts';

/** The public certificate that an environment's Sealed Secrets controller decrypts for. */
export interface SealingCertificate {
  readonly certificate: X509Certificate;
  /** SHA-256 as hexadecimal digits, in lower case. */
  readonly fingerprint: string;
}

/**
 * The certificate of an environment, from the catalog: the one whose fingerprint the environment's file names first.
 * @throws UserError when there is none, it is not the one that is named, or it is not fit for sealing today
 */
export function sealingCertificate(
  root: string,
  { name: environment, sealing }: Pick<EnvironmentDefinition, 'name' | 'sealing'>,
  now: Date,
): SealingCertificate {
  const where = `${catalogFolder}/certificates/${environment}.pem`;
  const file = path.join(root, where);
  const how = `Fetch the certificate of the cluster: kubeseal --fetch-cert --controller-namespace sealed-secrets > ${where}`;
  if (!existsSync(file)) throw new UserError({ what: `The environment "${environment}" has no certificate to seal with.`, where, how });
  const certificate = parsed(readFileSync(file, 'utf8'));
  if (certificate === undefined) throw new UserError({ what: 'This is no certificate in PEM.', where, how });
  const complaint = unfit(certificate, now);
  if (complaint !== undefined) throw new UserError({ what: complaint, where, how });
  const fingerprint = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
  const [pinned] = sealing?.certificates ?? [];
  if (fingerprint === pinned) return { certificate, fingerprint };
  throw new UserError({
    what:
      pinned === undefined
        ? `The environment "${environment}" does not say by which certificate its secrets are sealed.`
        : `The certificate has the fingerprint ${fingerprint}, but "${environment}" names ${pinned}.`,
    where,
    // Whoever can swap the file must not be able to say that it is right.
    how: `Compare it with the cluster's (docs/secrets.md), not with the file; then write ${fingerprint} first into "sealing.certificates" of ${catalogFolder}/environments/${environment}.ts.`,
  });
}

function parsed(text: string): X509Certificate | undefined {
  // A private key beside the certificate would be read over, and committed.
  if (!text.trimStart().startsWith('-----BEGIN CERTIFICATE-----') || text.includes('PRIVATE KEY')) return undefined;
  try {
    return new X509Certificate(text);
  } catch {
    return undefined;
  }
}

function unfit({ publicKey, validFromDate, validToDate }: X509Certificate, now: Date): string | undefined {
  const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
  if (publicKey.asymmetricKeyType !== 'rsa') return `The certificate has a key of type "${publicKey.asymmetricKeyType}", not RSA.`;
  if (bits < 2048) return `The certificate has an RSA key of ${bits} bits, fewer than 2048.`;
  if (now > validToDate) return `The certificate expired on ${day(validToDate)}.`;
  if (now < validFromDate) return `The certificate is not valid before ${day(validFromDate)}.`;
  return undefined;
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
