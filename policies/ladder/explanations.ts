import { roleAnnotations } from '../kubernetes/cloud/clouds.ts';

/**
 * One reason for which a field may differ between two environments: something that the catalog says of them, and says otherwise of the
 * one than of the other. Where it says the same of both, they must have the same.
 */
export interface Explanation {
  readonly kinds: readonly string[] | '*';
  /** Only objects so called, by namespace and name, or only those of a service of the catalog; absent: all. */
  readonly of?: RegExp | 'service';
  /**
   * Fields: keys of mappings, names of items of lists; `*` is any one step, `**` any number of them. The empty text is the object itself:
   * that only one of the two has it.
   */
  readonly fields: readonly string[];
  /**
   * What has to differ, any of it: paths in the file of the environment, `service` with a path in what the service is there, `zones` of its
   * clusters, `delivered` for which services there are, `services` for what is said of all of them, or with a path for that of it, `hostsArgo`;
   * `elsewhere` for the stores that somebody else runs, `places` for whether it has several clusters, `sleeps` and `stateless` for what it is among them.
   */
  readonly because: readonly string[];
  /** Of such a field only what follows from the paths at which the service is asked whether it lives. */
  readonly only?: 'paths of probes';
  readonly reason: string;
}

const workloads = ['Deployment', 'StatefulSet', 'CronJob', 'Job'];
const ofRoles = roleAnnotations.map((key) => `metadata.annotations["${key}"]`);
const ownSize = ['service.environments.resources', 'service.environments.scale', 'service.environments.maxReplicas', 'service.scaling'];
const processes = ['service.workers', 'service.jobs'];
const policies = ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'];

