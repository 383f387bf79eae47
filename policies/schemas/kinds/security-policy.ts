import { cidr, defineKind, flag, gatewayDuration, integer, list, mapping, oneOf, text, word } from '../json-schema.ts';
import { localReference, method, needsTarget, policyBackend, policyTargets, secretReference } from '../parts/gateway-api.ts';

const names = list(text, { minItems: 1 });

export default defineKind({
  apiVersion: 'gateway.envoyproxy.io/v1alpha1',
  kind: 'SecurityPolicy',
  required: {
    spec: mapping(
      {},
      {
        ...policyTargets,
        mergeType: oneOf('StrategicMerge', 'JSONMerge', 'Replace'),
        cors: mapping(
          {},
          {
            allowOrigins: list(text),
            allowMethods: list(text),
            allowHeaders: list(text),
            exposeHeaders: list(text),
            maxAge: gatewayDuration,
            allowCredentials: flag,
          },
        ),
        authorization: mapping(
          {},
          {
            defaultAction: oneOf('Allow', 'Deny'),
            rules: list(
              mapping(
                { action: oneOf('Allow', 'Deny') },
                {
                  name: word,
                  cel: word,
                  operation: mapping({}, { methods: list(method, { minItems: 1, maxItems: 16 }) }),
                  principal: mapping(
                    {},
                    {
                      clientCIDRs: list(cidr, { minItems: 1 }),
                      headers: list(mapping({ name: word, values: list(text, { minItems: 1, maxItems: 256 }) }), {
                        minItems: 1,
                        maxItems: 256,
                      }),
                      jwt: mapping(
                        { provider: word },
                        {
                          scopes: list(text, { minItems: 1, maxItems: 16 }),
                          claims: list(
                            mapping(
                              { name: word, values: list(text, { minItems: 1, maxItems: 128 }) },
                              { valueType: oneOf('String', 'StringArray') },
                            ),
                            { minItems: 1, maxItems: 16 },
                          ),
                        },
                      ),
                    },
                  ),
                },
              ),
            ),
          },
        ),
        oidc: mapping(
          {
            clientSecret: secretReference,
            provider: mapping(
              { issuer: word },
              {
                authorizationEndpoint: text,
                tokenEndpoint: text,
                endSessionEndpoint: text,
                backendRefs: list(policyBackend, { maxItems: 16 }),
              },
            ),
          },
          {
            clientID: word,
            clientIDRef: secretReference,
            scopes: list(text),
            resources: list(text),
            redirectURL: text,
            logoutPath: text,
            cookieDomain: text,
            cookieConfig: mapping({}, { sameSite: oneOf('Lax', 'Strict', 'None') }),
            cookieNames: mapping({}, { accessToken: text, idToken: text }),
            forwardAccessToken: flag,
            forwardIDToken: mapping({ header: word }),
            passThroughAuthHeader: flag,
            disableTokenEncryption: flag,
            refreshToken: flag,
            defaultTokenTTL: gatewayDuration,
            defaultRefreshTokenTTL: gatewayDuration,
            csrfTokenTTL: gatewayDuration,
          },
        ),
        basicAuth: mapping({ users: secretReference }, { forwardUsernameHeader: text }),
        apiKeyAuth: mapping(
          {
            credentialRefs: list(secretReference),
            extractFrom: list(mapping({}, { headers: names, params: names, cookies: names }), { minItems: 1 }),
          },
          { forwardClientIDHeader: text, sanitize: flag },
        ),
        jwt: mapping(
          {
            providers: list(
              mapping(
                { name: word },
                {
                  issuer: text,
                  audiences: list(text, { maxItems: 8 }),
                  remoteJWKS: mapping(
                    { uri: word },
                    { cacheDuration: gatewayDuration, backendRefs: list(policyBackend, { maxItems: 16 }) },
                  ),
                  localJWKS: mapping({ type: oneOf('Inline', 'ValueRef') }, { inline: text, valueRef: localReference }),
                  claimToHeaders: list(mapping({ claim: text, header: text })),
                  extractFrom: mapping(
                    {},
                    { headers: list(mapping({ name: text }, { valuePrefix: text })), cookies: list(text), params: list(text) },
                  ),
                  recomputeRoute: flag,
                },
              ),
              { minItems: 1, maxItems: 16 },
            ),
          },
          { optional: flag, failOpen: flag },
        ),
        extAuth: mapping(
          {},
          {
            http: mapping({}, { backendRefs: list(policyBackend, { maxItems: 16 }), path: text, headersToBackend: list(text) }),
            grpc: mapping({}, { backendRefs: list(policyBackend, { maxItems: 16 }) }),
            headersToExtAuth: list(text),
            failOpen: flag,
            timeout: gatewayDuration,
            bodyToExtAuth: mapping({ maxRequestBytes: integer(1) }),
          },
        ),
      },
      needsTarget,
    ),
  },
  example: `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: SecurityPolicy
metadata:
  name: erp-gateway
  namespace: erp-infra
spec:
  targetRefs:
    - group: gateway.networking.k8s.io
      kind: Gateway
      name: erp-gateway
  cors:
    allowOrigins:
      - https://erp.example.com
    allowMethods:
      - GET
      - POST
    allowHeaders:
      - Authorization
    maxAge: 24h
    allowCredentials: true
`,
});
