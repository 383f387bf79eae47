# Generated from generators/catalog/services/financial-service.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "financial-service-vault" reads. Whoever administers Vault runs, in the root of the repository:
#   vault policy write erp-production-financial-service overlays/production/financial-service/vault-policy.hcl
#   vault write auth/kubernetes-production/role/erp-production-financial-service \
#     token_policies=erp-production-financial-service token_ttl=10m audience=vault \
#     bound_service_account_names=financial-service bound_service_account_namespaces=erp-prod

# DATABASE_PASSWORD, ENCRYPTION_KEY, JWT_SECRET, REDIS_PASSWORD
path "secret/data/erp/production/financial-service" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/production/financial-service-kafka" {
  capabilities = ["read"]
}
