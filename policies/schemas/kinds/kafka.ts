import { anyMapping, defineKind, flag, integer, labels, list, mapping, matching, oneOf, text, word } from '../json-schema.ts';
import { resources } from '../parts/pod-parts.ts';
import { containerTemplate, jvmOptions, metricsConfig, podTemplate } from '../parts/strimzi.ts';

/** Of what the operator makes for a component beside the nodes, the pods (Strimzi 1.2.0). */
const componentTemplate = mapping({}, { pod: podTemplate });

const logging = mapping({ type: oneOf('inline', 'external') }, { loggers: labels });

export default defineKind({
  apiVersion: 'kafka.strimzi.io/v1',
  kind: 'Kafka',
  required: {
    spec: mapping(
      {
        kafka: mapping(
          {
            listeners: list(
              mapping(
                {
                  name: matching('[a-z0-9]{1,11}'),
                  port: integer(9092),
                  type: oneOf('internal', 'route', 'tlsroute', 'loadbalancer', 'nodeport', 'ingress', 'cluster-ip'),
                  tls: flag,
                },
                {
                  authentication: mapping({ type: oneOf('tls', 'scram-sha-512', 'custom') }, { sasl: flag }),
                  configuration: anyMapping,
                  networkPolicyPeers: list(anyMapping),
                },
              ),
              { minItems: 1 },
            ),
          },
          {
            version: text,
            metadataVersion: text,
            image: text,
            config: anyMapping,
            rack: mapping({}, { topologyKey: word }),
            authorization: mapping({ type: oneOf('simple', 'custom') }, { superUsers: list(text), authorizerClass: text }),
            jvmOptions,
            metricsConfig,
            logging,
            template: mapping({}, { pod: podTemplate, kafkaContainer: containerTemplate }),
          },
        ),
      },
      {
        entityOperator: mapping(
          {},
          {
            topicOperator: mapping({}, { watchedNamespace: text, reconciliationIntervalMs: integer(0), resources }),
            userOperator: mapping({}, { watchedNamespace: text, reconciliationIntervalMs: integer(0), resources }),
            template: componentTemplate,
          },
        ),
        kafkaExporter: mapping(
          {},
          { topicRegex: text, groupRegex: text, topicExcludeRegex: text, groupExcludeRegex: text, resources, template: componentTemplate },
        ),
        clusterCa: mapping({}, { generateCertificateAuthority: flag, validityDays: integer(1), renewalDays: integer(1) }),
        clientsCa: mapping({}, { generateCertificateAuthority: flag, validityDays: integer(1), renewalDays: integer(1) }),
      },
    ),
  },
  example: `
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: kafka
  namespace: erp-infra
spec:
  kafka:
    version: 4.3.1
    listeners:
      - name: plain
        port: 9092
        type: internal
        tls: false
    rack:
      topologyKey: topology.kubernetes.io/zone
    config:
      default.replication.factor: 3
  entityOperator:
    topicOperator: {}
`,
});
