# Generated from generators/platform/backup/backup.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "postgres-backup-vault" reads. overlays/staging/secrets/vault-setup.sh applies it.

# value
path "secret/data/erp/staging/data-ca" {
  capabilities = ["read"]
}

# value
path "secret/data/erp/staging/registry" {
  capabilities = ["read"]
}
