/** Grave edits that neither lint nor validate reports. */
export interface Unreported {
  readonly reason: string;
  /** By the names of the edits. */
  readonly edits: readonly string[];
}

export const unreported: readonly Unreported[] = [
  {
    reason:
      'Which nodes, zones, schedulers and runtimes there are is known by the cluster: a pod that finds none stays pending, which an alert tells.',
    edits: [
      'Deployment erp-prod/sales-service > spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].operator = "NotIn"',
      'Deployment erp-prod/sales-service > spec.template.spec.nodeSelector = {"kubernetes.io/arch":"s390x"}',
      'Deployment erp-prod/sales-service > spec.template.spec.runtimeClassName = "gvisor"',
      'Kafka erp-infra/kafka > spec.kafka.rack.topologyKey = "zone"',
      'KafkaNodePool erp-infra/broker > spec.template.pod.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector.matchLabels["strimzi.io/pool-name"] = "controller"',
      'Namespace erp-prod > metadata.annotations["scheduler.alpha.kubernetes.io/node-selector"] = "pool=none"',
    ],
  },
  {
    reason: 'What a program reads, runs and answers, and how long it takes for it, is known by its image alone.',
    edits: [
      'Deployment erp-prod/sales-service > spec.template.spec.containers[0].env[+] = {"name":"RUST_BACKTRACE","value":"full"}',
      'Deployment erp-prod/sales-service > spec.template.spec.containers[0].livenessProbe.httpGet.path = "/health/ready"',
      'Deployment erp-prod/sales-service > spec.template.spec.containers[0].livenessProbe.httpGet.port = "metrics"',
      'Deployment erp-prod/sales-service > spec.template.spec.containers[0].readinessProbe.httpGet.path = "/"',
      'Deployment erp-prod/sales-service > spec.template.spec.containers[0].readinessProbe.httpGet.port = 9091',
      'Deployment erp-prod/sales-service > spec.template.spec.containers[0].volumeMounts[2].readOnly = false',
    ],
  },
  {
    reason:
      'How much, how many and how long is right depends on load, and is a decision of people; there are bounds only where a wrong number stops or loses something.',
    edits: [
      'Deployment erp-prod/sales-service > spec.template.spec.volumes[0].emptyDir.medium = "Memory"',
      'ScaledObject erp-prod/sales-service > spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleDown.policies[0].value = 100',
      'KafkaTopic erp-infra/sales.order.confirmed > spec.partitions = 1',
      'Certificate erp-infra/kafka-tls > spec.privateKey.size = 521',
    ],
  },
  {
    reason: 'The operator asks no server of teams here (enable_teams_api is off): the team is a label that nothing goes by.',
    edits: ['postgresql erp-infra/postgres > spec.teamId = "acid"'],
  },
  {
    reason:
      'It changes nothing: what is a part of view is one of edit and of admin already, because Kubernetes 1.35 makes each a part of the next.',
    edits: ['ClusterRole erp-view > metadata.labels["rbac.authorization.k8s.io/aggregate-to-admin"] = "true"'],
  },
  {
    reason: 'Its reader is told to Argo CD (argocd/argo-cd.yaml), which is judged apart from what an environment renders.',
    edits: ['ExternalSecret argocd/argocd-login > spec.target.template.data = {"clientSecret":"{{ .value }}"}'],
  },
  {
    reason: 'Open: classes, quotas and disks are held against pods where a pod would not start, not against what they are for.',
    edits: [
      'PersistentVolumeClaim erp-infra/jaeger-badger > spec.accessModes = ["ReadWriteMany"]',
      'PersistentVolumeClaim erp-infra/jaeger-badger > spec.volumeName = "pv-of-another"',
      'PersistentVolumeClaim erp-infra/jaeger-badger > spec.volumeMode = "Block"',
      'StorageClass gp3 > parameters.type = "sc1"',
    ],
  },
  {
    reason: 'Open: conditions in a language of their own are run by the tests of admission, and not by lint.',
    edits: ['ClusterImagePolicy sales-service-signature > spec.authorities[0].keyless.url = "https://fulcio.evil.example.org"'],
  },
  {
    reason: 'Open: whether an alert can fire is tested by alerts:mutate, with series, and not by lint.',
    edits: [
      'PodMonitor erp-prod/sales-service > spec.podMetricsEndpoints[0].path = "/metric"',
      'PodMonitor erp-prod/sales-service > spec.podMetricsEndpoints[0].scheme = "https"',
      'PodMonitor erp-prod/sales-service > spec.podMetricsEndpoints[0].relabelings = [{"action":"replace","targetLabel":"job","replacement":"x"}]',
      'PodMonitor erp-prod/sales-service > spec.jobLabel = "name"',
      'PrometheusRule erp-infra/erp-kafka > spec.groups[0].rules[0].expr = "(max(kafka_brokers{namespace=\\"erp-infra\\"}) or vector(0)) < 0"',
      'PrometheusRule erp-infra/erp-kafka > spec.groups[0].rules[0].labels.severity = "info"',
      'PrometheusRule erp-infra/erp-kafka > spec.groups[0].rules[0].labels.team = "nobody"',
      'PrometheusRule erp-infra/erp-kafka > spec.groups[0].rules[0].labels.environment = "staging"',
      'PrometheusRule erp-infra/erp-kafka > spec.groups[0].rules[0].annotations.runbook_url = "https://git.example.com/erp/erp-gitops/src/branch/main/docs/runbooks/alerts.md#nothing"',
    ],
  },
  {
    reason: 'It is of a kind that environments are made of, and nothing here refers to it.',
    edits: ['Lease erp-infra/keda-operator of coordination.k8s.io/v1 is new'],
  },
  {
    reason: 'Nothing waits for it: in another wave it is there in time, too.',
    edits: [
      'Application argocd/projects-production > metadata.annotations["argocd.argoproj.io/sync-wave"] = "30"',
      'Application argocd/redis-ha-production > metadata.annotations["argocd.argoproj.io/sync-wave"] = "35"',
    ],
  },
];
