import { defineKind, integer, labels, list, mapping, oneOf, text, word } from '../json-schema.ts';

const reference = mapping({ name: word, key: word });

const operation = oneOf(
  'Read',
  'Write',
  'Create',
  'Delete',
  'Alter',
  'Describe',
  'ClusterAction',
  'AlterConfigs',
  'DescribeConfigs',
  'IdempotentWrite',
  'All',
);

export default defineKind({
  apiVersion: 'kafka.strimzi.io/v1',
  kind: 'KafkaUser',
  required: {
    spec: mapping(
      {},
      {
        authentication: mapping(
          { type: oneOf('tls', 'tls-external', 'scram-sha-512') },
          { password: mapping({ valueFrom: mapping({ secretKeyRef: reference }) }), validityDays: integer(1), renewalDays: integer(1) },
        ),
        authorization: mapping({
          type: oneOf('simple'),
          acls: list(
            mapping(
              {
                resource: mapping(
                  { type: oneOf('topic', 'group', 'cluster', 'transactionalId') },
                  { name: text, patternType: oneOf('literal', 'prefix') },
                ),
                operations: list(operation, { minItems: 1 }),
              },
              { type: oneOf('allow', 'deny'), host: text },
            ),
          ),
        }),
        quotas: mapping({}, { producerByteRate: integer(0), consumerByteRate: integer(0), requestPercentage: integer(0) }),
        template: mapping({}, { secret: mapping({}, { metadata: mapping({}, { labels, annotations: labels }) }) }),
      },
    ),
  },
  example: `
apiVersion: kafka.strimzi.io/v1
kind: KafkaUser
metadata:
  name: financial-service
  namespace: erp-infra
  labels:
    strimzi.io/cluster: kafka
spec:
  authentication:
    type: scram-sha-512
    password:
      valueFrom:
        secretKeyRef:
          name: financial-service-kafka
          key: password
  authorization:
    type: simple
    acls:
      - resource:
          type: topic
          name: financial.transaction.posted
          patternType: literal
        operations:
          - Describe
          - Read
          - Write
`,
});
