import { isCount, mayBeOneOf, within } from '../spots/checks.ts';
import { isPercentage } from '../spots/forms.ts';
import { field, isSet, refuse, type Spot, text } from '../spots/spot.ts';

/** How a Deployment replaces its pods (k8s.io/kubernetes 1.35.4, pkg/apis/apps/validation: ValidateDeploymentStrategy). */
export function checkDeploymentStrategy(spec: Spot): void {
  const strategy = field(spec, 'strategy');
  const rolling = field(strategy, 'rollingUpdate');
  mayBeOneOf(field(strategy, 'type'), ['Recreate', 'RollingUpdate']);
  if (text(strategy, 'type') === 'Recreate') {
    if (rolling.value !== undefined) {
      refuse(rolling, 'The strategy "Recreate" has a block "rollingUpdate".', 'Remove the block, or write type: RollingUpdate.');
    }
    return;
  }
  const [surge, unavailable] = [field(rolling, 'maxSurge'), field(rolling, 'maxUnavailable')];
  isCount(surge);
  isCount(unavailable, { upTo100: true });
  if (countOf(surge, 1) === 0 && countOf(unavailable, 1) === 0) {
    refuse(rolling, 'Fields "maxSurge" and "maxUnavailable" are both 0: nothing can be replaced.', 'Raise one of the two.');
  }
}

/** How a DaemonSet replaces its pods (ValidateDaemonSetUpdateStrategy): by a surge or by taking some away. */
export function checkDaemonSetStrategy(spec: Spot): void {
  const strategy = field(spec, 'updateStrategy');
  mayBeOneOf(field(strategy, 'type'), ['OnDelete', 'RollingUpdate']);
  if (!['', 'RollingUpdate'].includes(text(strategy, 'type'))) return;
  const rolling = field(strategy, 'rollingUpdate');
  const [surge, unavailable] = [field(rolling, 'maxSurge'), field(rolling, 'maxUnavailable')];
  for (const count of [surge, unavailable]) isCount(count, { upTo100: true });
  const [more, fewer] = [countOf(surge, 0), countOf(unavailable, 1)];
  if (more !== 0 && fewer !== 0) {
    const at = isSet(unavailable) ? unavailable : surge;
    const remedy = 'Write maxUnavailable: 0 beside maxSurge, or remove maxSurge.';
    refuse(at, 'Fields "maxSurge" and "maxUnavailable" (1 where it is not set) are both above 0.', remedy);
  } else if (more === 0 && fewer === 0) {
    refuse(rolling, 'Fields "maxSurge" and "maxUnavailable" are both 0: nothing can be replaced.', 'Raise one of the two.');
  }
}

/** How a StatefulSet replaces its pods. maxUnavailable is behind a gate that is off: the API server drops it. */
export function checkStatefulSetStrategy(spec: Spot): void {
  const strategy = field(spec, 'updateStrategy');
  mayBeOneOf(field(strategy, 'type'), ['OnDelete', 'RollingUpdate']);
  const rolling = field(strategy, 'rollingUpdate');
  if (text(strategy, 'type') === 'OnDelete' && rolling.value !== undefined) {
    refuse(rolling, 'The strategy "OnDelete" has a block "rollingUpdate".', 'Remove the block, or write type: RollingUpdate.');
  }
  within(field(rolling, 'partition'), 0);
}

/** The number of a count, or of its percentage. */
function countOf({ value }: Spot, byDefault: number): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return isPercentage(value) ? Number.parseInt(value, 10) : 0;
  return byDefault;
}
