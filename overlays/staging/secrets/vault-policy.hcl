# Generated from generators/platform/secrets.ts. Do not edit: change that file and run "npm run generate".
#
# What the ClusterSecretStore "vault" reads. Whoever administers Vault runs, in the root of the repository:
#   vault policy write erp-staging overlays/staging/secrets/vault-policy.hcl
#   vault write auth/kubernetes-staging/role/erp-staging \
#     token_policies=erp-staging token_ttl=10m audience=vault \
#     bound_service_account_names=external-secrets bound_service_account_namespaces=external-secrets

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
