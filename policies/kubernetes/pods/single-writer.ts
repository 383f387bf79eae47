import type { Manifest } from '../../model.ts';
import { textAt } from '../fields.ts';

/** On a workload that may never have two pods at a time: why, in a sentence. */
export const singleAnnotation = 'erp.example.com/single';

const shortestReason = 10;

/**
 * Whether a workload says, with a reason, that there may never be two of its pods, and keeps its word: a Deployment takes the old pod
 * away before it makes the new one, a StatefulSet does so in any case.
 */
export function isSingleWriter({ kind, annotations, fields }: Manifest): boolean {
  if ((annotations[singleAnnotation] ?? '').trim().length < shortestReason) return false;
  return kind === 'StatefulSet' || (kind === 'Deployment' && textAt(fields, 'spec', 'strategy', 'type') === 'Recreate');
}
