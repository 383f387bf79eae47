import type { Classifier } from './impact.ts';
import { say, short } from './sentence.ts';

/** Requests, limits, quotas and the bounds of the VerticalPodAutoscaler that are other than before. */
export const resources: Classifier = ({ pair: { kind, before, after }, changes }) =>
  before === undefined || after === undefined
    ? []
    : changes
        .filter(({ path }) => isAmount(kind, path))
        .map(({ path, from, to }) => ({ text: say`${path}: ${short(from)} becomes ${short(to)}` }));

function isAmount(kind: string, path: string): boolean {
  if (kind === 'ResourceQuota') return path.startsWith('spec.hard');
  if (kind === 'LimitRange') return path.startsWith('spec.limits');
  if (kind === 'VerticalPodAutoscaler') return /(?:minAllowed|maxAllowed)/.test(path);
  return kind !== 'PersistentVolumeClaim' && /(?:^|\.)resources\.(?:requests|limits)(?:\.|\[|$)/.test(path);
}
