import { isLocalPath } from '../spots/forms.ts';
import { entries, field, forbid, isSet, refuseValue, type Spot, text } from '../spots/spot.ts';
import { osOf, type PodSpot } from './pod.ts';
import { checkTolerations } from './scheduling.ts';

const seccomp = 'seccomp.security.alpha.kubernetes.io/pod';
const seccompOf = 'container.seccomp.security.alpha.kubernetes.io/';
const appArmorOf = 'container.apparmor.security.beta.kubernetes.io/';
const cost = 'controller.kubernetes.io/pod-deletion-cost';
const tolerations = 'scheduler.alpha.kubernetes.io/tolerations';

/** Annotations of a pod that mean something to the API server (pkg/apis/core/validation: ValidatePodSpecificAnnotations). */
export function checkPodAnnotations(pod: PodSpot): void {
  for (const [key, value] of entries(pod.metadata, 'annotations')) {
    if (key === cost && !isDeletionCost(text(value))) refuseValue(value, 'is no 32-bit integer', 'Write a whole number, as text.');
    if (key === 'kubernetes.io/config.mirror' && text(pod.spec, 'nodeName') === '') {
      forbid(value, 'only a kubelet makes mirror pods, on its own node', 'Remove the annotation.');
    }
    if (key === tolerations && text(value) !== '') listedTolerations(value);
    if ((key === seccomp || key.startsWith(seccompOf)) && !isSeccomp(text(value))) {
      refuseValue(value, 'is no seccomp profile', 'Write runtime/default, unconfined or localhost/<file>.');
    }
    if (key.startsWith(appArmorOf)) appArmor(pod, key.slice(appArmorOf.length), value);
  }
  for (const { at } of pod.containers) fieldAndAnnotation(pod, field(at, 'securityContext'), text(at, 'name'));
  agreeOnSeccomp(field(pod.spec, 'securityContext', 'seccompProfile'), field(pod.metadata, 'annotations', seccomp));
}

function isDeletionCost(value: string): boolean {
  return /^(0|-?[1-9]\d*)$/.test(value) && Number(value) >= -(2 ** 31) && Number(value) < 2 ** 31;
}

function listedTolerations(annotation: Spot): void {
  try {
    const value: unknown = JSON.parse(text(annotation));
    if (Array.isArray(value)) checkTolerations(value.map((item: unknown) => ({ ...annotation, value: item })));
  } catch {
    refuseValue(annotation, 'is no JSON', 'Write the tolerations into the spec.');
  }
}

function isSeccomp(profile: string): boolean {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(profile)) return true;
  return profile.startsWith('localhost/') && isLocalPath(profile.slice('localhost/'.length));
}

function appArmor(pod: PodSpot, container: string, value: Spot): void {
  if (!pod.containers.some(({ at }) => text(at, 'name') === container)) {
    refuseValue(value, `is for the container ${JSON.stringify(container)}, which the pod does not have`, 'Name a container of the pod.');
  }
  const profile = text(value);
  if (!['', 'runtime/default', 'unconfined'].includes(profile) && !profile.startsWith('localhost/')) {
    refuseValue(value, 'is no AppArmor profile', 'Write runtime/default, unconfined or localhost/<profile>.');
  }
}

/** A profile that stands in a field and in an old annotation must be one. */
function fieldAndAnnotation(pod: PodSpot, context: Spot, name: string): void {
  agreeOnSeccomp(field(context, 'seccompProfile'), field(pod.metadata, 'annotations', `${seccompOf}${name}`));
  if (osOf(pod) === 'windows') return;
  const own = field(context, 'appArmorProfile');
  const profile = own.value === undefined ? field(pod.spec, 'securityContext', 'appArmorProfile') : own;
  agree(profile, field(pod.metadata, 'annotations', `${appArmorOf}${name}`), ['runtime/default']);
}

function agreeOnSeccomp(profile: Spot, annotation: Spot): void {
  agree(profile, annotation, ['runtime/default', 'docker/default']);
}

function agree(profile: Spot, annotation: Spot, standard: readonly string[]): void {
  if (profile.value === undefined || annotation.value === undefined) return;
  const said = text(annotation);
  const expected: Readonly<Record<string, boolean>> = {
    Unconfined: said === 'unconfined',
    RuntimeDefault: standard.includes(said),
    Localhost: said === `localhost/${text(profile, 'localhostProfile')}` && isSet(profile, 'localhostProfile'),
  };
  if (expected[text(profile, 'type')] === false) {
    refuseValue(annotation, `is not the profile of ${profile.path}`, 'Remove the annotation.');
  }
}
