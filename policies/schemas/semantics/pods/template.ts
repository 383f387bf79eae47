import { checkTemplateMetadata } from '../metadata.ts';
import { isOneOf, namesOf } from '../spots/checks.ts';
import { field, forbid, integer, isFilled, isSet, items, missing, refuse, type Spot, text } from '../spots/spot.ts';
import { checkPodAnnotations } from './annotations.ts';
import { type PodSpot, sourceOf, withContainers } from './pod.ts';
import { checkPodSpec } from './spec.ts';

/** What a template's owner adds to what every pod must hold to. */
export interface TemplateOwner {
  readonly kind: string;
  /** Names of claims that become volumes of the pods. */
  readonly claims?: readonly string[];
}

/** The pod at a place that has `metadata` and `spec`. */
export function podAt(template: Spot, { kind, claims = [] }: TemplateOwner): PodSpot {
  const spec = field(template, 'spec');
  return withContainers({
    kind,
    metadata: field(template, 'metadata'),
    spec,
    volumes: new Map([
      ...items(spec, 'volumes').map((volume) => [text(volume, 'name'), sourceOf(volume)] as const),
      ...claims.map((claim) => [claim, 'persistentVolumeClaim'] as const),
    ]),
    replaced: claims,
    claims: namesOf(spec, 'resourceClaims').filter((name) => name !== ''),
    grace: integer(spec, 'terminationGracePeriodSeconds') ?? 30,
  });
}

/** A template of pods (k8s.io/kubernetes 1.35.4, pkg/apis/core/validation: ValidatePodTemplateSpec). */
export function checkTemplate(template: Spot, owner: TemplateOwner): void {
  if (template.value === undefined) {
    missing(template);
    return;
  }
  const pod = podAt(template, owner);
  checkTemplateMetadata(template);
  checkPodAnnotations(pod);
  checkPodSpec(pod);
  if (isFilled(pod.spec, 'ephemeralContainers')) {
    forbid(field(pod.spec, 'ephemeralContainers'), 'ephemeral containers are added to pods that run');
  }
}

/** A template whose pods run for ever. */
export function checkRunningTemplate(template: Spot, owner: TemplateOwner): void {
  checkTemplate(template, owner);
  const policy = field(template, 'spec', 'restartPolicy');
  if (['OnFailure', 'Never'].includes(text(policy))) {
    refuse(policy, `Field "restartPolicy" of a ${owner.kind} is ${JSON.stringify(text(policy))}, not "Always".`, 'Remove the field.');
  } else if (text(policy) !== '') isOneOf(policy, ['Always']);
  if (isSet(template, 'spec', 'activeDeadlineSeconds')) {
    forbid(field(template, 'spec', 'activeDeadlineSeconds'), `pods of a ${owner.kind} run for ever`);
  }
}
