#!/bin/sh
# Generated from generators/catalog/environments/test.ts. Do not edit: change that file and run "npm run generate".
#
# Sets Vault up for test; run it in the root of the repository with the rights of an administrator (VAULT_ADDR, VAULT_TOKEN).
# It may run again at any time. CLUSTER_ISSUER is the issuer of the tokens of the cluster:
#   aws eks describe-cluster --name erp-test --query cluster.identity.oidc.issuer --output text
set -eu
: "${CLUSTER_ISSUER:?the issuer of the tokens of the cluster, https://...}"

if ! vault auth list | grep -q '^jwt-test/'; then
  vault auth enable -path=jwt-test jwt
fi
vault write auth/jwt-test/config oidc_discovery_url="$CLUSTER_ISSUER" bound_issuer="$CLUSTER_ISSUER"

vault policy write erp-test-monitoring overlays/test/monitoring/vault-policy.monitoring-vault.hcl
vault write auth/jwt-test/role/erp-test-monitoring role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:erp-infra:monitoring \
  token_policies=erp-test-monitoring token_ttl=10m token_max_ttl=10m

vault policy write erp-test-alerts overlays/test/monitoring/vault-policy.alerts-vault.hcl
vault write auth/jwt-test/role/erp-test-alerts role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:erp-infra:alerts \
  token_policies=erp-test-alerts token_ttl=10m token_max_ttl=10m

vault policy write erp-test overlays/test/secrets/vault-policy.hcl
vault write auth/jwt-test/role/erp-test role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:external-secrets:external-secrets \
  token_policies=erp-test token_ttl=10m token_max_ttl=10m

vault policy write erp-test-data-layer overlays/test/data-layer/vault-policy.hcl
vault write auth/jwt-test/role/erp-test-data-layer role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:erp-infra:data-layer \
  token_policies=erp-test-data-layer token_ttl=10m token_max_ttl=10m

vault policy write erp-test-financial-service overlays/test/financial-service/vault-policy.hcl
vault write auth/jwt-test/role/erp-test-financial-service role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:erp-test:financial-service \
  token_policies=erp-test-financial-service token_ttl=10m token_max_ttl=10m

vault policy write erp-test-material-service overlays/test/material-service/vault-policy.hcl
vault write auth/jwt-test/role/erp-test-material-service role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:erp-test:material-service \
  token_policies=erp-test-material-service token_ttl=10m token_max_ttl=10m

vault policy write erp-test-sales-service overlays/test/sales-service/vault-policy.hcl
vault write auth/jwt-test/role/erp-test-sales-service role_type=jwt user_claim=sub \
  bound_audiences=vault bound_subject=system:serviceaccount:erp-test:sales-service \
  token_policies=erp-test-sales-service token_ttl=10m token_max_ttl=10m
