# Generated from generators/catalog/services/financial-service.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "financial-service-vault" reads. Whoever administers Vault runs, in the root of the repository:
#   vault policy write erp-staging-financial-service overlays/staging/financial-service/vault-policy.hcl
#   vault write auth/kubernetes-staging/role/erp-staging-financial-service \
#     token_policies=erp-staging-financial-service token_ttl=10m audience=vault \
#     bound_service_account_names=financial-service bound_service_account_namespaces=erp-staging

# DATABASE_PASSWORD, ENCRYPTION_KEY, JWT_SECRET, REDIS_PASSWORD
path "secret/data/erp/staging/financial-service" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/staging/financial-service-kafka" {
  capabilities = ["read"]
}
