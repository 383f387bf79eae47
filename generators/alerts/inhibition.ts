/**
 * Which alerts are not worth a message while another fires. A label that two alerts both lack counts as equal, so each rule
 * asks for the labels that it compares: else one critical alert without a service would silence all warnings without one.
 */
export const inhibitRules: readonly InhibitRule[] = [
  sameThing('app'),
  sameThing('pod'),
  outage(
    ['KubernetesApiDown'],
    [
      ...['NodeNotReady', 'DeploymentReplicasMissing', 'RolloutStuck', 'HPAScalingInactive', 'ScaledObjectErrors', 'AgentsMissing'],
      ...['ServiceTargetDown', 'TargetDown', 'CertificateNotReady', 'ExternalSecretNotSynced'],
      ...['ArgoCdAppOutOfSync', 'ArgoCdAppDegraded', 'ArgoCdAppUnknown', 'ArgoCdSyncFailed'],
      ...['ArgoCdAppInvalid', 'ArgoCdSyncUnfinished', 'ArgoCdRootStuck', 'AdmissionWebhookFailing', 'KubeStateMetricsBlind'],
    ],
  ),
  outage(
    ['NodeNotReady'],
    [
      ...['DeploymentReplicasMissing', 'ServiceTargetDown', 'TargetDown', 'AgentsMissing'],
      ...['PostgresReplicationLag', 'RedisReplicaMissing', 'RedisInstanceMissing', 'KafkaUnderReplicated', 'AlertmanagerMembersMissing'],
    ],
  ),
  // What it says of an Application is why the other cannot tell its state.
  {
    source_matchers: ['alertname="ArgoCdAppInvalid"', 'project=~".+"', 'name=~".+"'],
    target_matchers: ['alertname="ArgoCdAppUnknown"', 'project=~".+"', 'name=~".+"'],
    equal: ['environment', 'project', 'name'],
  },
  outage(['KafkaBrokerMissing', 'KafkaOfflinePartitions'], ['KafkaUnderReplicated', 'KafkaConsumerLag', 'KafkaConsumerStalled']),
  outage(['RedisMasterCountWrong'], ['RedisReplicaMissing', 'RedisInstanceMissing']),
  outage(['PostgresPrimaryCountWrong'], ['PostgresReplicationLag', 'HighErrorRate', 'HighLatency']),
];

/** As Alertmanager reads it. */
export interface InhibitRule {
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  readonly equal: readonly string[];
}

/** What is critical of something silences warnings of the same. */
function sameThing(label: string): InhibitRule {
  const present = `${label}=~".+"`;
  return {
    source_matchers: ['severity="critical"', present],
    target_matchers: ['severity="warning"', present],
    equal: ['environment', 'namespace', label],
  };
}

/** An outage silences its consequences, wherever in the environment they show. */
function outage(sources: readonly string[], consequences: readonly string[]): InhibitRule {
  return {
    source_matchers: [`alertname=~"${sources.join('|')}"`],
    target_matchers: [`alertname=~"${consequences.join('|')}"`],
    equal: ['environment'],
  };
}
