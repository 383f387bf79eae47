# Generated from generators/catalog/services/sales-service.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "sales-service-vault" reads. Whoever administers Vault runs, in the root of the repository:
#   vault policy write erp-staging-sales-service overlays/staging/sales-service/vault-policy.hcl
#   vault write auth/kubernetes-staging/role/erp-staging-sales-service \
#     token_policies=erp-staging-sales-service token_ttl=10m audience=vault \
#     bound_service_account_names=sales-service bound_service_account_namespaces=erp-staging

# DATABASE_PASSWORD, ENCRYPTION_KEY, JWT_SECRET, REDIS_PASSWORD
path "secret/data/erp/staging/sales-service" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/staging/sales-service-kafka" {
  capabilities = ["read"]
}
