import { requiredProbe } from '../../families/required-probe.ts';

export default requiredProbe({
  id: 'require-liveness-probe',
  severity: 'error',
  manual: '2.4 (D30)',
  summary: 'Restart every serving container that no longer works.',
  rationale: 'A process that hangs keeps its port open: without a liveness probe nobody notices, and it stays until a person restarts it.',
  remediation: 'Give the container a livenessProbe with one handler: httpGet, grpc, tcpSocket or exec.',
  probe: 'livenessProbe',
});
