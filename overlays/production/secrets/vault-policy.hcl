# Generated from generators/platform/secrets.ts. Do not edit: change that file and run "npm run generate".
#
# What the ClusterSecretStore "vault" reads. Whoever administers Vault runs, in the root of the repository:
#   vault policy write erp-production overlays/production/secrets/vault-policy.hcl
#   vault write auth/kubernetes-production/role/erp-production \
#     token_policies=erp-production token_ttl=10m audience=vault \
#     bound_service_account_names=external-secrets bound_service_account_namespaces=external-secrets

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
