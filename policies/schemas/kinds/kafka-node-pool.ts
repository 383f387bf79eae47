import { defineKind, integer, list, mapping, oneOf } from '../json-schema.ts';
import { resources } from '../parts/pod-parts.ts';
import { containerTemplate, jvmOptions, podTemplate, storage } from '../parts/strimzi.ts';

export default defineKind({
  apiVersion: 'kafka.strimzi.io/v1',
  kind: 'KafkaNodePool',
  required: {
    spec: mapping(
      { replicas: integer(0), roles: list(oneOf('controller', 'broker')), storage },
      { resources, jvmOptions, template: mapping({}, { pod: podTemplate, kafkaContainer: containerTemplate }) },
    ),
  },
  example: `
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata:
  name: broker
  namespace: erp-infra
  labels:
    strimzi.io/cluster: kafka
spec:
  replicas: 3
  roles:
    - broker
  resources:
    requests:
      cpu: 500m
      memory: 1Gi
  jvmOptions:
    -Xmx: 2g
  storage:
    type: jbod
    volumes:
      - id: 0
        type: persistent-claim
        class: gp3
        size: 50Gi
        kraftMetadata: shared
`,
});
