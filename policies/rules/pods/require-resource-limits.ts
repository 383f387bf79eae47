import { requiredResources } from '../../families/required-resources.ts';

export default requiredResources({
  id: 'require-resource-limits',
  severity: 'error',
  manual: '2.4 (D39)',
  summary: 'Limit cpu, memory and ephemeral storage of every container.',
  rationale:
    'A leak or a full log of one container without a limit takes the memory or the disk of the node, and evicts pods of other services.',
  remediation: 'Set resources.limits of the container for cpu, memory and ephemeral-storage.',
  list: 'limits',
});
