# Generated from generators/platform/backup/backup.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "postgres-backup-vault" reads. overlays/production/secrets/vault-setup.sh applies it.

# value
path "secret/data/erp/production/data-ca" {
  capabilities = ["read"]
}

# value
path "secret/data/erp/production/registry" {
  capabilities = ["read"]
}
