/** What a trigger of some type is told (KEDA 2.20.2, schema/generated/scalers-schema.json and pkg/scaling/scalers_builder.go). */
export interface Scaler {
  readonly must: readonly Setting[];
  readonly may: readonly Setting[];
  /** The values that a setting may have, by its name. */
  readonly values: Readonly<Record<string, readonly string[]>>;
}

export interface Setting {
  readonly name: string;
  /** It may come from the authentication that the trigger refers to. */
  readonly fromAuthentication: boolean;
  /** It may be given as `<name>FromEnv`, the name of a variable of the scaled pods. */
  readonly fromVariable: boolean;
}

/** `@` after a name: also from an authentication; `$`: also from a variable. */
function scaler(must: string, may: string, values: Scaler['values'] = {}): Scaler {
  return { must: settings(must), may: settings(may), values };
}

function settings(words: string): readonly Setting[] {
  return words
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => ({ name: word.replace(/[@$]/g, ''), fromAuthentication: word.includes('@'), fromVariable: word.includes('$') }));
}

/** By type. What `external` triggers are told is between the user and the program that they call. */
export const scalers: Readonly<Record<string, Scaler>> = {
  activemq: scaler(
    'username@$ password@$',
    'managementEndpoint destinationName brokerName corsHeader restAPITemplate targetQueueSize activationTargetQueueSize',
  ),
  'apache-kafka': scaler(
    'bootstrapServers$ consumerGroup$',
    'topic$ partitionLimitation lagThreshold activationLagThreshold offsetResetPolicy allowIdleConsumers excludePersistentLag scaleToZeroOnInvalidOffset limitToPartitionsWithLag ensureEvenDistributionOfPartitions sasl awsRegion tls',
    {
      offsetResetPolicy: ['earliest', 'latest'],
      sasl: ['none', 'plaintext', 'scram_sha256', 'scram_sha512', 'gssapi', 'aws_msk_iam'],
      tls: ['enable', 'disable'],
    },
  ),
  arangodb: scaler('endpoints@ dbName@ collection query', 'queryValue activationQueryValue unsafeSsl connectionLimit'),
  'artemis-queue': scaler(
    'username@$ password@$',
    'managementEndpoint queueName brokerName brokerAddress restApiTemplate queueLength activationQueueLength corsHeader unsafeSsl',
  ),
  'aws-cloudwatch': scaler(
    'targetMetricValue minMetricValue awsRegion@',
    'namespace metricName dimensionName dimensionValue expression activationTargetMetricValue ignoreNullValues metricCollectionTime metricStat metricUnit metricStatPeriod metricEndTimeOffset awsAccountId awsEndpoint identityOwner',
  ),
  'aws-dynamodb': scaler(
    'tableName awsRegion@ keyConditionExpression expressionAttributeNames expressionAttributeValues',
    'awsEndpoint indexName targetValue activationTargetValue filterExpression identityOwner',
  ),
  'aws-dynamodb-streams': scaler('tableName awsRegion@', 'shardCount activationShardCount awsEndpoint identityOwner'),
  'aws-kinesis-stream': scaler('streamName awsRegion@', 'shardCount activationShardCount awsEndpoint identityOwner'),
  'aws-sqs-queue': scaler(
    'queueURL$ awsRegion@',
    'queueLength activationQueueLength awsEndpoint scaleOnInFlight scaleOnDelayed identityOwner',
  ),
  'azure-app-insights': scaler(
    'metricId metricAggregationTimespan metricAggregationType applicationInsightsId@$ tenantId@$',
    'targetValue activationTargetValue metricFilter ignoreNullValues cloud appInsightsResourceURL activeDirectoryClientId$ activeDirectoryClientPassword$',
  ),
  'azure-blob': scaler(
    'blobContainerName',
    'blobCount activationBlobCount blobDelimiter blobPrefix recursive globPattern endpointSuffix connection$ connectionFromEnv$ accountName',
  ),
  'azure-data-explorer': scaler('databaseName endpoint query threshold', 'activationThreshold tenantId$ clientId$'),
  'azure-eventhub': scaler('', 'unprocessedEventThreshold activationUnprocessedEventThreshold stalePartitionInfoThreshold'),
  'azure-log-analytics': scaler(
    'workspaceId@$ query threshold',
    'tenantId$ clientId$ clientSecret$ activationThreshold logAnalyticsResourceURL cloud unsafeSsl timeout',
  ),
  'azure-monitor': scaler(
    'targetValue resourceURI tenantId subscriptionId resourceGroupName metricName metricAggregationType',
    'activationTargetValue metricNamespace metricFilter metricAggregationInterval activeDirectoryClientId$ activeDirectoryClientPassword$ cloud azureResourceManagerEndpoint',
  ),
  'azure-pipelines': scaler(
    'organizationURL@$',
    'personalAccessToken$ parent demands poolName poolID targetPipelinesQueueLength activationTargetPipelinesQueueLength jobsToFetch fetchUnfinishedJobsOnly requireAllDemands requireAllDemandsAndIgnoreOthers caseInsensitiveDemandsProcessing',
  ),
  'azure-queue': scaler('queueName', 'activationQueueLength queueLength connection$ accountName endpointSuffix queueLengthStrategy', {
    queueLengthStrategy: ['all', 'visibleonly'],
  }),
  'azure-servicebus': scaler(
    '',
    'messageCount activationMessageCount queueName topicName subscriptionName connection$ namespace useRegex operation',
    { operation: ['sum', 'max', 'avg'] },
  ),
  beanstalkd: scaler('server tube value', 'activationValue includeDelayed timeout'),
  cassandra: scaler(
    'username password@ clusterIPAddress keyspace query targetQueryValue',
    'port consistency protocolVersion activationTargetQueryValue',
  ),
  couchdb: scaler('', 'connectionString$ host port username password$ dbName query queryValue activationQueryValue'),
  cpu: scaler('value', 'containerName'),
  cron: scaler('start end timezone desiredReplicas', ''),
  datadog: scaler(
    '',
    'datadogMetricName datadogMetricNamespace activationTargetValue query queryAggregator activationQueryValue age timeWindowOffset lastAvailablePointOffset useClusterAgentProxy hpaMetricName metricUnavailableValue targetValue queryValue timeout',
    { queryAggregator: ['average', 'max'] },
  ),
  dynatrace: scaler(
    'host@ token@ threshold',
    'metricSelector query queryTimeoutSeconds queryPollingWait queryPollingTries from activationThreshold',
  ),
  'elastic-forecast': scaler(
    'jobID targetValue',
    'addresses unsafeSsl username password$ cloudID apiKey lookAhead activationTargetValue index partitionFieldValue byFieldValue',
  ),
  elasticsearch: scaler(
    'index@ valueLocation@ targetValue@',
    'addresses unsafeSsl username password$ cloudID apiKey searchTemplateName query parameters activationTargetValue ignoreNullValues metricName',
  ),
  etcd: scaler('endpoints watchKey value', 'activationValue watchProgressNotifyInterval username$ password$'),
  external: scaler('scalerAddress', 'enableTLS unsafeSsl'),
  'external-push': scaler('scalerAddress', 'enableTLS unsafeSsl'),
  'forgejo-runner': scaler('token@$ address labels', 'global owner org repo'),
  'gcp-cloudtasks': scaler('queueName projectID', 'value activationValue filterDuration credentials$ credentialsFromEnvFile$'),
  'gcp-pubsub': scaler(
    '',
    'mode value activationValue aggregation timeHorizon valueIfNull subscriptionName$ topicName$ credentials$ credentialsFromEnvFile$',
  ),
  'gcp-stackdriver': scaler(
    'projectId filter',
    'targetValue activationTargetValue valueIfNull filterDuration alignmentPeriodSeconds alignmentAligner alignmentReducer credentials$ credentialsFromEnvFile$',
  ),
  'gcp-storage': scaler(
    'bucketName',
    'targetObjectCount activationTargetObjectCount maxBucketItemsToScan blobDelimiter blobPrefix credentials$ credentialsFromEnvFile$',
  ),
  'github-runner': scaler(
    'owner$ runnerScope$',
    'githubApiURL$ repos$ labels$ noDefaultLabels$ enableEtags$ matchUnlabeledJobsWithUnlabeledRunners$ targetWorkflowQueueLength$ applicationID$ installationID$',
    { runnerScope: ['org', 'ent', 'repo'] },
  ),
  graphite: scaler('serverAddress query queryTime', 'threshold activationThreshold authMode', { authMode: ['basic'] }),
  'huawei-cloudeye': scaler(
    'namespace metricName dimensionName dimensionValue targetMetricValue',
    'activationTargetMetricValue metricCollectionTime metricFilter metricPeriod',
    { metricFilter: ['average', 'max', 'min', 'sum'] },
  ),
  ibmmq: scaler('host queueName queueNames username@$ password@$', 'queueDepth activationQueueDepth operation unsafeSsl', {
    operation: ['max', 'avg', 'sum'],
  }),
  influxdb: scaler(
    'query serverURL@',
    'authToken$ organizationName$ influxVersion queryType database metricKey unsafeSsl thresholdValue activationThresholdValue',
    { influxVersion: ['2', '3'] },
  ),
  kafka: scaler(
    'bootstrapServers$ consumerGroup$',
    'topic$ partitionLimitation lagThreshold activationLagThreshold offsetResetPolicy allowIdleConsumers excludePersistentLag scaleToZeroOnInvalidOffset limitToPartitionsWithLag ensureEvenDistributionOfPartitions version tls unsafeSsl sasl saslTokenProvider awsRegion',
    {
      offsetResetPolicy: ['latest', 'earliest'],
      tls: ['enable', 'disable'],
      sasl: ['none', 'plaintext', 'scram_sha256', 'scram_sha512', 'oauthbearer', 'gssapi'],
      saslTokenProvider: ['bearer', 'aws_msk_iam'],
    },
  ),
  'kubernetes-resource': scaler('resourceKind resourceName key targetValue', 'format valueLocation valueType activationTargetValue', {
    resourceKind: ['ConfigMap', 'Secret'],
    format: ['number', 'json', 'yaml'],
    valueType: ['float64', 'int64', 'quantity'],
  }),
  'kubernetes-workload': scaler('podSelector', 'value activationValue groupByNode'),
  liiklus: scaler('address topic group', 'lagThreshold activationLagThreshold groupVersion'),
  loki: scaler('serverAddress query threshold', 'activationThreshold tenantName ignoreNullValues unsafeSsl'),
  memory: scaler('value', 'containerName'),
  'metrics-api': scaler(
    'url valueLocation',
    'targetValue activationTargetValue format unsafeSsl aggregateFromKubeServiceEndpoints aggregationType timeout',
    { format: ['prometheus', 'json', 'xml', 'yaml'], aggregationType: ['average', 'sum', 'max', 'min'] },
  ),
  mongodb: scaler('dbName@ collection query queryValue', 'connectionString$ scheme host port username password$ activationQueryValue'),
  mssql: scaler('query targetValue', 'connectionString$ username password$ host port database activationTargetValue'),
  mysql: scaler('query queryValue', 'connectionString$ username$ password$ host port dbName activationQueryValue metricName'),
  'nats-jetstream': scaler(
    'stream consumer natsServerMonitoringEndpoint@',
    'account accountID lagThreshold activationLagThreshold useHttps',
  ),
  'new-relic': scaler('account@ queryKey@ nrql threshold', 'region noDataError activationThreshold'),
  nsq: scaler('nsqLookupdHTTPAddresses$ topic$ channel$', 'depthThreshold$ activationDepthThreshold$ useHttps$ unsafeSsl$'),
  opensearch: scaler(
    'addresses@ index@ valueLocation@ targetValue@',
    'unsafeSsl enableTLS username password$ caCert clientCert clientKey searchTemplateName query parameters activationTargetValue ignoreNullValues metricName',
  ),
  'openstack-metric': scaler('metricsURL metricID aggregationMethod granularity', 'threshold activationThreshold timeout'),
  'openstack-swift': scaler(
    'containerName authURL@',
    'swiftURL objectCount activationObjectCount objectPrefix objectDelimiter objectLimit timeout onlyFiles',
  ),
  postgresql: scaler('query', 'targetQueryValue activationTargetQueryValue connection$ host port userName dbName sslmode password$'),
  predictkube: scaler('prometheusAddress query predictHorizon queryStep historyTimeWindow apiKey@', 'threshold activationThreshold'),
  prometheus: scaler(
    'serverAddress query threshold',
    'queryParameters activationThreshold namespace customHeaders ignoreNullValues unsafeSsl awsRegion timeout identityOwner',
  ),
  pulsar: scaler('adminURL$ topic$ subscription$', 'msgBacklogThreshold activationMsgBacklogThreshold isPartitionedTopic tls'),
  rabbitmq: scaler(
    'queueName host@$',
    'mode queueLength value activationValue protocol vhostName useRegex excludeUnacknowledged pageSize operation timeout username$ password$ unsafeSsl',
  ),
  redis: scaler(
    'listName address@$ addresses@$ username@$ password@$ sentinelUsername@$ sentinelPassword@$ sentinelMaster@$ host@$ hosts@$ port@$ ports@$ Cert@ cert@ key@ keyPassword@ ca@',
    'listLength activationListLength databaseIndex enableTLS unsafeSsl',
  ),
  'redis-cluster': scaler(
    'listName address@$ addresses@$ username@$ password@$ sentinelUsername@$ sentinelPassword@$ sentinelMaster@$ host@$ hosts@$ port@$ ports@$ Cert@ cert@ key@ keyPassword@ ca@',
    'listLength activationListLength databaseIndex enableTLS unsafeSsl',
  ),
  'redis-cluster-streams': scaler(
    'stream address@$ addresses@$ username@$ password@$ sentinelUsername@$ sentinelPassword@$ sentinelMaster@$ host@$ hosts@$ port@$ ports@$ Cert@ cert@ key@ keyPassword@ ca@',
    'pendingEntriesCount streamLength lagCount consumerGroup databaseIndex unsafeSsl activationLagCount enableTLS',
  ),
  'redis-sentinel': scaler(
    'listName address@$ addresses@$ username@$ password@$ sentinelUsername@$ sentinelPassword@$ sentinelMaster@$ host@$ hosts@$ port@$ ports@$ Cert@ cert@ key@ keyPassword@ ca@',
    'listLength activationListLength databaseIndex enableTLS unsafeSsl',
  ),
  'redis-sentinel-streams': scaler(
    'stream address@$ addresses@$ username@$ password@$ sentinelUsername@$ sentinelPassword@$ sentinelMaster@$ host@$ hosts@$ port@$ ports@$ Cert@ cert@ key@ keyPassword@ ca@',
    'pendingEntriesCount streamLength lagCount consumerGroup databaseIndex unsafeSsl activationLagCount enableTLS',
  ),
  'redis-streams': scaler(
    'stream address@$ addresses@$ username@$ password@$ sentinelUsername@$ sentinelPassword@$ sentinelMaster@$ host@$ hosts@$ port@$ ports@$ Cert@ cert@ key@ keyPassword@ ca@',
    'pendingEntriesCount streamLength lagCount consumerGroup databaseIndex unsafeSsl activationLagCount enableTLS',
  ),
  'selenium-grid': scaler(
    'url@',
    'authType$ username$ password$ accessToken$ browserName sessionBrowserName browserVersion platformName activationThreshold unsafeSsl nodeMaxSessions enableManagedDownloads capabilities',
  ),
  'solace-direct-messaging': scaler(
    'solaceSempBaseURL username@$ password@$ messageVpn clientNamePattern',
    'unsafeSSL queuedMessagesFactor aggregatedClientTxByteRateTarget aggregatedClientAverageTxByteRateTarget aggregatedClientTxMsgRateTarget aggregatedClientAverageTxMsgRateTarget activationAggregatedClientTxByteRateTarget activationAggregatedClientAverageTxByteRateTarget activationAggregatedClientTxMsgRateTarget activationAggregatedClientAverageTxMsgRateTarget',
  ),
  'solace-event-queue': scaler(
    'solaceSempBaseURL messageVpn queueName username@$ password@$',
    'messageCountTarget messageSpoolUsageTarget messageReceiveRateTarget activationMessageCountTarget activationMessageSpoolUsageTarget activationMessageReceiveRateTarget',
  ),
  solarwinds: scaler('host targetValue metricName aggregation intervalS', 'activationValue filter', {
    aggregation: ['COUNT', 'MIN', 'MAX', 'AVG', 'SUM', 'LAST'],
  }),
  solr: scaler('host collection targetQueryValue username@ password@', 'activationTargetQueryValue query'),
  splunk: scaler('username@ host targetValue activationValue savedSearchName valueField', 'unsafeSsl'),
  'splunk-observability': scaler('accessToken@ realm@ query duration targetValue queryAggregator activationTargetValue', ''),
  sumologic: scaler(
    'accessID@ accessKey@ host queryType timerange threshold',
    'unsafeSsl query query.* resultQueryRowID quantization rollup resultField logsPollingInterval maxRetries timezone activationThreshold queryAggregator',
    {
      queryType: ['logs', 'metrics'],
      rollup: ['Avg', 'Sum', 'Count', 'Min', 'Max'],
      queryAggregator: ['Latest', 'Avg', 'Sum', 'Count', 'Min', 'Max'],
    },
  ),
  temporal: scaler(
    'endpoint$ taskQueue$',
    'namespace$ activationTargetQueueSize targetQueueSize queueTypes buildId$ workerDeploymentName$ workerDeploymentBuildId$ selectAllActive selectUnversioned apiKey$ minConnectTimeout unsafeSsl tlsServerName',
  ),
};
