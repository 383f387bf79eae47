import { defineKind, mapping, matching, text } from '../json-schema.ts';
import { parametersReference } from '../parts/gateway-api.ts';

export default defineKind({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'GatewayClass',
  required: {
    spec: mapping(
      { controllerName: matching("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+") },
      { description: text, parametersRef: parametersReference },
    ),
  },
  example: `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata:
  name: eg
spec:
  controllerName: gateway.envoyproxy.io/gatewayclass-controller
`,
});
