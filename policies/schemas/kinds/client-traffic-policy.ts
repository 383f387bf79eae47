import { anyMapping, cidr, defineKind, flag, gatewayDuration, integer, list, mapping, matching, oneOf, word } from '../json-schema.ts';
import { buffers, http2, tcpKeepalive, tlsSettings } from '../parts/envoy-gateway.ts';
import { edgeHeaderModifier, needsTarget, policyTargets, secretReference } from '../parts/gateway-api.ts';

export default defineKind({
  apiVersion: 'gateway.envoyproxy.io/v1alpha1',
  kind: 'ClientTrafficPolicy',
  required: {
    spec: mapping(
      {},
      {
        ...policyTargets,
        clientIPDetection: mapping(
          {},
          {
            xForwardedFor: mapping(
              {},
              { numTrustedHops: integer(), trustedCIDRs: list(cidr, { minItems: 1 }), disableXForwardedForAppend: flag },
            ),
            customHeader: mapping({ name: matching('[A-Za-z0-9-]+') }, { failClosed: flag }),
            directSourceIP: anyMapping,
          },
        ),
        connection: mapping(
          {},
          {
            ...buffers,
            connectionLimit: mapping(
              {},
              {
                value: integer(1),
                closeDelay: gatewayDuration,
                maxConnectionDuration: gatewayDuration,
                maxRequestsPerConnection: integer(),
                maxStreamDuration: gatewayDuration,
              },
            ),
            maxAcceptPerSocketEvent: integer(),
          },
        ),
        timeout: mapping(
          {},
          {
            http: mapping(
              {},
              {
                requestReceivedTimeout: gatewayDuration,
                requestHeadersReceivedTimeout: gatewayDuration,
                idleTimeout: gatewayDuration,
                streamIdleTimeout: gatewayDuration,
              },
            ),
            tcp: mapping({}, { idleTimeout: gatewayDuration, tlsHandshakeTimeout: gatewayDuration }),
          },
        ),
        tls: mapping(
          {},
          {
            ...tlsSettings,
            clientValidation: mapping(
              {},
              {
                optional: flag,
                mode: oneOf('Request', 'RequireAny', 'VerifyIfGiven', 'RequireAndVerify'),
                caCertificateRefs: list(secretReference, { maxItems: 8 }),
              },
            ),
          },
        ),
        headers: mapping(
          {},
          {
            enableEnvoyHeaders: flag,
            disableRateLimitHeaders: flag,
            preserveXRequestID: flag,
            requestID: oneOf('PreserveOrGenerate', 'Preserve', 'Generate', 'Disable'),
            withUnderscoresAction: oneOf('Allow', 'RejectRequest', 'DropHeader'),
            earlyRequestHeaders: edgeHeaderModifier,
            lateResponseHeaders: edgeHeaderModifier,
            xForwardedClientCert: mapping(
              {},
              {
                mode: oneOf('Sanitize', 'ForwardOnly', 'AppendForward', 'SanitizeSet', 'AlwaysForwardOnly'),
                certDetailsToAdd: list(oneOf('Subject', 'Cert', 'Chain', 'DNS', 'URI'), { maxItems: 5 }),
              },
            ),
          },
        ),
        path: mapping(
          {},
          {
            disableMergeSlashes: flag,
            escapedSlashesAction: oneOf('KeepUnchanged', 'RejectRequest', 'UnescapeAndForward', 'UnescapeAndRedirect'),
          },
        ),
        healthCheck: mapping({ path: word }),
        proxyProtocol: mapping({}, { optional: flag }),
        http2,
        http3: anyMapping,
        tcpKeepalive,
      },
      needsTarget,
    ),
  },
  example: `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: ClientTrafficPolicy
metadata:
  name: erp-gateway
  namespace: erp-infra
spec:
  targetRefs:
    - group: gateway.networking.k8s.io
      kind: Gateway
      name: erp-gateway
  clientIPDetection:
    xForwardedFor:
      trustedCIDRs:
        - 10.0.0.0/8
  timeout:
    http:
      requestReceivedTimeout: 60s
  tls:
    minVersion: "1.2"
`,
});
