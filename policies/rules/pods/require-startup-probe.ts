import { requiredProbe } from '../../families/required-probe.ts';

export default requiredProbe({
  id: 'require-startup-probe',
  severity: 'error',
  manual: '2.4 (D30)',
  summary: 'Give every serving container time to start before its liveness counts.',
  rationale:
    'Without a startup probe the liveness probe either kills a slow start (cold caches, a slow node) or must be too patient for the rest of its life.',
  remediation: 'Give the container a startupProbe with one handler: httpGet, grpc, tcpSocket or exec.',
  probe: 'startupProbe',
});
