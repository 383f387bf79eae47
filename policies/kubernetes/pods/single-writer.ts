import { ownValue } from '../../company/own-keys.ts';
import type { Manifest } from '../../model.ts';
import { textAt } from '../fields.ts';

const shortestReason = 10;

/**
 * Whether a workload says, with a reason, that there may never be two of its pods, and keeps its word: a Deployment takes the old pod
 * away before it makes the new one, a StatefulSet does so in any case.
 */
export function isSingleWriter({ kind, annotations, fields }: Manifest): boolean {
  if ((ownValue(annotations, 'single') ?? '').trim().length < shortestReason) return false;
  return kind === 'StatefulSet' || (kind === 'Deployment' && textAt(fields, 'spec', 'strategy', 'type') === 'Recreate');
}
