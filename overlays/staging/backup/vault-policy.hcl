# Generated from generators/platform/backup.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "postgres-backup-vault" reads. Whoever administers Vault runs, in the root of the repository:
#   vault policy write erp-staging-postgres-backup overlays/staging/backup/vault-policy.hcl
#   vault write auth/kubernetes-staging/role/erp-staging-postgres-backup \
#     token_policies=erp-staging-postgres-backup token_ttl=10m audience=vault \
#     bound_service_account_names=postgres-backup bound_service_account_namespaces=erp-infra

# value
path "secret/data/erp/staging/data-ca" {
  capabilities = ["read"]
}

# value
path "secret/data/erp/staging/registry" {
  capabilities = ["read"]
}
