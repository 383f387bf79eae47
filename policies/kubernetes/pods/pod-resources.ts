import type { Container, Manifest, Pod } from '../../model.ts';
import { at } from '../fields.ts';
import { quantity } from '../quantities.ts';
import { effectiveAmount, type Side, writtenAmount } from './limit-range.ts';

/**
 * What one pod claims of a resource (`cpu`, `memory`, ...) in base units, as Kubernetes counts it: all main containers and
 * sidecars together, or the largest init container beside the sidecars started before it, plus the overhead.
 */
export function podAmount(pod: Pod, side: Side, resource: string, limits: readonly Manifest[]): number {
  const own = writtenAmount(at(pod.spec, 'resources'), side, resource);
  const overhead = quantity(at(pod.spec, 'overhead', resource)) ?? 0;
  if (own !== undefined) return own + overhead;
  const claimed = (container: Container) => effectiveAmount(container.fields, side, resource, limits) ?? 0;
  let running = 0;
  let largestStart = 0;
  for (const container of pod.containers.filter(({ role }) => role === 'init' || role === 'sidecar')) {
    if (container.role === 'sidecar') running += claimed(container);
    else largestStart = Math.max(largestStart, running + claimed(container));
  }
  for (const container of pod.containers.filter(({ role }) => role === 'main')) running += claimed(container);
  return Math.max(running, largestStart) + overhead;
}
