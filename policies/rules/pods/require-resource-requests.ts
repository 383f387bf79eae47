import { requiredResources } from '../../families/required-resources.ts';

export default requiredResources({
  id: 'require-resource-requests',
  severity: 'error',
  manual: '2.4 (D39)',
  summary: 'Request cpu, memory and ephemeral storage for every container.',
  rationale:
    'The scheduler packs by requests, and autoscaling measures against them: a pod that requests nothing is placed anywhere and evicted first.',
  remediation: 'Set resources.requests of the container for cpu, memory and ephemeral-storage.',
  list: 'requests',
});
