import { syncWave } from '../model/names.ts';
import type { KubernetesObject } from '../model/object.ts';

/** The object in a wave of its Application. */
export function inWave(object: KubernetesObject, wave: number): KubernetesObject {
  const { annotations, ...metadata } = object.metadata;
  return { ...object, metadata: { ...metadata, annotations: { ...annotations, ...syncWave(wave) } } };
}
