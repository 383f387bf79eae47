import type { Requirement } from './model/requirement.ts';

const requirements: readonly Requirement[] = [
  { id: 'R94', section: '5.2', requirement: 'ServiceDown: a service is down for 2 minutes; critical.', open: 'observability' },
  {
    id: 'R95',
    section: '5.2',
    requirement: 'HighErrorRate: more than 5 % of answers are errors for 5 minutes; warning.',
    open: 'observability',
  },
  { id: 'R96', section: '5.2', requirement: 'HighLatency: the 95th percentile is over 1 s for 5 minutes; warning.', open: 'observability' },
  {
    id: 'R97',
    section: '5.2',
    requirement: 'HighCPUUsage: over 90 % of the limit in erp-prod for 10 minutes; warning.',
    open: 'observability',
  },
  {
    id: 'R98',
    section: '5.2',
    requirement: 'HighMemoryUsage: over 90 % of the limit in erp-prod for 10 minutes; warning.',
    open: 'observability',
  },
  {
    id: 'R99',
    section: '5.2',
    requirement: 'HighDatabaseConnections: over 80 % of max_connections for 5 minutes; warning.',
    open: 'observability',
  },
  { id: 'R100', section: '5.2', requirement: 'DatabaseDeadlocks: any in 5 minutes, for 1 minute; warning.', open: 'observability' },
  { id: 'R101', section: '5.2', requirement: 'HighSlowQueries: slow queries for 10 minutes; warning.', open: 'observability' },
  {
    id: 'R102',
    section: '5.2',
    requirement: 'Each alert says in summary and description what is affected, and the value.',
    open: 'observability',
  },
];

export default requirements;
