# Generated from generators/platform/secrets.ts. Do not edit: change that file and run "npm run generate".
#
# What the ClusterSecretStore "vault" reads. overlays/dev/secrets/vault-setup.sh applies it.

# value
path "secret/data/erp/dev/data-ca" {
  capabilities = ["read"]
}

# client-secret
path "secret/data/erp/dev/erp-tools-dev" {
  capabilities = ["read"]
}

# value
path "secret/data/erp/dev/registry" {
  capabilities = ["read"]
}
