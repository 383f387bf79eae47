# Generated from generators/catalog/services/financial-service.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "financial-service-vault" reads. Whoever administers Vault runs, in the root of the repository:
#   vault policy write erp-test-financial-service overlays/test/financial-service/vault-policy.hcl
#   vault write auth/kubernetes-test/role/erp-test-financial-service \
#     token_policies=erp-test-financial-service token_ttl=10m audience=vault \
#     bound_service_account_names=financial-service bound_service_account_namespaces=erp-test

# DATABASE_PASSWORD, ENCRYPTION_KEY, JWT_SECRET, REDIS_PASSWORD
path "secret/data/erp/test/financial-service" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/test/financial-service-kafka" {
  capabilities = ["read"]
}
