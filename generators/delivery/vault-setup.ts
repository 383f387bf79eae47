import { vaultAudience, vaultAuthMount } from '../model/secret.ts';

/** One role of Vault: who logs in by it, and what that opens. */
export interface VaultLogin {
  /** Name of the role and of its policy. */
  readonly role: string;
  /** The account as its tokens name it: `system:serviceaccount:<namespace>:<name>`. */
  readonly subject: string;
  /** File of the policy. */
  readonly policy: string;
}

/**
 * What an administrator of Vault runs once for an environment, and again when a policy or a role changes: Vault trusts the keys
 * that the cluster publishes, and each account may log in by its own role with a token for Vault and no other.
 */
export function vaultSetup(environment: string, clusters: readonly string[], logins: readonly VaultLogin[]): string {
  const mount = vaultAuthMount(environment);
  const lines = [
    '#',
    `# Sets Vault up for ${environment}; run it in the root of the repository with the rights of an administrator (VAULT_ADDR, VAULT_TOKEN).`,
    '# It may run again at any time. CLUSTER_ISSUER is the issuer of the tokens of the cluster:',
    ...clusters.map((cluster) => `#   aws eks describe-cluster --name ${cluster} --query cluster.identity.oidc.issuer --output text`),
    'set -eu',
    ': "${CLUSTER_ISSUER:?the issuer of the tokens of the cluster, https://...}"',
    '',
    `if ! vault auth list | grep -q '^${mount}/'; then`,
    `  vault auth enable -path=${mount} jwt`,
    'fi',
    `vault write auth/${mount}/config oidc_discovery_url="$CLUSTER_ISSUER" bound_issuer="$CLUSTER_ISSUER"`,
    ...logins.flatMap(({ role, subject, policy }) => [
      '',
      `vault policy write ${role} ${policy}`,
      `vault write auth/${mount}/role/${role} role_type=jwt user_claim=sub \\`,
      `  bound_audiences=${vaultAudience} bound_subject=${subject} \\`,
      `  token_policies=${role} token_ttl=10m token_max_ttl=10m`,
    ]),
  ];
  return `${lines.join('\n')}\n`;
}
