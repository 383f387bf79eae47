# Generated from generators/catalog/services/financial-service.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "financial-service-vault" reads. overlays/test/secrets/vault-setup.sh applies it.

# ENCRYPTION_KEY, JWT_SECRET, REDIS_PASSWORD
path "secret/data/erp/test/financial-service" {
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
