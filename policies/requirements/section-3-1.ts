import type { Requirement } from './model/requirement.ts';

const requirements: readonly Requirement[] = [
  {
    id: 'R63',
    section: '3.1',
    requirement: 'postgres-ha in erp-infra has 1 primary and 2 standbys, with failover by itself.',
    open: 'data layer',
  },
  { id: 'R64', section: '3.1', requirement: 'PostgreSQL is of version 16.', open: 'data layer' },
  {
    id: 'R65',
    section: '3.1',
    requirement: 'The superuser is enabled, and there are a role and a database for the application.',
    open: 'data layer',
  },
  { id: 'R66', section: '3.1', requirement: 'An instance requests 1000m/2Gi and is limited to 4000m/8Gi.', open: 'data layer' },
  { id: 'R67', section: '3.1', requirement: 'Its volume is 100Gi of class gp3.', open: 'data layer' },
  { id: 'R68', section: '3.1', requirement: 'It is measured through a ServiceMonitor, by the exporter on port 9187.', open: 'data layer' },
  {
    id: 'R69',
    section: '3.1',
    requirement: 'The pooler has 2 replicas (250m/256Mi to 1000m/1Gi), the admin user admin, and serves port 5432.',
    open: 'data layer',
  },
  { id: 'R70', section: '3.1', requirement: 'The consensus store has 3 members, each with 10Gi of class gp3.', open: 'data layer' },
];

export default requirements;
