import { type Operator, secret } from './operator.ts';

/** The Secrets that its hook and its server make in their own namespace. */
export const argoCd: Operator = {
  name: 'Argo CD',
  readIn: '3.4.4',
  chart: 'argo-cd',
  chartVersion: '10.1.1',
  make: (known) =>
    known
      .ofKind('Job')
      .filter(({ origin, name }) => origin?.by === 'chart' && origin.chart === 'argo-cd' && name.endsWith('-redis-secret-init'))
      .map((job) => secret(job, 'argocd-redis', ['auth'])),
};
