# Generated from generators/platform/data-layer.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "data-layer-vault" reads. Whoever administers Vault runs, in the root of the repository:
#   vault policy write erp-dev-data-layer overlays/dev/data-layer/vault-policy.hcl
#   vault write auth/kubernetes-dev/role/erp-dev-data-layer \
#     token_policies=erp-dev-data-layer token_ttl=10m audience=vault \
#     bound_service_account_names=data-layer bound_service_account_namespaces=erp-infra

# certificate, key
path "secret/data/erp/dev/data-ca-issuer" {
  capabilities = ["read"]
}

# DATABASE_PASSWORD
path "secret/data/erp/dev/financial-service" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/dev/financial-service-kafka" {
  capabilities = ["read"]
}

# DATABASE_PASSWORD
path "secret/data/erp/dev/material-service" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/dev/material-service-kafka" {
  capabilities = ["read"]
}

# REDIS_PASSWORD
path "secret/data/erp/dev/redis-ha" {
  capabilities = ["read"]
}

# value
path "secret/data/erp/dev/registry" {
  capabilities = ["read"]
}

# DATABASE_PASSWORD
path "secret/data/erp/dev/sales-service" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/dev/sales-service-kafka" {
  capabilities = ["read"]
}
