# Generated from generators/platform/data/data-layer.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "data-layer-vault" reads. overlays/production/secrets/vault-setup.sh applies it.

# password
path "secret/data/erp/production/backup-user" {
  capabilities = ["read"]
}

# certificate, key
path "secret/data/erp/production/data-ca-issuer" {
  capabilities = ["read"]
}

# DATABASE_PASSWORD
path "secret/data/erp/production/financial-service-database" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/production/financial-service-kafka" {
  capabilities = ["read"]
}

# DATABASE_PASSWORD
path "secret/data/erp/production/material-service-database" {
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
path "secret/data/erp/production/sales-service-database" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/production/sales-service-kafka" {
  capabilities = ["read"]
}
