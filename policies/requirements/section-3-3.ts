import type { Requirement } from './model/requirement.ts';

const requirements: readonly Requirement[] = [
  {
    id: 'R74',
    section: '3.3',
    requirement: 'kafka has 3 brokers, of version 3.6 in the manual, with 500m/1Gi to 2000m/4Gi.',
    open: 'data layer',
  },
  {
    id: 'R75',
    section: '3.3',
    requirement: 'A broker has 50Gi of class gp3; the quorum has 3 members with 10Gi of class gp3.',
    open: 'data layer',
  },
  { id: 'R76', section: '3.3', requirement: 'Metrics of Kafka and of its JVM are enabled, on port 5556.', open: 'data layer' },
  { id: 'R77', section: '3.3', requirement: 'Listeners are inside the cluster only; clients use port 9092.', open: 'data layer' },
  { id: 'R78', section: '3.3', requirement: 'The topic financial.transaction.posted has 6 partitions and 3 replicas.', open: 'data layer' },
];

export default requirements;
