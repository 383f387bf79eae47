import { defineKind, list, mapping, text } from '../json-schema.ts';
import { endpoint, monitor, selector } from '../parts/prometheus-operator.ts';

export default defineKind({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'ServiceMonitor',
  required: {
    spec: mapping(
      { selector, endpoints: list(mapping({}, { ...endpoint, bearerTokenFile: text })) },
      { ...monitor, targetLabels: list(text) },
    ),
  },
  example: `
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: jaeger
  namespace: erp-infra
spec:
  selector:
    matchLabels:
      app.kubernetes.io/name: jaeger
  endpoints:
    - port: metrics
      interval: 15s
`,
});
