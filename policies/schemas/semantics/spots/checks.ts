import { below } from '../../../kubernetes/fields.ts';
import { described, fieldName, quoted } from '../../problem.ts';
import * as forms from './forms.ts';
import { entries, field, integer, isSet, items, missing, refuse, refuseValue, type Spot, text } from './spot.ts';

const nameRemedy = 'Write lower-case letters, digits, "-" and ".", with a letter or digit at both ends of each part.';
const labelRemedy = 'Write lower-case letters, digits and "-", with a letter or digit at both ends.';

/** A form that a text must have, in words. */
export interface Form {
  readonly holds: (value: string) => boolean;
  readonly longest?: number;
  /** `which is no ...`. */
  readonly noun: string;
  readonly remedy: string;
}

export const subdomain: Form = { holds: forms.isDnsSubdomain, longest: 253, noun: 'valid name', remedy: nameRemedy };
export const label: Form = { holds: forms.isDnsLabel, longest: 63, noun: 'valid name', remedy: labelRemedy };
export const serviceName: Form = {
  holds: forms.isServiceName,
  longest: 63,
  noun: 'valid name',
  remedy: 'Write lower-case letters, digits and "-", with a letter at the start and a letter or digit at the end.',
};
export const pathSegment: Form = { holds: forms.isPathSegment, noun: 'valid name', remedy: 'Write a name without "/" and "%".' };
export const qualified: Form = {
  holds: forms.isQualifiedName,
  noun: 'valid key',
  remedy: 'Write up to 63 letters, digits, "-", "_" and ".", which a DNS name and "/" may precede.',
};
export const labelValue: Form = {
  holds: forms.isLabelValue,
  noun: 'valid label value',
  remedy: 'Write up to 63 letters, digits, "-", "_" and ".", the first and last one a letter or digit.',
};
export const configKey: Form = {
  holds: forms.isConfigKey,
  noun: 'valid key',
  remedy: 'Write letters, digits, "-", "_" and ".", at most 253.',
};
export const domainPath: Form = { holds: forms.isDomainPath, noun: 'path with a domain', remedy: 'Write a text such as example.com/name.' };
export const localPath: Form = {
  holds: forms.isLocalPath,
  noun: 'path inside of its folder',
  remedy: 'Write a relative path without "..".',
};
export const localFile: Form = { ...localPath, holds: forms.isLocalFile };

/** A text that is there must have a form. */
export function hasForm(spot: Spot, { holds, longest, noun, remedy }: Form): void {
  if (typeof spot.value !== 'string' || holds(spot.value)) return;
  if (longest !== undefined && spot.value.length > longest) {
    refuseValue(spot, `has ${spot.value.length} characters, more than ${longest}`, `Write at most ${longest} characters.`);
  } else refuseValue(spot, `is no ${noun}`, remedy);
}

/** A text must be there, not be empty, and have a form. */
export function needs(spot: Spot, form?: Form): void {
  if (spot.value === undefined || spot.value === '') missing(spot);
  else if (form !== undefined) hasForm(spot, form);
}

/** A text that is there and not empty must have a form. */
export function mayHave(spot: Spot, form: Form): void {
  if (spot.value !== '') hasForm(spot, form);
}

/** A list or mapping must hold something. */
export function needsSome(spot: Spot, remediation?: string): void {
  const { value } = spot;
  if (value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)) missing(spot, remediation);
}

export function listed(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(', ');
}

/** A text that is there must be one of some; an empty one counts as there. */
export function isOneOf(spot: Spot, names: readonly string[]): void {
  if (typeof spot.value !== 'string' || names.includes(spot.value)) return;
  const list = listed(names);
  refuseValue(
    spot,
    names.length === 1 ? `is not ${list}` : `is none of ${list}`,
    names.length === 1 ? `Write ${list}.` : `Write one of ${list}.`,
  );
}

/** A text must be there and be one of some. */
export function needsOneOf(spot: Spot, names: readonly string[]): void {
  if (spot.value === undefined || spot.value === '') missing(spot, `Write one of ${listed(names)}.`);
  else isOneOf(spot, names);
}

/** A text must be one of some, unless it is absent or empty, for which there is a default. */
export function mayBeOneOf(spot: Spot, names: readonly string[]): void {
  if (spot.value !== '') isOneOf(spot, names);
}

