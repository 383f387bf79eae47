import { checkMetadata, checkName } from '../metadata.ts';
import { familyOf, isRange } from '../spots/addresses.ts';
import { areLabels, hasForm, labelValue, needsOneOf, pathSegment, qualified } from '../spots/checks.ts';
import { bytesOf, isDnsSubdomain } from '../spots/forms.ts';
import {
  type Check,
  field,
  integer,
  isSet,
  items,
  missing,
  noDuplicates,
  refuse,
  refuseValue,
  type Spot,
  text,
  textsOf,
} from '../spots/spot.ts';

/** k8s.io/kubernetes 1.35.4, pkg/apis/core/validation: ValidateNode. */
export const node: Check = (object) => {
  checkMetadata(object);
  const spec = field(object, 'spec');
  const taints = items(spec, 'taints');
  for (const taint of taints) {
    hasForm({ ...field(taint, 'key'), value: text(taint, 'key') }, qualified);
    hasForm(field(taint, 'value'), labelValue);
    needsOneOf(field(taint, 'effect'), ['NoExecute', 'NoSchedule', 'PreferNoSchedule']);
  }
  noDuplicates(taints, 'taint', (taint) => `${text(taint, 'key')}:${text(taint, 'effect')}`);
  const ranges = items(spec, 'podCIDRs');
  for (const range of ranges) isRange(range);
  const first = field(spec, 'podCIDR');
  if (ranges.length === 0 && text(first) !== '') isRange(first);
  if (text(first) !== '' && ranges[0] !== undefined && text(ranges[0]) !== text(first))
    refuseValue(first, 'is not the first of podCIDRs', 'Write the same.');
  const families = textsOf(spec, 'podCIDRs').map((range) => familyOf(range.split('/')[0] ?? ''));
  if (ranges.length > 1 && (ranges.length > 2 || families[0] === families[1])) {
    refuse(field(spec, 'podCIDRs'), 'There is more than one range of a family.', 'Write one of each family.');
  }
};

/** pkg/apis/core/validation: legacyValidateEvent. */
export const event: Check = (object) => {
  checkName(object, pathSegment);
  areLabels(field(object, 'metadata', 'labels'));
  legacy(object, { about: 'involvedObject', by: 'reportingComponent' });
};

/** pkg/apis/core/validation: ValidateEventCreate, as events.k8s.io/v1 has it. */
export const eventV1: Check = (object) => {
  checkMetadata(object);
  legacy(object, { about: 'regarding', by: 'reportingController' });
  if (!isSet(object, 'eventTime')) missing(field(object, 'eventTime'));
  needsOneOf(field(object, 'type'), ['Normal', 'Warning']);
  for (const key of ['deprecatedFirstTimestamp', 'deprecatedLastTimestamp', 'deprecatedCount']) {
    const own = field(object, key);
    if (own.value !== undefined && own.value !== 0) refuse(own, `Field "${key}" must not be set.`, 'Remove the field.');
  }
  const source = field(object, 'deprecatedSource');
  if (text(source, 'component') !== '' || text(source, 'host') !== '')
    refuse(source, 'Field "deprecatedSource" must not be set.', 'Remove the field.');
  const series = field(object, 'series');
  if (series.value === undefined) return;
  if ((integer(series, 'count') ?? 0) < 2)
    refuse(field(series, 'count'), 'A series has at least 2 events.', 'Write at least 2, or remove series.');
  if (!isSet(series, 'lastObservedTime')) missing(field(series, 'lastObservedTime'));
};

function legacy(object: Spot, { about, by }: { readonly about: string; readonly by: string }): void {
  const own = text(object, 'metadata', 'namespace') || 'default';
  const other = field(object, about, 'namespace');
  const isRecent = isSet(object, 'eventTime');
  if (text(other) === '' ? !['default', ...(isRecent ? ['kube-system'] : [])].includes(own) : !isRecent && text(other) !== own) {
    refuse(other, `The event is in the namespace ${JSON.stringify(own)}, and its object is not.`, 'Write the same namespace.');
  }
  if (!isDnsSubdomain(own)) refuseValue(field(object, 'metadata', 'namespace'), 'is no valid name', 'Write a namespace.');
  if (!isRecent) return;
  const reporter = field(object, by);
  if (text(reporter) === '') missing(reporter);
  else hasForm(reporter, qualified);
  for (const key of ['reportingInstance', 'action', 'reason']) {
    if (text(object, key) === '') missing(field(object, key));
    else if (bytesOf(text(object, key)) > 128) refuseValue(field(object, key), 'has more than 128 characters', 'Write a shorter text.');
  }
  const note = field(object, about === 'regarding' ? 'note' : 'message');
  if (bytesOf(text(note)) > 1024) refuseValue(note, 'has more than 1024 characters', 'Write a shorter text.');
}
