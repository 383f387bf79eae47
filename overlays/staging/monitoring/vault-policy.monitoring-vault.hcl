# Generated from generators/platform/monitoring.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "monitoring-vault" reads. Whoever administers Vault runs, in the root of the repository:
#   vault policy write erp-staging-monitoring overlays/staging/monitoring/vault-policy.monitoring-vault.hcl
#   vault write auth/kubernetes-staging/role/erp-staging-monitoring \
#     token_policies=erp-staging-monitoring token_ttl=10m audience=vault \
#     bound_service_account_names=monitoring bound_service_account_namespaces=erp-infra

# ADMIN_PASSWORD
path "secret/data/erp/staging/grafana" {
  capabilities = ["read"]
}
