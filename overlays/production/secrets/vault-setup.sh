#!/bin/sh
# Generated from generators/catalog/environments/production.ts. Do not edit: change that file and run "npm run generate".
#
# Sets Vault up for production; run it in the root of the repository with the rights of an administrator (VAULT_ADDR, VAULT_TOKEN).
# It may run again at any time. CLUSTER_ISSUER is the issuer of the tokens of the cluster:
#   aws eks describe-cluster --name erp-production --query cluster.identity.oidc.issuer --output text
set -eu
: "${CLUSTER_ISSUER:?the issuer of the tokens of the cluster, https://...}"

if ! vault auth list | grep -q '^jwt-production/'; then
  vault auth enable -path=jwt-production jwt
fi
vault write auth/jwt-production/config oidc_discovery_url="$CLUSTER_ISSUER" bound_issuer="$CLUSTER_ISSUER"

vault policy write erp-production-monitoring overlays/production/monitoring/vault-policy.monitoring-vault.hcl
vault write auth/jwt-production/role/erp-production-monitoring role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:erp-infra:monitoring \
  token_policies=erp-production-monitoring token_ttl=10m token_max_ttl=10m

vault policy write erp-production-alerts overlays/production/monitoring/vault-policy.alerts-vault.hcl
vault write auth/jwt-production/role/erp-production-alerts role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:erp-infra:alerts \
  token_policies=erp-production-alerts token_ttl=10m token_max_ttl=10m

vault policy write erp-production overlays/production/secrets/vault-policy.hcl
vault write auth/jwt-production/role/erp-production role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:external-secrets:external-secrets \
  token_policies=erp-production token_ttl=10m token_max_ttl=10m

vault policy write erp-production-data-layer overlays/production/data-layer/vault-policy.hcl
vault write auth/jwt-production/role/erp-production-data-layer role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:erp-infra:data-layer \
  token_policies=erp-production-data-layer token_ttl=10m token_max_ttl=10m

vault policy write erp-production-postgres-backup overlays/production/backup/vault-policy.hcl
vault write auth/jwt-production/role/erp-production-postgres-backup role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:erp-infra:postgres-backup \
  token_policies=erp-production-postgres-backup token_ttl=10m token_max_ttl=10m

vault policy write erp-production-argocd overlays/production/argo-cd/vault-policy.hcl
vault write auth/jwt-production/role/erp-production-argocd role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:argocd:argocd-secrets \
  token_policies=erp-production-argocd token_ttl=10m token_max_ttl=10m

vault policy write erp-production-financial-service overlays/production/financial-service/vault-policy.hcl
vault write auth/jwt-production/role/erp-production-financial-service role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:erp-prod:financial-service \
  token_policies=erp-production-financial-service token_ttl=10m token_max_ttl=10m

vault policy write erp-production-material-service overlays/production/material-service/vault-policy.hcl
vault write auth/jwt-production/role/erp-production-material-service role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:erp-prod:material-service \
  token_policies=erp-production-material-service token_ttl=10m token_max_ttl=10m

vault policy write erp-production-sales-service overlays/production/sales-service/vault-policy.hcl
vault write auth/jwt-production/role/erp-production-sales-service role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:erp-prod:sales-service \
  token_policies=erp-production-sales-service token_ttl=10m token_max_ttl=10m
