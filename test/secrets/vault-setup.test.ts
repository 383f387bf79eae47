import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { at, listAt, textAt } from '../../policies/kubernetes/fields.ts';
import type { Manifest } from '../../policies/model.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'vault-setup-'));
afterAll(() => rmSync(scratch, { recursive: true }));

// Writes down what it is asked, one argument a line, and knows no method of logging in yet.
writeFileSync(
  path.join(scratch, 'vault'),
  '#!/bin/sh\n[ "$1" = auth ] && [ "$2" = list ] && exit 0\n{ echo "--"; for a in "$@"; do echo "$a"; done; } >> "$RECORD"\n',
);
chmodSync(path.join(scratch, 'vault'), 0o755);

const issuer = 'https://oidc.example.com/id/1';

/** The commands that a set-up gives to Vault. */
function commandsOf(
  script: string,
  environment: Readonly<Record<string, string>> = { CLUSTER_ISSUER: issuer },
): readonly (readonly string[])[] {
  const record = path.join(scratch, 'record');
  writeFileSync(record, '');
  execFileSync('sh', [script], { env: { PATH: `${scratch}:${process.env['PATH']}`, RECORD: record, ...environment }, stdio: 'pipe' });
  return readFileSync(record, 'utf8')
    .split('--\n')
    .filter((text) => text !== '')
    .map((text) => text.trimEnd().split('\n'));
}

/** How External Secrets 2.9.0 logs in by a store: mount, role, audiences and subject of its token (auth_jwt.go). */
function loginOf({ kind, namespace, name, fields }: Manifest) {
  const jwt = at(fields, 'spec', 'provider', 'vault', 'auth', 'jwt');
  const token = at(jwt, 'kubernetesServiceAccountToken');
  const account = at(token, 'serviceAccountRef');
  const audiences = [...(at(token, 'audiences') === undefined ? ['vault'] : listAt(token, 'audiences')), ...listAt(account, 'audiences')];
  return {
    store: `${kind} ${namespace}/${name}`,
    mount: textAt(jwt, 'path'),
    role: textAt(jwt, 'role'),
    audiences: audiences.join(),
    subject: `system:serviceaccount:${textAt(account, 'namespace') ?? namespace}:${textAt(account, 'name')}`,
  };
}

const environments = await renderEnvironments(realpathSync(process.cwd()));

describe.each(environments)('the set-up of Vault for $name', ({ name, manifests }) => {
  const script = `overlays/${name}/secrets/vault-setup.sh`;
  const stores = manifests
    .filter(({ kind }) => kind === 'SecretStore' || kind === 'ClusterSecretStore')
    .filter(({ fields }) => at(fields, 'spec', 'provider', 'vault') !== undefined);
  const commands = commandsOf(script);
  const values = (command: readonly string[]) => Object.fromEntries(command.slice(2).map((pair) => pair.split(/=(.*)/s)));

  it('trusts the keys that the cluster publishes, at the mount that the stores name', () => {
    expect(commands.slice(0, 2)).toEqual([
      ['auth', 'enable', `-path=jwt-${name}`, 'jwt'],
      ['write', `auth/jwt-${name}/config`, `oidc_discovery_url=${issuer}`, `bound_issuer=${issuer}`],
    ]);
    expect(new Set(stores.map((store) => loginOf(store).mount))).toEqual(new Set([`jwt-${name}`]));
  });

  it('gives every store its role, for its account and its audience alone', () => {
    const roles = commands.filter(([verb, at]) => verb === 'write' && at?.includes('/role/'));
    const given = roles.map((command) => {
      const { role_type, user_claim, bound_audiences, bound_subject, token_policies } = values(command);
      return { at: command[1], role_type, user_claim, bound_audiences, bound_subject, token_policies };
    });
    const asked = stores.map(loginOf).map(({ mount, role, audiences, subject }) => ({
      at: `auth/${mount}/role/${role}`,
      role_type: 'jwt',
      user_claim: 'sub',
      bound_audiences: audiences,
      bound_subject: subject,
      token_policies: role,
    }));
    const byName = (a: { readonly at: string | undefined }, b: { readonly at: string | undefined }) =>
      (a.at ?? '') < (b.at ?? '') ? -1 : 1;
    expect(stores.length).toBeGreaterThan(4);
    expect(given.toSorted(byName)).toEqual(asked.toSorted(byName));
  });

  it('opens to each role what the ExternalSecrets of its store read, and nothing else', () => {
    const opened = Object.fromEntries(
      commands
        .filter(([verb]) => verb === 'policy')
        .map(([, , role = '', file = '']) => {
          const text = readFileSync(file, 'utf8');
          const paths = [...text.matchAll(/^path "([^"]+)" \{\n {2}capabilities = \["read"\]\n\}$/gm)].map(([, found]) => found ?? '');
          expect(text.match(/^path /gm)?.length ?? 0).toBe(paths.length);
          return [role, paths.sort()];
        }),
    );
    const read = Object.fromEntries(
      stores.map((store) => {
        const own = manifests.filter(({ kind, namespace, fields }) => {
          const reference = at(fields, 'spec', 'secretStoreRef');
          const isOwn = textAt(reference, 'kind') === store.kind && textAt(reference, 'name') === store.name;
          return kind === 'ExternalSecret' && isOwn && (store.kind === 'ClusterSecretStore' || namespace === store.namespace);
        });
        const keys = own.flatMap(({ fields }) => listAt(fields, 'spec', 'data').map((entry) => textAt(entry, 'remoteRef', 'key')));
        return [loginOf(store).role, [...new Set(keys.map((key) => `secret/data/${key}`))].sort()];
      }),
    );
    expect(opened).toEqual(read);
  });

  it('says what it needs before it changes anything', () => {
    expect(() => commandsOf(script, {})).toThrow(/CLUSTER_ISSUER/);
  });
});
