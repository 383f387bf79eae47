/**
 * What runs on a laptop beside the services: images that the charts of the environments run, too (held by a test), so that nothing
 * else has to be trusted. Those of operators and charts are named by tag.
 */
export const localImages = {
  /** Holds the programs of PostgreSQL, of each version that the operator serves. */
  postgres: 'ghcr.io/zalando/spilo-18:4.1-p2',
  redis: 'public.ecr.aws/docker/library/redis:7.2.16-alpine',
  /** What the operator 1.2.0 runs for Kafka 4.3.1. */
  kafka: 'quay.io/strimzi/kafka:1.2.0-kafka-4.3.1',
  tracing: 'jaegertracing/jaeger:2.19.0',
  edge: 'public.ecr.aws/docker/library/haproxy:3.3.10-alpine',
} as const;
