import { defineKind, list, mapping } from '../json-schema.ts';
import { grant } from '../parts/gateway-api.ts';

export default defineKind({
  apiVersion: 'gateway.networking.k8s.io/v1beta1',
  alsoIn: ['gateway.networking.k8s.io/v1'],
  kind: 'ReferenceGrant',
  required: {
    spec: mapping({ from: list(grant.from, { minItems: 1, maxItems: 16 }), to: list(grant.to, { minItems: 1, maxItems: 16 }) }),
  },
  example: `
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata:
  name: gateway-certificates
  namespace: erp-prod
spec:
  from:
    - group: gateway.networking.k8s.io
      kind: Gateway
      namespace: erp-infra
  to:
    - group: ""
      kind: Secret
      name: api-erp-tls
`,
});
