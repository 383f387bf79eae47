import { defineKind, list, mapping, objectName, oneOf } from '../json-schema.ts';
import { grpcMatch, headerModifier, hostname, localReference, parentReference, weightedBackend } from '../parts/gateway-api.ts';

const filter = mapping(
  { type: oneOf('ResponseHeaderModifier', 'RequestHeaderModifier', 'RequestMirror', 'ExtensionRef') },
  { requestHeaderModifier: headerModifier, responseHeaderModifier: headerModifier, extensionRef: localReference },
);

export default defineKind({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'GRPCRoute',
  required: {
    spec: mapping(
      {},
      {
        parentRefs: list(parentReference, { maxItems: 32 }),
        hostnames: list(hostname, { maxItems: 16 }),
        rules: list(
          mapping(
            {},
            {
              name: objectName,
              matches: list(grpcMatch, { maxItems: 64 }),
              filters: list(filter, { maxItems: 16 }),
              backendRefs: list(weightedBackend(filter), { maxItems: 16 }),
            },
          ),
          { minItems: 1, maxItems: 16 },
        ),
      },
    ),
  },
  example: `
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata:
  name: financial-service
  namespace: erp-prod
spec:
  parentRefs:
    - name: erp-gateway
      namespace: erp-infra
  rules:
    - matches:
        - method:
            service: erp.financial.v1.Ledger
      backendRefs:
        - name: financial-service-grpc
          port: 50051
`,
});
