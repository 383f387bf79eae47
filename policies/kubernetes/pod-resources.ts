import type { Container, Manifest, Pod } from '../model.ts';
import { at, fieldsAt, listAt, textAt } from './fields.ts';
import { quantity } from './quantities.ts';

type Side = 'requests' | 'limits';

/**
 * What one pod claims of a resource (`cpu`, `memory`, ...) in base units, as Kubernetes counts it: all main containers and
 * sidecars together, or the largest init container beside the sidecars started before it, plus the overhead.
 */
export function podAmount(pod: Pod, side: Side, resource: string, limits: readonly Manifest[]): number {
  const own = amount(at(pod.spec, 'resources'), side, resource);
  const overhead = quantity(at(pod.spec, 'overhead', resource)) ?? 0;
  if (own !== undefined) return own + overhead;
  const claimed = (container: Container) => amount(container.fields['resources'], side, resource) ?? defaulted(limits, side, resource);
  let running = 0;
  let largestStart = 0;
  for (const container of pod.containers.filter(({ role }) => role === 'init' || role === 'sidecar')) {
    if (container.role === 'sidecar') running += claimed(container);
    else largestStart = Math.max(largestStart, running + claimed(container));
  }
  for (const container of pod.containers.filter(({ role }) => role === 'main')) running += claimed(container);
  return Math.max(running, largestStart) + overhead;
}

/** A limit without a request is the request too. */
function amount(resources: unknown, side: Side, resource: string): number | undefined {
  const written = quantity(at(resources, side, resource));
  return written ?? (side === 'requests' ? quantity(at(resources, 'limits', resource)) : undefined);
}

/** What the LimitRanges of the namespace put where a container says nothing. */
function defaulted(limits: readonly Manifest[], side: Side, resource: string): number {
  for (const range of limits) {
    for (const item of listAt(range.fields, 'spec', 'limits')) {
      if (textAt(item, 'type') !== 'Container') continue;
      const defaults = side === 'limits' ? [fieldsAt(item, 'default')] : [fieldsAt(item, 'defaultRequest'), fieldsAt(item, 'default')];
      for (const fields of defaults) {
        const value = quantity(fields[resource]);
        if (value !== undefined) return value;
      }
    }
  }
  return 0;
}
