#!/bin/sh
# Generated from generators/catalog/environments/dev.ts. Do not edit: change that file and run "npm run generate".
#
# Sets Vault up for dev; run it in the root of the repository with the rights of an administrator (VAULT_ADDR, VAULT_TOKEN).
# It may run again at any time. CLUSTER_ISSUER is the issuer of the tokens of the cluster:
#   aws eks describe-cluster --name erp-dev --query cluster.identity.oidc.issuer --output text
set -eu
: "${CLUSTER_ISSUER:?the issuer of the tokens of the cluster, https://...}"

if ! vault auth list | grep -q '^jwt-dev/'; then
  vault auth enable -path=jwt-dev jwt
fi
vault write auth/jwt-dev/config oidc_discovery_url="$CLUSTER_ISSUER" bound_issuer="$CLUSTER_ISSUER"

vault policy write erp-dev-monitoring overlays/dev/monitoring/vault-policy.monitoring-vault.hcl
vault write auth/jwt-dev/role/erp-dev-monitoring role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:erp-infra:monitoring \
  token_policies=erp-dev-monitoring token_ttl=10m token_max_ttl=10m

vault policy write erp-dev-alerts overlays/dev/monitoring/vault-policy.alerts-vault.hcl
vault write auth/jwt-dev/role/erp-dev-alerts role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:erp-infra:alerts \
  token_policies=erp-dev-alerts token_ttl=10m token_max_ttl=10m

vault policy write erp-dev overlays/dev/secrets/vault-policy.hcl
vault write auth/jwt-dev/role/erp-dev role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:external-secrets:external-secrets \
  token_policies=erp-dev token_ttl=10m token_max_ttl=10m

vault policy write erp-dev-data-layer overlays/dev/data-layer/vault-policy.hcl
vault write auth/jwt-dev/role/erp-dev-data-layer role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:erp-infra:data-layer \
  token_policies=erp-dev-data-layer token_ttl=10m token_max_ttl=10m

vault policy write erp-dev-financial-service overlays/dev/financial-service/vault-policy.hcl
vault write auth/jwt-dev/role/erp-dev-financial-service role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:erp-dev:financial-service \
  token_policies=erp-dev-financial-service token_ttl=10m token_max_ttl=10m

vault policy write erp-dev-material-service overlays/dev/material-service/vault-policy.hcl
vault write auth/jwt-dev/role/erp-dev-material-service role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:erp-dev:material-service \
  token_policies=erp-dev-material-service token_ttl=10m token_max_ttl=10m

vault policy write erp-dev-sales-service overlays/dev/sales-service/vault-policy.hcl
vault write auth/jwt-dev/role/erp-dev-sales-service role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:erp-dev:sales-service \
  token_policies=erp-dev-sales-service token_ttl=10m token_max_ttl=10m
