import { defineKind, list, mapping, portNumber } from '../json-schema.ts';
import { endpoint, monitor, selector } from '../parts/prometheus-operator.ts';

export default defineKind({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PodMonitor',
  required: {
    spec: mapping({ selector }, { ...monitor, podMetricsEndpoints: list(mapping({}, { ...endpoint, portNumber })) }),
  },
  example: `
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata:
  name: erp-services
  namespace: erp-infra
spec:
  namespaceSelector:
    matchNames:
      - erp-prod
  selector:
    matchLabels:
      app.kubernetes.io/part-of: erp
  podMetricsEndpoints:
    - port: metrics
      path: /metrics
      interval: 15s
`,
});
