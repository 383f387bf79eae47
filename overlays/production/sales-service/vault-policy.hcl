# Generated from generators/catalog/services/sales-service.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "sales-service-vault" reads. overlays/production/secrets/vault-setup.sh applies it.

# ENCRYPTION_KEY, JWT_SECRET, REDIS_PASSWORD
path "secret/data/erp/production/sales-service" {
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
