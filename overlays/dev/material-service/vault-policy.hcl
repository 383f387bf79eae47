# Generated from generators/catalog/services/material-service.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "material-service-vault" reads. Whoever administers Vault runs, in the root of the repository:
#   vault policy write erp-dev-material-service overlays/dev/material-service/vault-policy.hcl
#   vault write auth/kubernetes-dev/role/erp-dev-material-service \
#     token_policies=erp-dev-material-service token_ttl=10m audience=vault \
#     bound_service_account_names=material-service bound_service_account_namespaces=erp-dev

# DATABASE_PASSWORD, ENCRYPTION_KEY, JWT_SECRET, REDIS_PASSWORD
path "secret/data/erp/dev/material-service" {
  capabilities = ["read"]
}

# KAFKA_PASSWORD
path "secret/data/erp/dev/material-service-kafka" {
  capabilities = ["read"]
}
