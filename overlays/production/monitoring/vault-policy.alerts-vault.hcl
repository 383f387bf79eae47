# Generated from generators/platform/monitoring.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "alerts-vault" reads. Whoever administers Vault runs, in the root of the repository:
#   vault policy write erp-production-alerts overlays/production/monitoring/vault-policy.alerts-vault.hcl
#   vault write auth/kubernetes-production/role/erp-production-alerts \
#     token_policies=erp-production-alerts token_ttl=10m audience=vault \
#     bound_service_account_names=alerts bound_service_account_namespaces=erp-infra

# dead-mans-switch-url, pagerduty-routing-key, slack-url
path "secret/data/erp/production/alerts" {
  capabilities = ["read"]
}
