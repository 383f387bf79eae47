import { describe, expect, it } from 'vitest';
import { hasLabel, metricOf } from '../../policies/metrics/catalogue.ts';
import kafkaBroker from '../../policies/metrics/kafka-broker.ts';

/** `KafkaCluster.DEFAULT_METRICS_ALLOW_LIST` of Strimzi 1.2.0: names without the suffix of their type. */
const allowed = [
  'kafka_cluster_partition.*',
  'kafka_controller_kafkacontroller.*',
  'kafka_controller_controllerstats_uncleanleaderelectionspersec',
  'kafka_log_log_size',
  'kafka_network_requestmetrics.*',
  'kafka_network_socketserver_networkprocessoravgidlepercent',
  'kafka_server_app_info.*',
  'kafka_server_brokertopicmetrics.*',
  'kafka_server_kafkarequesthandlerpool_requesthandleravgidlepercent',
  'kafka_server_kafkaserver_brokerstate',
  'kafka_server_kafkaserver_clusterid',
  'kafka_server_kafkaserver_linux.*',
  'kafka_server_raft.*',
  'kafka_server_replicamanager.*',
  'kafka_server_request_queue_size',
  'kafka_server_socket_server.*',
];

describe('the tables of metrics', () => {
  it('have of Kafka only what the reporter lets out by itself', () => {
    const names = kafkaBroker.families.flatMap(({ names }) => names).filter((name) => name.startsWith('kafka_'));
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !allowed.some((pattern) => new RegExp(`^${pattern}(_total)?$`).test(name)))).toEqual([]);
  });

  it.each([
    ['strimzi_resource_state', 'Strimzi 1.2.0'],
    ['kafka_log_logmanager_offlinelogdirectorycount', 'Strimzi 1.2.0'],
    ['kafka_network_requestchannel_requestqueuesize', 'Strimzi 1.2.0'],
  ])('know no %s, which %s does not have', (name) => {
    expect(metricOf(name)).toBeUndefined();
  });

  it.each([
    ['argocd_app_info', 'hydrator_status', 'Argo CD 3.4.4'],
    ['loki_distributor_lines_received_total', 'retention_hours', 'Loki 3.7.6'],
    ['pg_settings_max_connections', 'server', 'postgres_exporter 0.20.1'],
    ['pg_stat_activity_count', 'server', 'postgres_exporter 0.20.1'],
    ['pg_stat_archiver_failed_count', 'server', 'postgres_exporter 0.20.1'],
    ['pg_stat_replication_pg_wal_lsn_diff', 'server', 'postgres_exporter 0.20.1'],
    ['pg_stat_database_numbackends', 'server', 'postgres_exporter 0.20.1'],
  ])('give %s no label %s, which it does not have in %s', (name, label) => {
    const labels = metricOf(name)?.labels;
    expect(labels).toBeDefined();
    expect(hasLabel(labels ?? new Set(), label)).toBe(false);
  });

  it.each([
    ['node_network_receive_packets_total', 'counter'],
    ['node_sockstat_TCP_tw', 'gauge'],
    ['node_network_up', 'gauge'],
    ['node_softnet_dropped_total', 'counter'],
    ['node_cpu_scaling_frequency_hertz', 'gauge'],
    ['kubelet_certificate_manager_client_ttl_seconds', 'gauge'],
    ['kubelet_http_requests_total', 'counter'],
    ['apiserver_storage_objects', 'gauge'],
    ['rest_client_request_duration_seconds_bucket', 'counter'],
  ])('know %s, which a program of the platform tells by default', (name, type) => {
    expect(metricOf(name)?.type).toBe(type);
  });

  it.each(['node_systemd_units', 'node_processes_state', 'scheduler_pending_pods', 'node_network_receive_paket_total'])(
    'know no %s, which nothing here tells',
    (name) => {
      expect(metricOf(name)).toBeUndefined();
    },
  );

  it('give the label that they have', () => {
    expect(metricOf('loki_distributor_lines_received_total')?.labels.has('format')).toBe(true);
    expect(metricOf('loki_distributor_bytes_received_total')?.labels.has('retention_hours')).toBe(true);
    expect(metricOf('envoy_http_downstream_rq_xx')?.labels.has('gateway_envoyproxy_io_owning_gateway_name')).toBe(true);
  });
});
