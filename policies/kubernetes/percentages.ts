/** A whole number of percent out of `"25%"`; undefined for anything else. */
export function percentage(value: unknown): number | undefined {
  const match = typeof value === 'string' ? /^(\d{1,9})%$/.exec(value) : null;
  return match === null ? undefined : Number(match[1]);
}

/**
 * Pods that a disruption budget means by `maxUnavailable` or `minAvailable`, both rounded up (Kubernetes 1.35.4,
 * pkg/controller/disruption/disruption.go: getExpectedPodCount). Undefined where it is neither a count nor a percentage.
 */
export function budgetedPods(value: unknown, pods: number): number | undefined {
  return countOf(value, pods, Math.ceil);
}

/**
 * Pods that a rollout adds by `maxSurge`, rounded up (Kubernetes 1.35.4, pkg/controller/deployment/util/deployment_util.go: ResolveFenceposts;
 * pkg/controller/daemon/util/daemonset_util.go: SurgeCount).
 */
export function surgingPods(value: unknown, pods: number): number | undefined {
  return countOf(value, pods, Math.ceil);
}

/**
 * Pods that a rollout lets miss by `maxUnavailable`: rounded down for a Deployment and a StatefulSet (Kubernetes 1.35.4,
 * deployment_util.go: ResolveFenceposts; pkg/controller/statefulset/stateful_set_utils.go: getStatefulSetMaxUnavailable), up for a DaemonSet
 * (daemonset_util.go: UnavailableCount).
 */
export function missingPods(kind: string, value: unknown, pods: number): number | undefined {
  return countOf(value, pods, kind === 'DaemonSet' ? Math.ceil : Math.floor);
}

function countOf(value: unknown, pods: number, round: (share: number) => number): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  const percent = percentage(value);
  return percent === undefined ? undefined : round((percent * pods) / 100);
}
