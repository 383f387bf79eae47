# Generated from generators/platform/secrets.ts. Do not edit: change that file and run "npm run generate".
#
# What the ClusterSecretStore "vault" reads. Whoever administers Vault runs, in the root of the repository:
#   vault policy write erp-test overlays/test/secrets/vault-policy.hcl
#   vault write auth/kubernetes-test/role/erp-test \
#     token_policies=erp-test token_ttl=10m audience=vault \
#     bound_service_account_names=external-secrets bound_service_account_namespaces=external-secrets

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
