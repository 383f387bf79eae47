# Generated from generators/platform/monitoring/monitoring.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "monitoring-vault" reads. overlays/dev/secrets/vault-setup.sh applies it.

# ADMIN_PASSWORD
path "secret/data/erp/dev/grafana" {
  capabilities = ["read"]
}
