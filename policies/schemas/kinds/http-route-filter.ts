import { defineKind, flag, integer, mapping, oneOf, text, word } from '../json-schema.ts';
import { responseBody } from '../parts/envoy-gateway.ts';
import { headerModifier, secretReference } from '../parts/gateway-api.ts';

export default defineKind({
  apiVersion: 'gateway.envoyproxy.io/v1alpha1',
  kind: 'HTTPRouteFilter',
  required: {
    spec: mapping(
      {},
      {
        directResponse: mapping({}, { statusCode: integer(100, 599), contentType: text, body: responseBody, header: headerModifier }),
        urlRewrite: mapping(
          {},
          {
            hostname: mapping(
              { type: oneOf('Header', 'Backend', 'PathRegex') },
              { header: text, pathRegex: mapping({ pattern: word, substitution: word }) },
            ),
            path: mapping({ type: oneOf('ReplaceRegexMatch') }, { replaceRegexMatch: mapping({ pattern: word, substitution: text }) }),
            appendXForwardedHost: flag,
          },
        ),
        credentialInjection: mapping({ credential: mapping({ valueRef: secretReference }) }, { header: text, overwrite: flag }),
      },
    ),
  },
  example: `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: HTTPRouteFilter
metadata:
  name: not-found
  namespace: erp-prod
spec:
  directResponse:
    statusCode: 404
    contentType: text/plain
    body:
      type: Inline
      inline: not found
`,
});
