import type { Requirement } from './model/requirement.ts';

const requirements: readonly Requirement[] = [
  {
    id: 'R116',
    section: '8',
    requirement: 'A runbook for CrashLoopBackOff and Error: events, previous logs, resources, configuration, image.',
    open: 'operations',
  },
  {
    id: 'R117',
    section: '8',
    requirement: 'A runbook for the database: pods, connection, number of connections, statements over 5 minutes.',
    open: 'operations',
  },
  {
    id: 'R118',
    section: '8',
    requirement: 'A runbook for performance: usage, Grafana, Jaeger, the 10 slowest statements.',
    open: 'operations',
  },
];

export default requirements;
