# Generated from generators/platform/operators/argo-cd.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "argocd-vault" reads. overlays/production/secrets/vault-setup.sh applies it.

# client-secret, slack-token
path "secret/data/erp/production/argocd" {
  capabilities = ["read"]
}
