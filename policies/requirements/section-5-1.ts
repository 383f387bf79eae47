import type { Requirement } from './model/requirement.ts';

const requirements: readonly Requirement[] = [
  {
    id: 'R90',
    section: '5.1',
    requirement: 'Scraping and evaluation happen every 15 s; the external label cluster is erp-production.',
    open: 'observability',
  },
  {
    id: 'R91',
    section: '5.1',
    requirement: 'Rules are loaded from files or objects; alerts go to Alertmanager on port 9093.',
    open: 'observability',
  },
  {
    id: 'R92',
    section: '5.1',
    requirement: 'API server, nodes, marked pods, PostgreSQL (9187), Redis (9121) and Kafka (5556) are scraped.',
    open: 'observability',
  },
  {
    id: 'R93',
    section: '5.1',
    requirement: 'Series carry the labels of the pod, at least app, its namespace and its name.',
    open: 'observability',
  },
];

export default requirements;
