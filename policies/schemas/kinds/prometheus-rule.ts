import { defineKind, integer, labels, list, mapping, matching, word } from '../json-schema.ts';
import { prometheusDuration, rule } from '../parts/prometheus-operator.ts';

export default defineKind({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PrometheusRule',
  required: {
    spec: mapping(
      {},
      {
        groups: list(
          mapping(
            { name: word },
            {
              interval: prometheusDuration,
              query_offset: prometheusDuration,
              limit: integer(),
              labels,
              partial_response_strategy: matching('|abort|warn'),
              rules: list(rule),
            },
          ),
        ),
      },
    ),
  },
  example: `
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: erp-services
  namespace: erp-infra
spec:
  groups:
    - name: erp-services
      rules:
        - alert: ServiceDown
          expr: up{job="financial-service"} == 0
          for: 1m
          labels:
            severity: critical
          annotations:
            summary: A service is down
`,
});
