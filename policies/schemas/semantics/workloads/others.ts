import { asFields } from '../../../kubernetes/fields.ts';
import { checkMetadata } from '../metadata.ts';
import { checkPodAnnotations } from '../pods/annotations.ts';
import { isPod } from '../pods/pod.ts';
import { checkPodSpec } from '../pods/spec.ts';
import { checkTemplate, podAt } from '../pods/template.ts';
import { within } from '../spots/checks.ts';
import { type Check, field, forbid, isFilled, missing, refuse, text } from '../spots/spot.ts';

/** A Pod of its own (k8s.io/kubernetes 1.35.4, pkg/apis/core/validation: ValidatePodCreate). */
export const pod: Check = (object) => {
  checkMetadata(object);
  const own = podAt(object, { kind: 'Pod' });
  checkPodAnnotations(own);
  checkPodSpec(own);
  if (isPod(own) && isFilled(own.spec, 'ephemeralContainers')) {
    forbid(field(own.spec, 'ephemeralContainers'), 'ephemeral containers are added to pods that run');
  }
  if (text(own.spec, 'nodeName') !== '' && isFilled(own.spec, 'schedulingGates')) {
    forbid(field(own.spec, 'nodeName'), 'the pod waits behind schedulingGates', 'Keep one of the two.');
  }
};

export const podTemplate: Check = (object) => {
  checkMetadata(object);
  checkTemplate(field(object, 'template'), { kind: 'PodTemplate' });
};

/** pkg/apis/apps/validation: ValidateControllerRevisionCreate. */
export const controllerRevision: Check = (object) => {
  checkMetadata(object);
  within(field(object, 'revision'), 0);
  const data = field(object, 'data');
  if (data.value === undefined) missing(data);
  else if (asFields(data.value) === undefined) refuse(data, 'Field "data" is no mapping.', 'Write a mapping.');
};
