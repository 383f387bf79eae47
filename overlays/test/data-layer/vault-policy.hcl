# Generated from generators/platform/data/data-layer.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "data-layer-vault" reads. overlays/test/secrets/vault-setup.sh applies it.

# certificate, key
path "secret/data/erp/test/data-ca-issuer" {
  capabilities = ["read"]
}

# DATABASE_PASSWORD
path "secret/data/erp/test/financial-service-database" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/test/financial-service-kafka" {
  capabilities = ["read"]
}

# DATABASE_PASSWORD
path "secret/data/erp/test/material-service-database" {
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
path "secret/data/erp/test/sales-service-database" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/test/sales-service-kafka" {
  capabilities = ["read"]
}
