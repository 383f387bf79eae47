import { ownValue } from '../../company/own-keys.ts';
import type { Manifest } from '../../model.ts';

/** What operators have changed of a service, as its objects say: the numbers of the manual are where they began (R113). */
export function isOperated(manifest: Manifest | undefined, field: string): boolean {
  const set = ownValue(manifest?.annotations ?? {}, 'set-by-operators') ?? '';
  return set.split(',').includes(field);
}

/** Whether other numbers of pods are meant for a while. */
export function isScaledForNow(manifest: Manifest | undefined): boolean {
  return ownValue(manifest?.annotations ?? {}, 'scaled-until') !== undefined;
}
