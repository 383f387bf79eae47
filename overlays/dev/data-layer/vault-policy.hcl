# Generated from generators/platform/data/data-layer.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "data-layer-vault" reads. overlays/dev/secrets/vault-setup.sh applies it.

# certificate, key
path "secret/data/erp/dev/data-ca-issuer" {
  capabilities = ["read"]
}

# DATABASE_PASSWORD
path "secret/data/erp/dev/financial-service-database" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/dev/financial-service-kafka" {
  capabilities = ["read"]
}

# DATABASE_PASSWORD
path "secret/data/erp/dev/material-service-database" {
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
path "secret/data/erp/dev/sales-service-database" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/dev/sales-service-kafka" {
  capabilities = ["read"]
}