/** Every reason for which environments may differ; one that explains nothing anywhere makes test/policies/ladder-differences.test.ts red. */
export const explanations: readonly Explanation[] = [
  // What a service is.
  { kinds: '*', of: 'service', fields: [''], because: ['service'], reason: 'A service is where it was delivered.' },
  {
    kinds: '*',
    of: 'service',
    fields: [
      'metadata.labels.version',
      'metadata.labels["app.kubernetes.io/version"]',
      'spec.**.labels.version',
      'spec.**.labels["app.kubernetes.io/version"]',
      'spec.**.image',
    ],
    because: ['service.release'],
    reason: 'Versions are delivered to one environment after the other.',
  },
  {
    kinds: [...workloads, 'VerticalPodAutoscaler'],
    of: 'service',
    fields: ['spec.**.resources.**', 'spec.resourcePolicy.**'],
    because: ['sizing', ...ownSize, ...processes],
    reason: 'Environments have sizes, and services sizes in them.',
  },
  {
    kinds: ['Deployment', 'StatefulSet', 'ScaledObject', 'PodDisruptionBudget'],
    of: 'service',
    fields: [
      '',
      'spec.replicas',
      'spec.minReplicaCount',
      'spec.maxReplicaCount',
      'spec.triggers.**',
      'spec.advanced.**',
      'spec.fallback.replicas',
      'spec.minAvailable',
      'spec.maxUnavailable',
      // One writer is stopped before the next one starts.
      'metadata.annotations["erp.example.com/single"]',
      'spec.strategy.**',
    ],
    because: ['replicas', 'zones', 'service.environments.scaling', ...ownSize, ...processes],
    reason: 'How many pods run an environment says, and a service for itself.',
  },
  {
    kinds: workloads,
    of: 'service',
    fields: ['spec.**.livenessProbe.**', 'spec.**.readinessProbe.**', 'spec.**.startupProbe.**', 'spec.progressDeadlineSeconds'],
    because: ['service.environments.probes', ...processes],
    reason: 'A service may be asked otherwise in one environment.',
  },
  {
    kinds: ['HTTPRoute', 'Ingress'],
    of: 'service',
    fields: ['spec.rules.*.matches.*', 'spec.rules.*.matches.*.path.value', 'spec.rules.*.http.paths.*.path'],
    because: ['service.environments.probes', ...processes],
    only: 'paths of probes',
    reason: 'What asks a service whether it lives is hidden at the edge, by its path there.',
  },
  {
    kinds: workloads,
    of: 'service',
    fields: ['spec.**.terminationGracePeriodSeconds', 'spec.**.preStop.**'],
    because: ['service.environments.shutdown', ...processes],
    reason: 'A service may need longer to end in one environment.',
  },
  {
    kinds: ['ConfigMap', ...workloads],
    of: 'service',
    fields: ['data.*', 'spec.**.env.**'],
    because: [
      'service.environments.config',
      'service.environments.reaches',
      'service.environments.pools',
      'service.environments.shutdown',
      'delivered',
      ...processes,
    ],
    reason: 'A service may be told other values in one environment, and the addresses of whom it calls there.',
  },
  {
    kinds: ['ConfigMap'],
    of: 'service',
    fields: ['data.LOG_LEVEL'],
    because: ['logLevel'],
    reason: 'Where people try things out, more is told.',
  },
  {
    kinds: ['ConfigMap'],
    of: 'service',
    fields: ['data.OTEL_TRACES_SAMPLER_ARG'],
    because: ['traceRatio'],
    reason: 'Where few ask, all traces are kept.',
  },
  {
    kinds: ['ConfigMap'],
    of: 'service',
    fields: ['data.KAFKA_BROKERS'],
    because: ['dataLayer.kafka.brokers'],
    reason: 'The list names all brokers.',
  },
  {
    kinds: ['NetworkPolicy'],
    of: 'service',
    fields: ['spec.egress.**', 'spec.ingress.**'],
    because: ['service.environments.reaches', 'edge', 'delivered', ...processes],
    reason: 'Whom a service reaches, and who reaches it, follows from who is there.',
  },
  {
    kinds: ['BackendTrafficPolicy', 'Ingress'],
    of: 'service',
    fields: ['spec.requestBuffer.**', 'metadata.annotations["nginx.ingress.kubernetes.io/proxy-body-size"]'],
    because: ['service.environments.maxBodySize'],
    reason: 'A service may take larger requests in one environment.',
  },
  {
    kinds: '*',
    of: 'service',
    fields: ['', '**'],
    because: ['service.adjust', 'service.objects'],
    reason: 'What a service adjusts or adds it may name environments for.',
  },
  { kinds: '*', of: 'service', fields: ['metadata.annotations.*'], because: ['service.exempt'], reason: 'Exemptions name environments.' },
  {
    kinds: '*',
    of: 'service',
    fields: ['metadata.annotations["*/set-by-operators"]'],
    because: ['service.environments'],
    reason: 'What was set by a command is said on the object.',
  },
  {
    kinds: ['ServiceAccount', 'NetworkPolicy', ...workloads],
    of: 'service',
    fields: [
      ...ofRoles,
      // Where its pods ask who they are, and what tells the cloud that they do.
      'spec.egress.*',
      'spec.**.labels["azure.workload.identity/use"]',
    ],
    because: ['service.identity'],
    reason: 'A service may have a role of its own in the cloud account of one environment.',
  },

  {
    kinds: ['SealedSecret'],
    of: 'service',
    fields: ['', '**'],
    because: ['service.sealed'],
    reason: 'Values are sealed for one environment.',
  },
  {
    kinds: ['ExternalSecret', 'SecretStore', 'ServiceAccount'],
    of: 'service',
    fields: ['', 'spec.secretStoreRef.*', 'metadata.annotations["argocd.argoproj.io/sync-wave"]'],
    because: ['service.sealed'],
    reason: 'Where its values are sealed, a service has no store of its own.',
  },

  // What the environment is.
  {
    kinds: '*',
    fields: ['', '**'],
    because: ['train'],
    reason: 'A change of shared code is on its way through the environments: their files say where it is in force.',
  },
  { kinds: ['Namespace'], fields: ['metadata.labels["*/tier"]'], because: ['tier'], reason: 'The label says the tier.' },
  {
    kinds: '*',
    fields: ['spec.**["topology.kubernetes.io/zone"].values.*'],
    because: ['zones'],
    reason: 'Clusters have zones of their own.',
  },
  {
    kinds: ['Role', 'RoleBinding'],
    of: /\/(?:editor|debugger|tester|.*-(?:view|edit|test|exec))$/,
    fields: [''],
    because: ['access'],
    reason: 'Each environment says who may do what in it.',
  },
  {
    kinds: ['ClusterRoleBinding', 'SecurityPolicy'],
    of: /\/(?:erp-cluster-reader|tools)$/,
    fields: ['subjects.*', 'subjects.*.name', 'spec.authorization.rules.*.principal.jwt.claims.*.values.*'],
    because: ['access'],
    reason: 'Whoever may look at an environment may look at its nodes and its tools.',
  },
  {
    kinds: policies,
    fields: ['spec.validationActions.*'],
    because: ['admission'],
    reason: 'Where people try things out they are told, and not stopped.',
  },
  {
    kinds: ['ClusterSecretStore', 'PriorityClass', 'Role', 'RoleBinding', 'ServiceAccount'],
    of: /\/(?:pull-requests-[a-z0-9-]+|erp-pull-request)$/,
    fields: [''],
    because: ['pullRequests'],
    reason: 'Pull requests are tried out beside some environments only.',
  },
  { kinds: policies, of: /\/erp-.*rules-/, fields: [''], because: ['tier'], reason: 'Some rules hold in some tiers only.' },
  {
    kinds: ['ValidatingAdmissionPolicy'],
    of: /\/erp-.*rules-/,
    fields: ['spec.**'],
    because: ['services'],
    reason: 'Services are exempt from some rules.',
  },
  {
    kinds: ['ClusterImagePolicy'],
    fields: ['spec.mode'],
    because: ['signatures'],
    reason: 'Where people try things out they are told, and not stopped.',
  },
  { kinds: ['ClusterImagePolicy'], fields: ['', 'spec.**'], because: ['services'], reason: 'Who may build an image the service says.' },
  {
    kinds: ['PrometheusRule'],
    of: /\/erp-delivery$/,
    fields: ['spec.groups.*.rules.*.annotations.*', 'spec.groups.*.rules.*.labels.severity'],
    because: ['signatures'],
    reason: 'An unsigned image that runs is another thing than one that does not start.',
  },
  {
    kinds: ['ClusterIssuer'],
    fields: ['spec.acme.solvers.**'],
    because: ['issuer.dns.hostedZone', 'issuer.dns.region'],
    reason: 'Certificates come from the issuer of the environment.',
  },
  {
    kinds: ['SecurityPolicy', 'Ingress'],
    fields: ['spec.cors.allowOrigins.*', 'metadata.annotations["nginx.ingress.kubernetes.io/cors-allow-origin"]'],
    because: ['corsOrigins'],
    reason: 'Each environment has pages of its own that call it.',
  },

  // What it runs of others.
  {
    kinds: ['postgresql'],
    fields: ['spec.postgresql.version'],
    because: ['versions.postgres'],
    reason: 'Versions are promoted from one environment to the next.',
  },
  {
    kinds: ['Kafka'],
    fields: ['spec.kafka.version', 'spec.kafka.metadataVersion'],
    because: ['versions.kafka', 'versions.kafkaMetadata'],
    reason: 'Versions are promoted from one environment to the next.',
  },
  {
    kinds: ['Namespace'],
    fields: ['enforce', 'warn', 'audit'].map((mode) => `metadata.labels["pod-security.kubernetes.io/${mode}-version"]`),
    because: ['versions.kubernetes'],
    reason: 'The Pod Security Standard is that of the Kubernetes of the environment.',
  },

  // How large it is.
  {
    kinds: ['ResourceQuota'],
    fields: ['spec.hard.*', 'metadata.annotations["*/nodes"]'],
    because: [
      'sizing',
      'replicas',
      'zones',
      'nodes',
      'dataLayer',
      'observability.metrics',
      'observability.alertmanagers',
      'observability.logs.replicas',
      'edge',
      'delivered',
      'services',
    ],
    reason: 'A quota is the sum of what runs.',
  },
  {
    kinds: ['EnvoyProxy'],
    fields: ['spec.provider.kubernetes.envoyDeployment.replicas', 'spec.provider.**.resources.**'],
    because: ['replicas'],
    reason: 'A small environment has one small proxy.',
  },
  {
    kinds: ['PrometheusRule'],
    of: /\/erp-workloads$/,
    fields: ['spec.groups.*.rules.*'],
    because: ['replicas'],
    reason: 'Alerts about autoscalers are where there are any.',
  },
  {
    kinds: ['PrometheusRule'],
    of: /\/erp-monitoring$/,
    fields: ['spec.groups.*.rules.*', 'spec.groups.*.rules.*.expr', 'spec.groups.*.rules.*.annotations.summary'],
    because: ['replicas', 'observability.alertmanagers', 'edge', 'delivered', 'services'],
    reason: 'What must be measured is what there is.',
  },
  {
    kinds: ['PrometheusRule'],
    of: /\/erp-monitoring$/,
    fields: ['spec.groups.*.rules.AlertInputMissing.expr'],
    because: ['backup.mode'],
    reason: 'The archive of a database is measured where there is one.',
  },
  {
    kinds: ['postgresql'],
    fields: [
      'spec.numberOfInstances',
      'spec.volume.size',
      'spec.patroni.synchronous_mode',
      'spec.connectionPooler.**',
      'spec.resources.**',
      'spec.postgresql.parameters.*',
    ],
    because: ['dataLayer.postgres', 'sizing'],
    reason: 'The database has the size that the environment gives it.',
  },
  {
    kinds: ['postgresql'],
    fields: [
      'spec.databases.*',
      'spec.users.*',
      'spec.preparedDatabases.**',
      'spec.postgresql.parameters.*',
      'spec.connectionPooler.*',
      'spec.patroni.pg_hba.*',
    ],
    because: ['delivered', 'services'],
    reason: 'Databases and connections are those of the services that are there.',
  },
  {
    kinds: ['PodDisruptionBudget'],
    of: /\/postgres/,
    fields: [''],
    because: ['dataLayer.postgres'],
    reason: 'What is there once cannot be kept.',
  },
  {
    kinds: ['PrometheusRule'],
    of: /\/erp-postgres$/,
    fields: ['spec.groups.*.rules.**'],
    because: ['dataLayer.postgres'],
    reason: 'Alerts count instances.',
  },
  {
    kinds: ['Kafka', 'KafkaNodePool', 'KafkaTopic'],
    fields: [
      'spec.kafka.config.*',
      'spec.replicas',
      'spec.config["min.insync.replicas"]',
      'spec.storage.**',
      'spec.jvmOptions.*',
      'spec.resources.**',
    ],
    because: ['dataLayer.kafka', 'sizing'],
    reason: 'Brokers have the number and the size that the environment gives them, and topics the copies that they can have.',
  },
  {
    kinds: ['KafkaTopic'],
    fields: ['metadata.annotations["*/fewer-partitions-than-pods"]'],
    because: ['replicas', 'services'],
    reason: 'It is said where more pods than partitions can be.',
  },
  {
    // Whose a topic is does not follow from its name.
    kinds: ['KafkaTopic'],
    fields: ['metadata.annotations.*', 'spec.config.*'],
    because: ['services.exempt', 'services.adjust'],
    reason: 'What a service exempts or adjusts reaches its topics.',
  },
  {
    kinds: ['KafkaTopic', 'KafkaUser', 'ExternalSecret', 'NetworkPolicy', 'PrometheusRule', 'PodMonitor', 'SecretStore', 'ServiceAccount'],
    fields: ['', 'spec.**'],
    because: ['delivered'],
    reason: 'What the data layer and the monitoring have for services they have for those that are there.',
  },
  {
    kinds: ['Service'],
    fields: [''],
    because: ['delivered'],
    reason: 'A store has an address where a service needs it.',
  },
  {
    kinds: ['CronJob'],
    fields: ['spec.**.env.**', 'spec.**.labels.*'],
    because: ['delivered'],
    reason: 'Databases are saved, and stores opened in an emergency, as far as services have them.',
  },
  {
    kinds: ['PrometheusRule'],
    of: /\/erp-kafka$/,
    fields: ['spec.groups.*.rules.**'],
    because: ['dataLayer.kafka'],
    reason: 'Alerts count brokers.',
  },
  {
    kinds: ['PrometheusRule'],
    of: /\/erp-redis$/,
    fields: ['spec.groups.*.rules.**'],
    because: ['dataLayer.redis'],
    reason: 'Alerts count servers.',
  },
  {
    kinds: ['PersistentVolumeClaim'],
    fields: ['spec.resources.requests.storage'],
    because: ['observability.traces.storage'],
    reason: 'Traces have the disk that the environment gives them.',
  },
  {
    kinds: ['ExternalSecret'],
    of: /\/alertmanager-receivers$/,
    fields: ['spec.data.*', 'spec.target.template.data.*'],
    because: ['alerting'],
    reason: 'Only some environments wake somebody.',
  },

  // What it has and others have not.
  {
    kinds: '*',
    of: /\/(?:postgres-backup|postgres-restore|postgres-archive|postgres-pod-env|erp-backup$|(?:backup|restore)-user\.)/,
    fields: ['', 'data["drill.sh"]', 'data["check-archive.sh"]', 'spec.**.env.BACKUP_ARCHIVE', 'spec.groups.*.rules.*'],
    because: ['backup.mode', 'backup.drillSchedule'],
    reason: 'Some environments are not backed up, some every day and some continuously.',
  },
  {
    kinds: ['CronJob', 'ConfigMap', 'ServiceAccount', 'PrometheusRule'],
    of: /\/(?:postgres-|erp-backup$)/,
    fields: [
      'spec.schedule',
      'spec.timeZone',
      'metadata.labels.version',
      'metadata.labels["app.kubernetes.io/version"]',
      'spec.**.labels.version',
      'spec.**.labels["app.kubernetes.io/version"]',
      'spec.**.env.*.value',
      'spec.**.image',
      'data.*',
      'spec.groups.*.rules.**',
      ...ofRoles,
    ],
    because: ['backup.schedule', 'backup.timeZone', 'backup.retentionDays', 'backup.image', 'backup.region'],
    reason: 'When, how often and how long is said by the environment.',
  },
  {
    kinds: ['postgresql'],
    fields: ['spec.users.*', 'spec.**.env.*'],
    because: ['backup.mode'],
    reason: 'Backups log in by roles of their own.',
  },
  {
    kinds: ['NetworkPolicy'],
    of: /\/postgres-backup$/,
    fields: ['spec.egress.*'],
    because: ['backup.mode'],
    reason: 'An archive is looked at before anything is in its cluster, and nothing is dumped there.',
  },
  {
    kinds: '*',
    of: /^argocd\/|\/argocd|argo-cd/,
    fields: [''],
    because: ['hostsArgo'],
    reason: 'Argo CD runs in one environment for all of them.',
  },
  {
    kinds: ['NetworkPolicy'],
    of: /\/prometheus$/,
    fields: ['spec.egress.*'],
    because: ['hostsArgo'],
    reason: 'Argo CD is scraped where it runs.',
  },
  {
    kinds: ['NetworkPolicy'],
    fields: ['spec.egress.**.ipBlock.*', 'spec.egress.**'],
    because: ['issuer.dns.endpoints', 'observability.logs.endpoints', 'backup.endpoints'],
    reason: 'Endpoints of the cloud are in the network of each cluster.',
  },
  {
    kinds: [
      'Gateway',
      'GatewayClass',
      'EnvoyProxy',
      'HTTPRoute',
      'HTTPRouteFilter',
      'SecurityPolicy',
      'ClientTrafficPolicy',
      'BackendTrafficPolicy',
      'Ingress',
      'Certificate',
      'Namespace',
      'NetworkPolicy',
      'ResourceQuota',
      'LimitRange',
      'PodMonitor',
      'PodDisruptionBudget',
      'PrometheusRule',
      'ServiceMonitor',
      'ExternalSecret',
      'Role',
      'RoleBinding',
    ],
    fields: ['', 'spec.**', 'metadata.annotations.*', 'subjects.**'],
    because: ['edge'],
    reason: 'Either Envoy Gateway answers at the edge or a controller of Ingresses that is there.',
  },
];
