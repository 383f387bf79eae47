/** PriorityClass of the services: before batch work, after everything that they depend on. */
export const priorityClassName = 'erp-service';

/** One PriorityClass of the platform. */
export interface Priority {
  readonly name: string;
  /** Pods of a lower value give way when nodes are full. */
  readonly value: number;
  readonly description: string;
  /** Whether it is that of pods that name none: there can be only one in a cluster. */
  readonly default?: true;
}

/**
 * Who gives way to whom when nodes are full, highest first. The scheduler evicts pods of a lower value to make room for one of
 * a higher, with or without a PodDisruptionBudget that allows it: what a service depends on therefore stands above it.
 */
export const priorities = {
  data: { name: 'erp-data', value: 1_000_000, description: 'Stores of the data layer: nothing of the ERP runs without them.' },
  // The poolers of the Zalando operator (2.0.1) and Jaeger's chart (4.11.1) can be given no class: they get this one by default.
  platform: {
    name: 'erp-platform',
    value: 500_000,
    description: 'Edge, operators, and pods that name no class, such as poolers of the database: services depend on them.',
    default: true,
  },
  monitoring: {
    name: 'erp-monitoring',
    value: 200_000,
    description: 'What measures, alerts and keeps logs: needed most when nodes are full.',
  },
  service: { name: priorityClassName, value: 100_000, description: 'Services of the ERP: before batch work, after what they depend on.' },
  batch: { name: 'erp-batch', value: 10_000, description: 'Jobs that may start later: backups, drills, restarts.' },
} as const satisfies Readonly<Record<string, Priority>>;

/** What pull requests are tried out with, in the cluster of their host: whatever else needs the room takes it, and it takes none from anybody. */
export const pullRequestPriority: Priority = {
  name: 'erp-pull-request',
  value: 1_000,
  description: 'Environments of pull requests: they give way to everything of their host.',
};
