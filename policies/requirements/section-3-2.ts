import type { Requirement } from './model/requirement.ts';

const requirements: readonly Requirement[] = [
  { id: 'R71', section: '3.2', requirement: 'redis-ha replicates, asks for a password and is of version 7.2.', open: 'data layer' },
  {
    id: 'R72',
    section: '3.2',
    requirement: 'There are 1 master and 2 replicas, each with 10Gi of class gp3, 250m/512Mi to 1000m/2Gi.',
    open: 'data layer',
  },
  {
    id: 'R73',
    section: '3.2',
    requirement: 'Sentinel has quorum 2, 5000 ms until down and 10000 ms for a failover; the exporter is on port 9121.',
    open: 'data layer',
  },
];

export default requirements;
