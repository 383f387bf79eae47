import { readFileSync } from 'node:fs';
import { UserError } from '../terminal/errors.ts';

/**
 * The text of a `config.json` of Docker.
 * @throws UserError when it is none, or keeps its passwords elsewhere, where no cluster finds them
 */
export function registryIn(file: string): string {
  const how = 'Name a config.json with "auths" that hold passwords: "docker login" with no credential store writes one.';
  try {
    const text = readFileSync(file, 'utf8');
    const { auths } = JSON.parse(text) as { readonly auths?: Readonly<Record<string, { readonly auth?: string }>> };
    if (auths !== undefined && Object.values(auths).some(({ auth }) => auth !== undefined)) return JSON.stringify({ auths });
  } catch (cause) {
    throw new UserError({ what: 'The configuration of the registry cannot be read.', where: file, how }, { cause });
  }
  throw new UserError({ what: 'The configuration of the registry holds no password.', where: file, how });
}
