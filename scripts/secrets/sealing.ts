import { constants, createCipheriv, type KeyObject, publicEncrypt, randomBytes } from 'node:crypto';

const sessionKeyBytes = 32;
/** Each session key encrypts one value, so the nonce may be the same for all. */
const nonce = Buffer.alloc(12);

/**
 * Encrypts a value as kubeseal does: RSA-OAEP with SHA-256 for a random session key, AES-256-GCM for the value. `scope` is the
 * label `namespace/name`, without which it cannot be decrypted (strict scope). Gives base64.
 */
export function seal(publicKey: KeyObject, scope: string, value: string): string {
  const sessionKey = randomBytes(sessionKeyBytes);
  const encryptedKey = publicEncrypt(
    { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256', oaepLabel: Buffer.from(scope) },
    sessionKey,
  );
  const cipher = createCipheriv('aes-256-gcm', sessionKey, nonce);
  const encrypted = Buffer.concat([cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(encryptedKey.length);
  return Buffer.concat([length, encryptedKey, encrypted]).toString('base64');
}
