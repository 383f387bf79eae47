import { flag, integer, type JsonSchema, labels, list, mapping, matching, oneOf, text, word } from '../json-schema.ts';
import { affinity, madeMetadata, podSecurityContext, securityContext, tolerations, topologySpreadConstraints } from './pod-parts.ts';

const size = matching('\\d+(\\.\\d+)?(e\\d+|[EPTGMk]|[EPTGMK]i)?');

const volume = {
  type: oneOf('ephemeral', 'persistent-claim'),
  id: integer(0),
  class: text,
  size,
  sizeLimit: size,
  deleteClaim: flag,
  kraftMetadata: oneOf('shared'),
  selector: labels,
} as const;

/** The disks of Kafka nodes. */
export const storage: JsonSchema = mapping(
  { type: oneOf('ephemeral', 'persistent-claim', 'jbod') },
  { ...volume, type: oneOf('ephemeral', 'persistent-claim', 'jbod'), volumes: list(mapping({ type: volume.type }, volume)) },
);

/** Memory and flags of the Java machine. */
export const jvmOptions: JsonSchema = mapping(
  {},
  { '-Xms': matching('\\d+[mMgG]?'), '-Xmx': matching('\\d+[mMgG]?'), '-XX': labels, gcLoggingEnabled: flag },
);

/** What Kafka's pods get beside what the operator gives them. */
export const podTemplate: JsonSchema = mapping(
  {},
  {
    metadata: madeMetadata,
    affinity,
    tolerations,
    topologySpreadConstraints,
    securityContext: podSecurityContext,
    priorityClassName: text,
    terminationGracePeriodSeconds: integer(0),
  },
);

/** What one container of Kafka's pods gets. */
export const containerTemplate: JsonSchema = mapping({}, { securityContext, env: list(mapping({ name: word }, { value: text })) });

/** The metrics that a component of Kafka gives out. */
export const metricsConfig: JsonSchema = mapping(
  { type: oneOf('jmxPrometheusExporter', 'strimziMetricsReporter') },
  { valueFrom: mapping({}, { configMapKeyRef: mapping({}, { name: word, key: word, optional: flag }) }) },
);
