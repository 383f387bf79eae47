import { readFileSync } from 'node:fs';
import path from 'node:path';
import { at, listAt, textAt } from '../../policies/kubernetes/fields.ts';
import { parseYaml } from '../repository/yaml.ts';
import { UserError } from '../terminal/errors.ts';
import type { Access } from './client.ts';

/**
 * Address, authority and credentials of the current context of a kubeconfig: a token, or a client's certificate with its key.
 * @throws UserError for a file that cannot be read, that names no context, or whose user logs in by a program of its own
 */
export function accessOf(file: string): Access {
  const config = configIn(file);
  const refuse = (what: string, how: string) => new UserError({ what, where: file, how });
  const named = (list: string, name: unknown) => listAt(config, list).find((item) => textAt(item, 'name') === name);
  const context = at(named('contexts', textAt(config, 'current-context')), 'context');
  const cluster = at(named('clusters', textAt(context, 'cluster')), 'cluster');
  const user = at(named('users', textAt(context, 'user')), 'user');
  const url = textAt(cluster, 'server');
  if (url === undefined) {
    throw refuse('The kubeconfig has no current context with a cluster.', 'Choose one with "kubectl config use-context".');
  }
  const { hostname, protocol } = new URL(url);
  if (protocol !== 'https:') throw refuse(`The API server of "${hostname}" is not asked by https.`, 'Name one that is.');
  const folder = path.dirname(file);
  const ca = contentOf(cluster, 'certificate-authority', folder);
  const token = textAt(user, 'token') ?? contentOf(user, 'tokenFile', folder)?.trim();
  const certificate = contentOf(user, 'client-certificate', folder);
  const key = contentOf(user, 'client-key', folder);
  const server = { url, ...(ca !== undefined && { ca }) };
  if (token !== undefined) return { ...server, token };
  if (certificate !== undefined && key !== undefined) return { ...server, certificate, key };
  throw refuse(
    'The user of the kubeconfig has neither a token nor a certificate with its key.',
    'A log-in by a program ("exec") is not run here: write what "kubectl create token" prints into a kubeconfig of its own.',
  );
}

function configIn(file: string): unknown {
  try {
    return parseYaml(readFileSync(file, 'utf8')).documents[0]?.value;
  } catch (cause) {
    throw new UserError({ what: 'The kubeconfig cannot be read.', where: file, how: 'Give the path of a kubeconfig.' }, { cause });
  }
}

/** Of a field that holds it in base64 (`<key>-data`), or names a file beside the kubeconfig. */
function contentOf(fields: unknown, key: string, folder: string): string | undefined {
  const data = textAt(fields, `${key}-data`);
  if (data !== undefined) return Buffer.from(data, 'base64').toString();
  const name = textAt(fields, key);
  return name === undefined ? undefined : readFileSync(path.resolve(folder, name), 'utf8');
}
