# Generated from generators/catalog/services/sales-service.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "sales-service-vault" reads. Whoever administers Vault runs, in the root of the repository:
#   vault policy write erp-production-sales-service overlays/production/sales-service/vault-policy.hcl
#   vault write auth/kubernetes-production/role/erp-production-sales-service \
#     token_policies=erp-production-sales-service token_ttl=10m audience=vault \
#     bound_service_account_names=sales-service bound_service_account_namespaces=erp-prod

# DATABASE_PASSWORD, ENCRYPTION_KEY, JWT_SECRET, REDIS_PASSWORD
path "secret/data/erp/production/sales-service" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/production/sales-service-kafka" {
  capabilities = ["read"]
}
