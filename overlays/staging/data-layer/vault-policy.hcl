# Generated from generators/platform/data-layer.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "data-layer-vault" reads. Whoever administers Vault runs, in the root of the repository:
#   vault policy write erp-staging-data-layer overlays/staging/data-layer/vault-policy.hcl
#   vault write auth/kubernetes-staging/role/erp-staging-data-layer \
#     token_policies=erp-staging-data-layer token_ttl=10m audience=vault \
#     bound_service_account_names=data-layer bound_service_account_namespaces=erp-infra

# password
path "secret/data/erp/staging/backup-user" {
  capabilities = ["read"]
}

# certificate, key
path "secret/data/erp/staging/data-ca-issuer" {
  capabilities = ["read"]
}

# DATABASE_PASSWORD
path "secret/data/erp/staging/financial-service" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/staging/financial-service-kafka" {
  capabilities = ["read"]
}

# DATABASE_PASSWORD
path "secret/data/erp/staging/material-service" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/staging/material-service-kafka" {
  capabilities = ["read"]
}

# REDIS_PASSWORD
path "secret/data/erp/staging/redis-ha" {
  capabilities = ["read"]
}

# value
path "secret/data/erp/staging/registry" {
  capabilities = ["read"]
}

# password
path "secret/data/erp/staging/restore-user" {
  capabilities = ["read"]
}

# DATABASE_PASSWORD
path "secret/data/erp/staging/sales-service" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/staging/sales-service-kafka" {
  capabilities = ["read"]
}
