#!/bin/sh
# Generated from generators/catalog/environments/staging.ts. Do not edit: change that file and run "npm run generate".
#
# Sets Vault up for staging; run it in the root of the repository with the rights of an administrator (VAULT_ADDR, VAULT_TOKEN).
# It may run again at any time. CLUSTER_ISSUER is the issuer of the tokens of the cluster:
#   aws eks describe-cluster --name erp-staging --query cluster.identity.oidc.issuer --output text
set -eu
: "${CLUSTER_ISSUER:?the issuer of the tokens of the cluster, https://...}"

if ! vault auth list | grep -q '^jwt-staging/'; then
  vault auth enable -path=jwt-staging jwt
fi
vault write auth/jwt-staging/config oidc_discovery_url="$CLUSTER_ISSUER" bound_issuer="$CLUSTER_ISSUER"

vault policy write erp-staging-monitoring overlays/staging/monitoring/vault-policy.monitoring-vault.hcl
vault write auth/jwt-staging/role/erp-staging-monitoring role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:erp-infra:monitoring \
  token_policies=erp-staging-monitoring token_ttl=10m token_max_ttl=10m

vault policy write erp-staging-alerts overlays/staging/monitoring/vault-policy.alerts-vault.hcl
vault write auth/jwt-staging/role/erp-staging-alerts role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:erp-infra:alerts \
  token_policies=erp-staging-alerts token_ttl=10m token_max_ttl=10m

vault policy write erp-staging overlays/staging/secrets/vault-policy.hcl
vault write auth/jwt-staging/role/erp-staging role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:external-secrets:external-secrets \
  token_policies=erp-staging token_ttl=10m token_max_ttl=10m

vault policy write erp-staging-data-layer overlays/staging/data-layer/vault-policy.hcl
vault write auth/jwt-staging/role/erp-staging-data-layer role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:erp-infra:data-layer \
  token_policies=erp-staging-data-layer token_ttl=10m token_max_ttl=10m

vault policy write erp-staging-postgres-backup overlays/staging/backup/vault-policy.hcl
vault write auth/jwt-staging/role/erp-staging-postgres-backup role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:erp-infra:postgres-backup \
  token_policies=erp-staging-postgres-backup token_ttl=10m token_max_ttl=10m

vault policy write erp-staging-financial-service overlays/staging/financial-service/vault-policy.hcl
vault write auth/jwt-staging/role/erp-staging-financial-service role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:erp-staging:financial-service \
  token_policies=erp-staging-financial-service token_ttl=10m token_max_ttl=10m

vault policy write erp-staging-material-service overlays/staging/material-service/vault-policy.hcl
vault write auth/jwt-staging/role/erp-staging-material-service role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:erp-staging:material-service \
  token_policies=erp-staging-material-service token_ttl=10m token_max_ttl=10m

vault policy write erp-staging-sales-service overlays/staging/sales-service/vault-policy.hcl
vault write auth/jwt-staging/role/erp-staging-sales-service role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:erp-staging:sales-service \
  token_policies=erp-staging-sales-service token_ttl=10m token_max_ttl=10m
