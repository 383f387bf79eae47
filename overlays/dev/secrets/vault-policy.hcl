# Generated from generators/platform/secrets.ts. Do not edit: change that file and run "npm run generate".
#
# What the ClusterSecretStore "vault" reads. Whoever administers Vault runs, in the root of the repository:
#   vault policy write erp-dev overlays/dev/secrets/vault-policy.hcl
#   vault write auth/kubernetes-dev/role/erp-dev \
#     token_policies=erp-dev token_ttl=10m audience=vault \
#     bound_service_account_names=external-secrets bound_service_account_namespaces=external-secrets

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
