import { defineKind, flag, gatewayDuration, integer, list, mapping, oneOf, quantity, text, word } from '../json-schema.ts';
import {
  buffers,
  circuitBreaker,
  healthCheck,
  http2,
  loadBalancer,
  rateLimitRule,
  responseBody,
  retry,
  tcpKeepalive,
} from '../parts/envoy-gateway.ts';
import { needsTarget, policyTargets } from '../parts/gateway-api.ts';

export default defineKind({
  apiVersion: 'gateway.envoyproxy.io/v1alpha1',
  kind: 'BackendTrafficPolicy',
  required: {
    spec: mapping(
      {},
      {
        ...policyTargets,
        mergeType: oneOf('StrategicMerge', 'JSONMerge', 'Replace'),
        rateLimit: mapping(
          {},
          {
            type: oneOf('Global', 'Local'),
            local: mapping({}, { rules: list(rateLimitRule, { maxItems: 16 }) }),
            global: mapping({ rules: list(rateLimitRule, { maxItems: 256 }) }),
          },
        ),
        timeout: mapping(
          {},
          {
            tcp: mapping({}, { connectTimeout: gatewayDuration }),
            http: mapping(
              {},
              {
                requestTimeout: gatewayDuration,
                connectionIdleTimeout: gatewayDuration,
                maxConnectionDuration: gatewayDuration,
                maxStreamDuration: gatewayDuration,
                streamIdleTimeout: gatewayDuration,
              },
            ),
          },
        ),
        requestBuffer: mapping({}, { limit: quantity }),
        connection: mapping({}, buffers),
        circuitBreaker,
        healthCheck,
        http2,
        loadBalancer,
        retry,
        tcpKeepalive,
        proxyProtocol: mapping({ version: oneOf('V1', 'V2') }),
        useClientProtocol: flag,
        dns: mapping(
          {},
          {
            dnsRefreshRate: gatewayDuration,
            respectDnsTtl: flag,
            lookupFamily: oneOf('IPv4', 'IPv6', 'IPv4Preferred', 'IPv6Preferred', 'IPv4AndIPv6'),
          },
        ),
        faultInjection: mapping(
          {},
          {
            delay: mapping({ fixedDelay: gatewayDuration }, { percentage: { type: 'number' } }),
            abort: mapping({}, { httpStatus: integer(200, 600), grpcStatus: integer(0, 16), percentage: { type: 'number' } }),
          },
        ),
        compressor: list(mapping({ type: oneOf('Gzip', 'Brotli', 'Zstd') }, { minContentLength: quantity })),
        responseOverride: list(
          mapping(
            {
              match: mapping(
                {},
                {
                  statusCodes: list(
                    mapping({ type: oneOf('Value', 'Range') }, { value: integer(), range: mapping({ start: integer(), end: integer() }) }),
                    { minItems: 1, maxItems: 50 },
                  ),
                },
              ),
            },
            {
              response: mapping({}, { statusCode: integer(), contentType: text, body: responseBody }),
              source: oneOf('All', 'Local', 'Backend'),
            },
          ),
        ),
        telemetry: mapping({}, { metrics: mapping({}, { routeStatName: word }) }),
      },
      needsTarget,
    ),
  },
  example: `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: BackendTrafficPolicy
metadata:
  name: financial-service
  namespace: erp-prod
spec:
  targetRefs:
    - group: gateway.networking.k8s.io
      kind: HTTPRoute
      name: financial-service
  rateLimit:
    type: Local
    local:
      rules:
        - clientSelectors:
            - sourceCIDR:
                type: Distinct
                value: 0.0.0.0/0
          limit:
            requests: 100
            unit: Second
  timeout:
    tcp:
      connectTimeout: 60s
    http:
      requestTimeout: 60s
  requestBuffer:
    limit: 10Mi
`,
});
