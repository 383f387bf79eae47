import alertmanager from './alertmanager.ts';
import alloy from './alloy.ts';
import apiServer from './api-server.ts';
import argoCd from './argo-cd.ts';
import cadvisor from './cadvisor.ts';
import certManager from './cert-manager.ts';
import envoy from './envoy.ts';
import envoyGateway from './envoy-gateway.ts';
import erpService from './erp-service.ts';
import everyTarget from './every-target.ts';
import type { Exporter } from './exporter.ts';
import externalSecrets from './external-secrets.ts';
import grafana from './grafana.ts';
import haproxy from './haproxy.ts';
import jaeger from './jaeger.ts';
import kafkaBroker from './kafka-broker.ts';
import kafkaExporter from './kafka-exporter.ts';
import keda from './keda.ts';
import kubeStateMetrics from './kube-state-metrics.ts';
import kubeStateMetricsTelemetry from './kube-state-metrics-telemetry.ts';
import kubelet from './kubelet.ts';
import loki from './loki.ts';
import nodeExporter from './node-exporter.ts';
import policyController from './policy-controller.ts';
import postgresExporter from './postgres-exporter.ts';
import prometheus from './prometheus.ts';
import redisExporter from './redis-exporter.ts';
import sealedSecrets from './sealed-secrets.ts';
import strimziOperator from './strimzi-operator.ts';
import verticalPodAutoscaler from './vertical-pod-autoscaler.ts';

/** Every table of this folder: what Prometheus can know. */
export const exporters: readonly Exporter[] = [
  alertmanager,
  alloy,
  apiServer,
  argoCd,
  cadvisor,
  certManager,
  envoy,
  envoyGateway,
  erpService,
  everyTarget,
  externalSecrets,
  grafana,
  haproxy,
  jaeger,
  kafkaBroker,
  kafkaExporter,
  keda,
  kubeStateMetrics,
  kubeStateMetricsTelemetry,
  kubelet,
  loki,
  nodeExporter,
  policyController,
  postgresExporter,
  prometheus,
  redisExporter,
  sealedSecrets,
  strimziOperator,
  verticalPodAutoscaler,
];
