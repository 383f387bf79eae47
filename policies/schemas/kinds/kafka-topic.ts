import { anyMapping, defineKind, integer, mapping, text } from '../json-schema.ts';

export default defineKind({
  apiVersion: 'kafka.strimzi.io/v1',
  kind: 'KafkaTopic',
  required: {
    spec: mapping({}, { topicName: text, partitions: integer(1), replicas: integer(1, 32_767), config: anyMapping }),
  },
  example: `
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata:
  name: financial.transaction.posted
  namespace: erp-infra
  labels:
    strimzi.io/cluster: kafka
spec:
  partitions: 6
  replicas: 3
  config:
    min.insync.replicas: 2
`,
});
