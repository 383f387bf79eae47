import { defineExporter, podTarget } from './exporter.ts';

/**
 * Brokers and controllers by the Strimzi Metrics Reporter, as far as its default allow list lets them out
 * (`KafkaCluster.DEFAULT_METRICS_ALLOW_LIST` at 1.2.0): names are group, type and name of the MBean in lower case;
 * meters end in `_total`.
 */
export default defineExporter({
  name: 'Strimzi Metrics Reporter',
  source:
    'https://github.com/strimzi/metrics-reporter and strimzi-kafka-operator 1.2.0 packaging/examples/metrics/strimzi-metrics-reporter/',
  target: podTarget,
  pods: [{ 'app.kubernetes.io/name': 'kafka' }],
  families: [
    {
      type: 'gauge',
      labels: [],
      names: [
        'kafka_controller_kafkacontroller_activecontrollercount',
        'kafka_controller_kafkacontroller_activebrokercount',
        'kafka_controller_kafkacontroller_fencedbrokercount',
        'kafka_controller_kafkacontroller_globalpartitioncount',
        'kafka_controller_kafkacontroller_globaltopiccount',
        'kafka_controller_kafkacontroller_offlinepartitionscount',
        'kafka_controller_kafkacontroller_preferredreplicaimbalancecount',
        'kafka_server_replicamanager_leadercount',
        'kafka_server_replicamanager_offlinereplicacount',
        'kafka_server_replicamanager_partitioncount',
        'kafka_server_replicamanager_underminisrpartitioncount',
        'kafka_server_replicamanager_underreplicatedpartitions',
      ],
    },
    {
      type: 'gauge',
      labels: ['topic', 'partition'],
      names: ['kafka_cluster_partition_atminisr', 'kafka_cluster_partition_underminisr', 'kafka_cluster_partition_underreplicated'],
    },
    { type: 'gauge', labels: ['topic', 'partition'], names: ['kafka_log_log_size'] },
    {
      type: 'counter',
      labels: ['topic'],
      names: [
        'bytesinpersec',
        'bytesoutpersec',
        'messagesinpersec',
        'totalproducerequestspersec',
        'totalfetchrequestspersec',
        'failedproducerequestspersec',
        'failedfetchrequestspersec',
      ].map((name) => `kafka_server_brokertopicmetrics_${name}_total`),
    },
    {
      type: 'counter',
      labels: [],
      names: [
        'kafka_server_replicamanager_isrshrinkspersec_total',
        'kafka_server_replicamanager_isrexpandspersec_total',
        'kafka_controller_controllerstats_uncleanleaderelectionspersec_total',
        'kafka_server_kafkarequesthandlerpool_requesthandleravgidlepercent_total',
      ],
    },
    { type: 'counter', labels: ['request', 'version'], names: ['kafka_network_requestmetrics_requestspersec_total'] },
    { type: 'summary', labels: ['request'], names: ['kafka_network_requestmetrics_totaltimems'] },
    { type: 'gauge', labels: ['area', 'pool'], names: ['jvm_memory_used_bytes', 'jvm_memory_max_bytes', 'jvm_memory_committed_bytes'] },
    { type: 'summary', labels: ['gc'], names: ['jvm_gc_collection_seconds'] },
    { type: 'gauge', labels: [], names: ['jvm_threads_current'] },
  ],
});
