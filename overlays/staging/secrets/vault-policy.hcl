# Generated from generators/platform/secrets.ts. Do not edit: change that file and run "npm run generate".
#
# What the ClusterSecretStore "vault" reads. overlays/staging/secrets/vault-setup.sh applies it.

# value
path "secret/data/erp/staging/data-ca" {
  capabilities = ["read"]
}

# client-secret
path "secret/data/erp/staging/erp-tools-staging" {
  capabilities = ["read"]
}

# value
path "secret/data/erp/staging/registry" {
  capabilities = ["read"]
}
