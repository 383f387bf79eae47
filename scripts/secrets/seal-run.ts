import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { dump } from 'js-yaml';
import type { Catalog } from '../../generators/model/catalog.ts';
import { type SealedSecret, sealedScope } from '../../generators/model/environment/sealed-secret.ts';
import { secretKeys } from '../../generators/model/service/secret.ts';
import { catalogFolder, sealedSecretsFolder } from '../catalog/folder.ts';
import { type ErrorLines, errorText, UserError } from '../terminal/errors.ts';
import { sealingCertificate } from './certificate.ts';
import { seal } from './sealing.ts';
import { readValues, valueProblems } from './secret-values.ts';

/** Values that cannot be sealed: everything that is wrong, three lines each. */
class WrongValues extends UserError {
  readonly problems: readonly ErrorLines[];

  constructor(problems: readonly [ErrorLines, ...ErrorLines[]]) {
    super(problems[0]);
    this.problems = problems;
  }

  override text(): string {
    return this.problems.map(errorText).join('');
  }
}

/** What is to be sealed, and for whom. */
export interface SealRequest {
  readonly root: string;
  readonly catalog: Catalog;
  readonly service: string;
  readonly environment: string;
  readonly now: Date;
  /** KEY=VALUE lines in UTF-8. */
  readonly input: Uint8Array;
}

/**
 * Encrypts the values and writes them into the catalog, whole or not at all. Gives the path of the file.
 * @throws UserError for unknown names, an unfit certificate or wrong values; nothing is written then
 */
export function sealService({ root, catalog, service: serviceName, environment: environmentName, now, input }: SealRequest): string {
  const service = named(catalog.services, serviceName, 'service');
  const environment = named(catalog.environments, environmentName, 'environment');
  const { certificate, fingerprint } = sealingCertificate(root, environment, now);
  const read = readValues(input);
  if ('problems' in read) throw new WrongValues(read.problems);
  const [first, ...others] = valueProblems(read.values, service, environment, catalog.platform.value);
  if (first !== undefined) throw new WrongValues([first, ...others]);
  const scope = sealedScope(environment, service.name);
  const sealed: SealedSecret = {
    scope,
    certificate: fingerprint,
    sealedAt: now.toISOString().slice(0, 10),
    encryptedData: Object.fromEntries(
      secretKeys(service).map((key) => [key, seal(certificate.publicKey, scope, read.values.get(key) ?? '')]),
    ),
  };
  const file = `${catalogFolder}/${sealedSecretsFolder}/${environment.name}/${service.name}.yaml`;
  writeWhole(
    path.join(root, file),
    `# Written by "npm run seal -- ${service.name} --env ${environment.name}". Seal again to change it.\n${dump(sealed, { lineWidth: -1 })}`,
  );
  return file;
}

/**
 * All of standard input.
 * @throws UserError when it is a terminal, which would show and keep what is typed
 */
export async function readInput(stream: AsyncIterable<unknown> & { readonly isTTY?: boolean }): Promise<Uint8Array> {
  if (stream.isTTY) {
    throw new UserError({
      what: 'Standard input is a terminal, which would show and keep what is typed.',
      how: 'Pipe KEY=VALUE lines from a password manager: <its command> | npm run seal -- <service> --env <environment>',
    });
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

function named<T extends { readonly name: string }>(entries: readonly { readonly value: T }[], name: string, what: string): T {
  const found = entries.find(({ value }) => value.name === name)?.value;
  if (found !== undefined) return found;
  const names = entries.map(({ value }) => value.name);
  throw new UserError({ what: `No ${what} has the name "${name}".`, how: `Name one of ${names.join(', ')}.` });
}

function writeWhole(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const part = `${file}.part`;
  try {
    writeFileSync(part, text);
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}
