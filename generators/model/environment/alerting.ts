/** Who acts on an alert: the owners of the services, or those who run what the services stand on. */
export type AreaTeam = (typeof areaTeams)[number];

/** Values of the label `team` of alerts that belong to no team of the platform file. */
export const areaTeams = ['application', 'infrastructure'] as const;

/** Whom the alerts of an environment reach (manual 5.2, D92, D106). */
export interface Alerting {
  /** Whether a critical alert wakes somebody: where it does not, it goes to the channel of its team like any other. */
  readonly pages: boolean;
  /** Slack channel of each team, with its `#`. */
  readonly channels: Readonly<Record<AreaTeam, string>>;
}

/** Name of the series that say which team a service belongs to. */
export const ownerSeries = 'service:owner:info';

/** Secret with the addresses of the receivers of Alertmanager, which mounts it as files. */
export const receiversSecret = 'alertmanager-receivers';

/** Files of that Secret. */
export const receiverFiles = { slack: 'slack-url', pager: 'pagerduty-routing-key', deadMansSwitch: 'dead-mans-switch-url' } as const;

/**
 * Conditions of an Application that mean that Argo CD does nothing for it (3.4.7, pkg/apis/application/v1alpha1/types.go). Its controller
 * shows only those as metrics that it is told to.
 */
export const alertedConditions = ['ComparisonError', 'DeletionError', 'InvalidSpecError', 'UnknownError'] as const;
