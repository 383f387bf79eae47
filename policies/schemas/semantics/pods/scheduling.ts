import { hasForm, isOneOf, labelValue, mayBeOneOf, needs, needsOneOf, qualified, within } from '../spots/checks.ts';
import { isLabelValue } from '../spots/forms.ts';
import { isLabelSelector } from '../spots/selectors.ts';
import { field, forbid, integer, isSet, items, missing, refuse, refuseValue, type Spot, text, textsOf } from '../spots/spot.ts';
import { isPod, type PodSpot } from './pod.ts';

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** pkg/apis/core/validation: ValidateTolerations. `Gt` and `Lt` are behind a gate that is off. */
export function checkTolerations(tolerations: readonly Spot[]): void {
  for (const toleration of tolerations) {
    const key = field(toleration, 'key');
    const operator = field(toleration, 'operator');
    const value = field(toleration, 'value');
    const effect = field(toleration, 'effect');
    if (text(key) !== '') hasForm(key, qualified);
    else if (text(operator) !== 'Exists') {
      refuse(operator, 'A toleration without a key has not the operator "Exists".', 'Set "key", or write operator: Exists.');
    }
    if (isSet(toleration, 'tolerationSeconds') && text(effect) !== 'NoExecute') {
      refuse(
        effect,
        'A toleration with tolerationSeconds has not the effect "NoExecute".',
        'Write effect: NoExecute, or remove the seconds.',
      );
    }
    mayBeOneOf(operator, ['Equal', 'Exists']);
    if (text(operator) === 'Exists' && text(value) !== '')
      forbid(value, 'the operator is "Exists"', 'Remove the value, or write operator: Equal.');
    else if (['', 'Equal'].includes(text(operator)) && !isLabelValue(text(value)))
      refuseValue(value, `is no ${labelValue.noun}`, labelValue.remedy);
    mayBeOneOf(effect, effects);
  }
}

/** pkg/apis/core/validation: validateTopologySpreadConstraints. */
export function checkSpread(pod: PodSpot): void {
  const constraints = items(pod.spec, 'topologySpreadConstraints');
  const seen = new Set<string>();
  for (const constraint of constraints) {
    const skew = field(constraint, 'maxSkew');
    if (skew.value === undefined) missing(skew);
    within(skew, 1);
    needs(field(constraint, 'topologyKey'));
    const action = field(constraint, 'whenUnsatisfiable');
    needsOneOf(action, ['DoNotSchedule', 'ScheduleAnyway']);
    const key = `${text(constraint, 'topologyKey')} ${text(action)}`;
    if (seen.has(key))
      refuse(constraint, `The pods are spread over ${JSON.stringify(text(constraint, 'topologyKey'))} twice.`, 'Write one constraint.');
    seen.add(key);
    const domains = field(constraint, 'minDomains');
    within(domains, 1);
    if (integer(domains) !== undefined && text(action) !== 'DoNotSchedule') {
      forbid(domains, 'whenUnsatisfiable is not DoNotSchedule', 'Remove the field, or write whenUnsatisfiable: DoNotSchedule.');
    }
    for (const policy of ['nodeAffinityPolicy', 'nodeTaintsPolicy']) isOneOf(field(constraint, policy), ['Honor', 'Ignore']);
    checkLabelKeys(pod, constraint);
    isLabelSelector(field(constraint, 'labelSelector'));
  }
}

/** Keys of labels whose values come from the pod itself (pkg/apis/core/validation: ValidateMatchLabelKeysAndMismatchLabelKeys). */
export function checkLabelKeys(pod: PodSpot, term: Spot): void {
  const selector = field(term, 'labelSelector');
  for (const name of ['matchLabelKeys', 'mismatchLabelKeys']) {
    const keys = items(term, name);
    if (keys.length === 0) continue;
    if (selector.value === undefined) forbid(field(term, name), 'there is no labelSelector', 'Set labelSelector.');
    else for (const key of keys) hasForm({ ...key, value: key.value ?? '' }, qualified);
  }
  const wanted = textsOf(term, 'matchLabelKeys');
  const selected = [
    ...Object.keys((field(selector, 'matchLabels').value ?? {}) as object),
    ...items(selector, 'matchExpressions').map((item) => text(item, 'key')),
  ];
  for (const key of items(term, 'matchLabelKeys')) {
    // Of a Pod, the API server adds the key with the pod's own value before it looks.
    const added = isPod(pod) && isSet(pod.metadata, 'labels', text(key)) ? 1 : 0;
    if (selector.value !== undefined && selected.filter((other) => other === text(key)).length + added > 1) {
      refuseValue(key, 'is in the labelSelector as well', 'Keep it at one of the two places.');
    }
  }
  for (const key of items(term, 'mismatchLabelKeys')) {
    if (wanted.includes(text(key))) refuseValue(key, 'is in matchLabelKeys as well', 'Keep it at one of the two places.');
  }
}
