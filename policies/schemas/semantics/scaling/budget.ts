import { checkName } from '../metadata.ts';
import { areLabels, isCount, isOneOf, pathSegment } from '../spots/checks.ts';
import { isLabelSelector } from '../spots/selectors.ts';
import { type Check, field, isSet, refuse } from '../spots/spot.ts';

/** k8s.io/kubernetes 1.35.4, pkg/apis/policy/validation: ValidatePodDisruptionBudget. */
export const disruptionBudget: Check = (object) => {
  // Of its metadata the API server only looks at what makes a path.
  checkName(object, pathSegment);
  areLabels(field(object, 'metadata', 'labels'));
  const spec = field(object, 'spec');
  if (isSet(spec, 'minAvailable') && isSet(spec, 'maxUnavailable')) {
    refuse(spec, 'Fields "minAvailable" and "maxUnavailable" exclude each other.', 'Keep one of the two.');
  }
  for (const key of ['minAvailable', 'maxUnavailable']) isCount(field(spec, key), { upTo100: true });
  isLabelSelector(field(spec, 'selector'));
  isOneOf(field(spec, 'unhealthyPodEvictionPolicy'), ['AlwaysAllow', 'IfHealthyBudget']);
};
