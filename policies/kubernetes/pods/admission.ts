import type { AdmissionCheck, AdmissionTarget } from '../../model.ts';

/** Where pods are written: as they are, and as templates. */
const everyPod: readonly AdmissionTarget[] = ['pods', 'workloads', 'cron-jobs'];

/** CEL: the pod is one of Windows, which has no capabilities, seccomp or privilege escalation. */
export const windows = "(has(variables.pod.os) && variables.pod.os.name == 'windows')";

/** CEL: a regular expression of texts that say nothing. */
export const blank = '^\\\\s*$';

/** What a check may say beside its expression. */
interface Reach extends Pick<AdmissionCheck, 'everywhere'> {
  /** Leaves ephemeral containers out; absent: all roles. */
  readonly roles?: 'started' | undefined;
}

/** A check of each pod, over `variables.pod`, `variables.labels` and `variables.annotations`. */
export function ofPods(keeps: string, { everywhere }: Reach = {}): readonly AdmissionCheck[] {
  return [{ on: everyPod, keeps, ...(everywhere && { everywhere }) }];
}

/** A check of each container `c` of every role. */
export function ofContainers(keeps: string, reach: Reach = {}): readonly AdmissionCheck[] {
  return ofPods(`variables.${reach.roles ?? 'containers'}.all(c, ${keeps})`, reach);
}

/** A check of each main container and sidecar `c` of pods that serve. A Pod alone does not say whether it does. */
export function ofServingContainers(keeps: string): readonly AdmissionCheck[] {
  return [{ on: ['serving-workloads'], keeps: `variables.serving.all(c, ${keeps})` }];
}

/** CEL: what holds of every security context that is written, the pod's own and those of its containers. */
export function inContexts(keeps: (context: string) => string): string {
  const pod = 'variables.pod.securityContext';
  return `(!has(${pod}) || ${keeps(pod)}) && variables.containers.all(c, !has(c.securityContext) || ${keeps('c.securityContext')})`;
}

/** CEL: a field below a value is there, with all fields on the way to it. */
export function isThere(holder: string, ...keys: readonly string[]): string {
  return keys.map((_, index) => `has(${[holder, ...keys.slice(0, index + 1)].join('.')})`).join(' && ');
}

/** CEL: a field below a value is not there, or all holds of it. */
export function unless(holder: string, keys: readonly string[], keeps: string): string {
  return [...keys.map((_, index) => `!has(${[holder, ...keys.slice(0, index + 1)].join('.')})`), keeps].join(' || ');
}

/** A list of texts in CEL. */
export function celList(texts: readonly string[]): string {
  return `[${texts.map((text) => `'${text}'`).join(', ')}]`;
}
