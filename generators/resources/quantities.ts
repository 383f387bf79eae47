import type { IResourceRequirements } from 'kubernetes-models/v1/ResourceRequirements';
import type { Compute } from '../model/service/service.ts';

/** Requests or limits, as a container has them. */
export function quantities({ cpu, memory, ephemeralStorage }: Compute): NonNullable<IResourceRequirements['requests']> {
  return { cpu, memory, 'ephemeral-storage': ephemeralStorage };
}
