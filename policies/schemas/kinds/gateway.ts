import { defineKind, labels, list, mapping, objectName, oneOf, portNumber, text, word } from '../json-schema.ts';
import { allowedRoutes, hostname, infrastructure, secretReference } from '../parts/gateway-api.ts';

export default defineKind({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  required: {
    spec: mapping(
      {
        gatewayClassName: word,
        listeners: list(
          mapping(
            { name: objectName, port: portNumber, protocol: oneOf('HTTP', 'HTTPS', 'TLS', 'TCP', 'UDP') },
            {
              hostname,
              tls: mapping(
                {},
                { mode: oneOf('Terminate', 'Passthrough'), certificateRefs: list(secretReference, { maxItems: 64 }), options: labels },
              ),
              allowedRoutes,
            },
          ),
          { minItems: 1, maxItems: 64 },
        ),
      },
      { infrastructure, addresses: list(mapping({}, { type: text, value: text }), { maxItems: 16 }) },
    ),
  },
  example: `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: erp-gateway
  namespace: erp-infra
  annotations:
    cert-manager.io/cluster-issuer: letsencrypt-prod
spec:
  gatewayClassName: eg
  infrastructure:
    parametersRef:
      group: gateway.envoyproxy.io
      kind: EnvoyProxy
      name: erp-gateway
  listeners:
    - name: https
      protocol: HTTPS
      port: 443
      hostname: api.erp.example.com
      tls:
        mode: Terminate
        certificateRefs:
          - name: api-erp-tls
      allowedRoutes:
        namespaces:
          from: Selector
          selector:
            matchLabels:
              kubernetes.io/metadata.name: erp-prod
`,
});
