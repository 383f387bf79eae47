# Generated from generators/platform/data/data-layer.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "data-layer-vault" reads. overlays/staging/secrets/vault-setup.sh applies it.

# password
path "secret/data/erp/staging/backup-user" {
  capabilities = ["read"]
}

# certificate, key
path "secret/data/erp/staging/data-ca-issuer" {
  capabilities = ["read"]
}

# DATABASE_PASSWORD
path "secret/data/erp/staging/financial-service-database" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/staging/financial-service-kafka" {
  capabilities = ["read"]
}

# DATABASE_PASSWORD
path "secret/data/erp/staging/material-service-database" {
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
path "secret/data/erp/staging/sales-service-database" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/staging/sales-service-kafka" {
  capabilities = ["read"]
}