/** A whole number that is there must lie within bounds, both included. */
export function within(spot: Spot, lowest: number, highest = Number.POSITIVE_INFINITY): void {
  const value = integer(spot);
  if (value === undefined || (value >= lowest && value <= highest)) return;
  const range = highest === Number.POSITIVE_INFINITY ? `of at least ${lowest}` : `from ${lowest} to ${highest}`;
  refuseValue(spot, value < lowest ? `is less than ${lowest}` : `is more than ${highest}`, `Write a number ${range}.`);
}

/** Of some fields that exclude each other, at most one may be there. */
export function onlyOne(spot: Spot, keys: readonly string[], what: string): void {
  const found = keys.filter((key) => isSet(spot, key));
  if (found.length < 2) return;
  refuse(spot, `${what} has ${found.join(' and ')}, which exclude each other.`, `Set exactly one of ${keys.join(', ')}.`);
}

/** A number of a port from 1 to 65535, or the name of one. */
export function isPort(spot: Spot): void {
  if (typeof spot.value === 'number') within(spot, 1, 65535);
  else if (typeof spot.value === 'string') isPortName(spot);
  else if (spot.value === undefined) missing(spot);
}

export function isPortName(spot: Spot): void {
  if (typeof spot.value !== 'string' || forms.isPortName(spot.value)) return;
  const remedy = 'Write at most 15 lower-case letters, digits and single "-", at least one of them a letter.';
  refuse(spot, `${quoted(spot.value)} is no valid name of a port.`, /^\d+$/.test(spot.value) ? 'Write the number without quotes.' : remedy);
}

/** A count of pods: a whole number from 0, or a percentage. */
export function isCount(spot: Spot, { upTo100 = false }: { readonly upTo100?: boolean } = {}): void {
  const { value } = spot;
  const valid = typeof value === 'string' ? forms.isPercentage(value) : typeof value !== 'number' || value >= 0;
  if (!valid) {
    const found = typeof value === 'string' ? quoted(value) : String(value);
    const remedy = 'Write a whole number or a percentage such as 25%.';
    refuse(spot, `${fieldName(spot.path)} is ${found}, which is no count of pods.`, remedy);
  } else if (upTo100 && typeof value === 'string' && Number.parseInt(value, 10) > 100) {
    refuseValue(spot, 'is more than all pods', 'Write at most 100%.');
  }
}

/** Keys and values of labels, or of a selector that is a plain mapping. */
export function areLabels(spot: Spot): void {
  for (const [key, value] of entries(spot)) {
    isKey(spot, key, 'label');
    if (typeof value.value === 'string' && !forms.isLabelValue(value.value)) {
      refuse(value, `The label "${key}" is ${quoted(value.value)}, which is no valid label value.`, labelValue.remedy);
    }
  }
}

/** A key of labels or annotations. */
export function isKey(holder: Spot, key: string, what: 'label' | 'annotation'): void {
  if (forms.isQualifiedName(what === 'annotation' ? key.toLowerCase() : key)) return;
  refuse({ ...holder, path: below(holder.path, key) }, `The ${what} ${quoted(key)} is no valid key.`, qualified.remedy);
}

const annotationLimit = 256 * 1024;

/** Keys of annotations, and the size of all of them together: 256 KiB. */
export function areAnnotations(spot: Spot): void {
  let size = 0;
  for (const [key, value] of entries(spot)) {
    isKey(spot, key, 'annotation');
    size += forms.bytesOf(key) + forms.bytesOf(text(value));
  }
  if (size > annotationLimit) {
    refuse(spot, `The annotations hold ${size} bytes, more than 256 KiB.`, 'Keep large texts in a ConfigMap.');
  }
}

/** The names of a list of mappings, for lookups. */
export function namesOf(spot: Spot, ...keys: readonly string[]): readonly string[] {
  return items(spot, ...keys).map((item) => text(field(item, 'name')));
}

/** A text, where the published schema does not say so. */
export function isText(spot: Spot): void {
  const { value, path, found } = spot;
  if (value === undefined || typeof value === 'string') return;
  found.push({
    rule: 'schema-wrong-type',
    path,
    message: `${fieldName(path)} is ${described(value)}, not text.`,
    remediation: 'Quote the value.',
  });
}
