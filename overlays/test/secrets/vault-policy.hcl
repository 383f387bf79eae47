# Generated from generators/platform/secrets.ts. Do not edit: change that file and run "npm run generate".
#
# What the ClusterSecretStore "vault" reads. overlays/test/secrets/vault-setup.sh applies it.

# value
path "secret/data/erp/test/data-ca" {
  capabilities = ["read"]
}

# client-secret
path "secret/data/erp/test/erp-tools-test" {
  capabilities = ["read"]
}

# value
path "secret/data/erp/test/registry" {
  capabilities = ["read"]
}
