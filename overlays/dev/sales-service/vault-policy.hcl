# Generated from generators/catalog/services/sales-service.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "sales-service-vault" reads. Whoever administers Vault runs, in the root of the repository:
#   vault policy write erp-dev-sales-service overlays/dev/sales-service/vault-policy.hcl
#   vault write auth/kubernetes-dev/role/erp-dev-sales-service \
#     token_policies=erp-dev-sales-service token_ttl=10m audience=vault \
#     bound_service_account_names=sales-service bound_service_account_namespaces=erp-dev

# DATABASE_PASSWORD, ENCRYPTION_KEY, JWT_SECRET, REDIS_PASSWORD
path "secret/data/erp/dev/sales-service" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/dev/sales-service-kafka" {
  capabilities = ["read"]
}
