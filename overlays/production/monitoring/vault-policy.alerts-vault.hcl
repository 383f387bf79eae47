# Generated from generators/platform/monitoring/monitoring.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "alerts-vault" reads. overlays/production/secrets/vault-setup.sh applies it.

# dead-mans-switch-url, pagerduty-routing-key, slack-url
path "secret/data/erp/production/alerts" {
  capabilities = ["read"]
}
