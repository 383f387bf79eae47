# Generated from generators/catalog/services/financial-service.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "financial-service-vault" reads. Whoever administers Vault runs, in the root of the repository:
#   vault policy write erp-dev-financial-service overlays/dev/financial-service/vault-policy.hcl
#   vault write auth/kubernetes-dev/role/erp-dev-financial-service \
#     token_policies=erp-dev-financial-service token_ttl=10m audience=vault \
#     bound_service_account_names=financial-service bound_service_account_namespaces=erp-dev

# DATABASE_PASSWORD, ENCRYPTION_KEY, JWT_SECRET, REDIS_PASSWORD
path "secret/data/erp/dev/financial-service" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/dev/financial-service-kafka" {
  capabilities = ["read"]
}
