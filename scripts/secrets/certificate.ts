import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { catalogFolder } from '../catalog/folder.ts';
import { UserError } from '../terminal/errors.ts';

/** The public certificate that an environment's Sealed Secrets controller decrypts for. */
export interface SealingCertificate {
  readonly certificate: X509Certificate;
  /** SHA-256 as hexadecimal digits, in lower case. */
  readonly fingerprint: string;
}

/**
 * The certificate of an environment, from the catalog.
 * @throws UserError when there is none, or it is not fit for sealing today
 */
export function sealingCertificate(root: string, environment: string, now: Date): SealingCertificate {
  const where = `${catalogFolder}/certificates/${environment}.pem`;
  const file = path.join(root, where);
  const how = `Fetch the certificate of the cluster: kubeseal --fetch-cert --controller-namespace sealed-secrets > ${where}`;
  if (!existsSync(file)) throw new UserError({ what: `The environment "${environment}" has no certificate to seal with.`, where, how });
  const certificate = parsed(readFileSync(file, 'utf8'));
  if (certificate === undefined) throw new UserError({ what: 'This is no certificate in PEM.', where, how });
  const complaint = unfit(certificate, now);
  if (complaint !== undefined) throw new UserError({ what: complaint, where, how });
  return { certificate, fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase() };
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
