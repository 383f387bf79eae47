# Generated from generators/platform/secrets.ts. Do not edit: change that file and run "npm run generate".
#
# What the ClusterSecretStore "vault" reads. overlays/production/secrets/vault-setup.sh applies it.

# value
path "secret/data/erp/production/data-ca" {
  capabilities = ["read"]
}

# client-secret
path "secret/data/erp/production/erp-tools-production" {
  capabilities = ["read"]
}

# value
path "secret/data/erp/production/registry" {
  capabilities = ["read"]
}
