import { defineKind } from '../json-schema.ts';
import { issuer } from '../parts/cert-manager.ts';

export default defineKind({
  apiVersion: 'cert-manager.io/v1',
  kind: 'ClusterIssuer',
  required: { spec: issuer },
  example: `
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: letsencrypt-prod
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    email: ops@erp.example.com
    privateKeySecretRef:
      name: letsencrypt-prod
    solvers:
      - dns01:
          route53:
            region: us-east-1
`,
});
