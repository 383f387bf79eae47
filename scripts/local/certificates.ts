import { generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto';
import forge from 'node-forge';

/** A private key with its certificate, in PEM. */
export interface Pair {
  readonly certificate: string;
  readonly key: string;
}

const day = 24 * 3600 * 1000;
const authorityDays = 3650;
/** No client of today takes a server's certificate for longer. */
const serverDays = 397;
/** So long before its end a certificate is made anew. */
const reserve = 30 * day;

/** An authority of this machine, which nobody else trusts. */
export function makeAuthority(now: Date): Pair {
  const { key, subject } = fresh();
  const name = [{ name: 'commonName', value: 'ERP on this laptop' }];
  return issued(
    { key, subject, issuer: name, name, days: authorityDays, now },
    [
      { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
      { name: 'subjectKeyIdentifier' },
    ],
    key,
  );
}

/** A certificate for names, signed by the authority, whose own certificate comes behind it. */
export function makeServer(authority: Pair, hosts: readonly string[], now: Date): Pair {
  const { key, subject } = fresh();
  const signer = forge.pki.certificateFromPem(authority.certificate);
  const issuer = signer.subject.attributes.map(({ name, value }) => ({ name: name ?? '', value: String(value) }));
  const own = issued(
    { key, subject, issuer, name: [{ name: 'commonName', value: 'ERP on this laptop: a server' }], days: serverDays, now },
    [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: hosts.map((value) => ({ type: 2, value })) },
    ],
    authority.key,
  );
  return { ...own, certificate: own.certificate + authority.certificate };
}

/** Whether a server's certificate may be used on: it is of the authority, holds these names and no others, and lasts for a while. */
export function isFit({ certificate }: Pair, authority: Pair, hosts: readonly string[], now: Date): boolean {
  const [own, signer] = [new X509Certificate(certificate), new X509Certificate(authority.certificate)];
  const names = (own.subjectAltName ?? '').split(', ').map((name) => name.replace(/^DNS:/, ''));
  const lasts = own.validToDate.getTime() - now.getTime() > reserve && own.validFromDate <= now;
  return lasts && own.checkIssued(signer) && own.verify(signer.publicKey) && names.toSorted().join() === hosts.toSorted().join();
}

function fresh() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    subject: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

interface Issue {
  readonly key: string;
  readonly subject: string;
  readonly issuer: forge.pki.CertificateField[];
  readonly name: forge.pki.CertificateField[];
  readonly days: number;
  readonly now: Date;
}

function issued({ key, subject, issuer, name, days, now }: Issue, extensions: readonly object[], signingKey: string): Pair {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(subject);
  certificate.serialNumber = serialNumber(randomBytes(16));
  certificate.validity.notBefore = new Date(now.getTime() - day);
  certificate.validity.notAfter = new Date(now.getTime() + days * day);
  certificate.setSubject(name);
  certificate.setIssuer(issuer);
  certificate.setExtensions([...extensions]);
  certificate.sign(forge.pki.privateKeyFromPem(signingKey), forge.md.sha256.create());
  return { certificate: forge.pki.certificateToPem(certificate).replaceAll('\r', ''), key };
}

/**
 * A number in hexadecimal digits of which DER has one encoding only: it is positive, and no byte of it pads (X.690, 8.3.2). What is padded
 * OpenSSL does not read ("illegal padding").
 * @param bytes at random
 */
export function serialNumber(bytes: Uint8Array): string {
  const [first = 0, ...others] = bytes;
  return Buffer.from([(first & 0x3f) | 0x40, ...others]).toString('hex');
}
