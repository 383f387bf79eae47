# Generated from generators/platform/data-layer.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "data-layer-vault" reads. Whoever administers Vault runs, in the root of the repository:
#   vault policy write erp-production-data-layer overlays/production/data-layer/vault-policy.hcl
#   vault write auth/kubernetes-production/role/erp-production-data-layer \
#     token_policies=erp-production-data-layer token_ttl=10m audience=vault \
#     bound_service_account_names=data-layer bound_service_account_namespaces=erp-infra

# password
path "secret/data/erp/production/backup-user" {
  capabilities = ["read"]
}

# certificate, key
path "secret/data/erp/production/data-ca-issuer" {
  capabilities = ["read"]
}

# DATABASE_PASSWORD
path "secret/data/erp/production/financial-service" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/production/financial-service-kafka" {
  capabilities = ["read"]
}

# DATABASE_PASSWORD
path "secret/data/erp/production/material-service" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/production/material-service-kafka" {
  capabilities = ["read"]
}

# REDIS_PASSWORD
path "secret/data/erp/production/redis-ha" {
  capabilities = ["read"]
}

# value
path "secret/data/erp/production/registry" {
  capabilities = ["read"]
}

# password
path "secret/data/erp/production/restore-user" {
  capabilities = ["read"]
}

# DATABASE_PASSWORD
path "secret/data/erp/production/sales-service" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/production/sales-service-kafka" {
  capabilities = ["read"]
}
