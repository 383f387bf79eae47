/** What an operator may change without a developer: the autoscaler (manual 7.2). All are whole numbers. */
export const settable: readonly string[] = [
  'maxReplicas',
  'scaling.cpuUtilization',
  'scaling.memoryUtilization',
  'scaling.requestsPerSecond',
];
