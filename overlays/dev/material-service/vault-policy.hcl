# Generated from generators/catalog/services/material-service.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "material-service-vault" reads. overlays/dev/secrets/vault-setup.sh applies it.

# ENCRYPTION_KEY, JWT_SECRET, REDIS_PASSWORD
path "secret/data/erp/dev/material-service" {
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
