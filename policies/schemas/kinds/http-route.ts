import { defineKind, list, mapping, objectName } from '../json-schema.ts';
import { hostname, httpFilter, httpMatch, httpTimeouts, parentReference, weightedBackend } from '../parts/gateway-api.ts';

export default defineKind({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
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
              matches: list(httpMatch, { maxItems: 64 }),
              filters: list(httpFilter, { maxItems: 16 }),
              timeouts: httpTimeouts,
              backendRefs: list(weightedBackend(httpFilter), { maxItems: 16 }),
            },
          ),
          { minItems: 1, maxItems: 16 },
        ),
      },
    ),
  },
  example: `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: financial-service
  namespace: erp-prod
spec:
  parentRefs:
    - name: erp-gateway
      namespace: erp-infra
      sectionName: https
  hostnames:
    - api.erp.example.com
  rules:
    - matches:
        - path:
            type: PathPrefix
            value: /financial
      filters:
        - type: URLRewrite
          urlRewrite:
            path:
              type: ReplacePrefixMatch
              replacePrefixMatch: /
      timeouts:
        request: 60s
        backendRequest: 60s
      backendRefs:
        - name: financial-service
          port: 80
`,
});
