import type { Requirement } from './model/requirement.ts';

const requirements: readonly Requirement[] = [
  {
    id: 'R103',
    section: '5.3',
    requirement: 'Dashboards are files in Git, in ConfigMap grafana-dashboards, mounted at /var/lib/grafana/dashboards.',
    open: 'observability',
  },
];

export default requirements;
