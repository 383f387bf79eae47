# Generated from generators/platform/monitoring.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "alerts-vault" reads. Whoever administers Vault runs, in the root of the repository:
#   vault policy write erp-dev-alerts overlays/dev/monitoring/vault-policy.alerts-vault.hcl
#   vault write auth/kubernetes-dev/role/erp-dev-alerts \
#     token_policies=erp-dev-alerts token_ttl=10m audience=vault \
#     bound_service_account_names=alerts bound_service_account_namespaces=erp-infra

# dead-mans-switch-url, slack-url
path "secret/data/erp/dev/alerts" {
  capabilities = ["read"]
}
