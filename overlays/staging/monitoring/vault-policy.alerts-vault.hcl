# Generated from generators/platform/monitoring/monitoring.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "alerts-vault" reads. overlays/staging/secrets/vault-setup.sh applies it.

# dead-mans-switch-url, slack-url
path "secret/data/erp/staging/alerts" {
  capabilities = ["read"]
}
