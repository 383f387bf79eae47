# Generated from generators/platform/argo-cd.ts. Do not edit: change that file and run "npm run generate".
#
# What the SecretStore "argocd-vault" reads. Whoever administers Vault runs, in the root of the repository:
#   vault policy write erp-production-argocd overlays/production/argo-cd/vault-policy.hcl
#   vault write auth/kubernetes-production/role/erp-production-argocd \
#     token_policies=erp-production-argocd token_ttl=10m audience=vault \
#     bound_service_account_names=argocd-secrets bound_service_account_namespaces=argocd

# client-secret, slack-token
path "secret/data/erp/production/argocd" {
  capabilities = ["read"]
}
