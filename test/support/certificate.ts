import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A self-made certificate in PEM, and the key that belongs to it. */
export interface TestCertificate {
  readonly pem: string;
  readonly privateKey: KeyObject;
}

/** A key and its certificate; valid for the year 2026 unless said otherwise. Signed by a key of its own, which nobody checks. */
export function testCertificate({
  key = generateKeyPairSync('rsa', { modulusLength: 2048 }),
  from = '260101000000Z',
  to = '261231235959Z',
}: {
  readonly key?: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  readonly from?: string;
  readonly to?: string;
} = {}): TestCertificate {
  const issuer = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const sha256WithRsa = sequence(der(0x06, Buffer.from('2a864886f70d01010b', 'hex')), der(0x05, Buffer.alloc(0)));
  const commonName = sequence(der(0x06, Buffer.from('550403', 'hex')), der(0x0c, Buffer.from('sealed-secrets')));
  const name = sequence(der(0x31, commonName));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    sha256WithRsa,
    name,
    sequence(der(0x17, Buffer.from(from)), der(0x17, Buffer.from(to))),
    name,
    key.publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = der(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', body, issuer.privateKey)]));
  const lines =
    sequence(body, sha256WithRsa, signature)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return { pem: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'), privateKey: key.privateKey };
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

/** Tag, length, content. */
function der(tag: number, content: Buffer): Buffer {
  const length = content.length < 128 ? Buffer.from([content.length]) : Buffer.from([0x82, content.length >> 8, content.length & 0xff]);
  return Buffer.concat([Buffer.from([tag]), length, content]);
}
