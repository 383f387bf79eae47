import { requiredProbe } from '../../families/required-probe.ts';

export default requiredProbe({
  id: 'require-readiness-probe',
  severity: 'error',
  manual: '2.4 (D30)',
  summary: 'Send requests only to containers that can serve.',
  rationale:
    'Without a readiness probe a pod gets traffic from the moment its process starts, and a rollout goes on although the new version cannot serve.',
  remediation: 'Give the container a readinessProbe with one handler: httpGet, grpc, tcpSocket or exec.',
  probe: 'readinessProbe',
});
