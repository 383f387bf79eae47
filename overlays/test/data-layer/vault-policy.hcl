# Generated from generators/platform/data-layer.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "data-layer-vault" reads. Whoever administers Vault runs, in the root of the repository:
#   vault policy write erp-test-data-layer overlays/test/data-layer/vault-policy.hcl
#   vault write auth/kubernetes-test/role/erp-test-data-layer \
#     token_policies=erp-test-data-layer token_ttl=10m audience=vault \
#     bound_service_account_names=data-layer bound_service_account_namespaces=erp-infra

# certificate, key
path "secret/data/erp/test/data-ca-issuer" {
  capabilities = ["read"]
}

# DATABASE_PASSWORD
path "secret/data/erp/test/financial-service" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/test/financial-service-kafka" {
  capabilities = ["read"]
}

# DATABASE_PASSWORD
path "secret/data/erp/test/material-service" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/test/material-service-kafka" {
  capabilities = ["read"]
}

# REDIS_PASSWORD
path "secret/data/erp/test/redis-ha" {
  capabilities = ["read"]
}

# value
path "secret/data/erp/test/registry" {
  capabilities = ["read"]
}

# DATABASE_PASSWORD
path "secret/data/erp/test/sales-service" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/test/sales-service-kafka" {
  capabilities = ["read"]
}
