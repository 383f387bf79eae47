import { checkMetadata } from '../metadata.ts';
import { hasForm, isOneOf, listed, needs, needsOneOf, needsSome, pathSegment, serviceName } from '../spots/checks.ts';
import { isDomain } from '../spots/forms.ts';
import {
  type Check,
  field,
  forbid,
  isFilled,
  isSet,
  isTrue,
  items,
  missing,
  noDuplicates,
  refuse,
  refuseValue,
  type Spot,
  text,
  textsOf,
} from '../spots/spot.ts';
import { checkStructural } from './structural-schema.ts';
import { checkClient } from './webhooks.ts';

const anyCase = { ...serviceName, holds: (value: string) => serviceName.holds(value.toLowerCase()) };

/** k8s.io/apiextensions-apiserver 0.35.4, pkg/apis/apiextensions/validation: ValidateCustomResourceDefinition. Defaults are left to the server, of rules in CEL types and costs. */
export const customResourceDefinition: Check = (object) => {
  checkMetadata(object, pathSegment);
  const spec = field(object, 'spec');
  const names = field(spec, 'names');
  const group = field(spec, 'group');
  const own = field(object, 'metadata', 'name');
  const wanted = `${text(names, 'plural')}.${text(group)}`;
  if (text(own) !== '' && text(names, 'plural') !== '' && text(group) !== '' && text(own) !== wanted)
    refuseValue(own, `is not ${JSON.stringify(wanted)}`, `Write ${wanted}.`);
  needs(group, { holds: (value) => isDomain(value, 2), noun: 'domain', remedy: 'Write a domain such as example.com.' });
  approval(object, text(group));
  needsOneOf(field(spec, 'scope'), ['Cluster', 'Namespaced']);
  checkNames(names);
  versions(spec);
  if (isTrue(spec, 'preserveUnknownFields')) {
    forbid(
      field(spec, 'preserveUnknownFields'),
      'version 1 has no such definitions',
      'Write x-kubernetes-preserve-unknown-fields in the schema.',
    );
  }
  conversion(field(spec, 'conversion'));
};

/** Groups of the Kubernetes project need a word of its reviewers. */
function approval(object: Spot, group: string): void {
  if (!/(^|\.)(k8s|kubernetes)\.io$/.test(group)) return;
  const annotation = field(object, 'metadata', 'annotations', 'api-approved.kubernetes.io');
  if (/^https?:\/\/[^/\s]+|^unapproved/.test(text(annotation))) return;
  if (annotation.value === undefined) missing(annotation, 'Write the address of the review there, or take a group of your own.');
  else refuseValue(annotation, 'is no address of a review', 'Write the address of the review.');
}

function checkNames(names: Spot): void {
  needs(field(names, 'plural'), serviceName);
  needs(field(names, 'kind'), anyCase);
  for (const key of ['singular', 'listKind']) {
    const own = field(names, key);
    if (text(own) !== '') hasForm(own, key === 'listKind' ? anyCase : serviceName);
  }
  for (const key of ['shortNames', 'categories']) {
    for (const name of items(names, key)) hasForm({ ...name, value: name.value ?? '' }, serviceName);
  }
  const list = field(names, 'listKind');
  if (text(list) !== '' && text(list) === text(names, 'kind')) refuseValue(list, 'is the kind', 'Write another name for lists.');
}

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string'];
const columnFormats = ['', 'byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];

function versions(spec: Spot): void {
  const list = field(spec, 'versions');
  const all = items(list);
  for (const version of all) {
    needs(field(version, 'name'), serviceName);
    const schema = field(version, 'schema', 'openAPIV3Schema');
    if (schema.value === undefined) missing(schema, 'Write the schema of the objects.');
    else checkStructural(schema, { hasStatus: isSet(version, 'subresources', 'status') });
    const warning = field(version, 'deprecationWarning');
    if (warning.value !== undefined && !isTrue(version, 'deprecated')) forbid(warning, 'the version is not deprecated');
    else if (warning.value === '' || text(warning).length > 256)
      refuseValue(warning, 'is empty or too long', 'Write up to 256 characters.');
    for (const column of items(version, 'additionalPrinterColumns')) {
      needs(field(column, 'name'));
      needsOneOf(field(column, 'type'), columnTypes);
      isOneOf(field(column, 'format'), columnFormats);
      isPath(field(column, 'jsonPath'), ['.']);
    }
    scale(field(version, 'subresources', 'scale'));
  }
  noDuplicates(all, 'version', (version) => text(version, 'name'));
  const stored = all.filter((version) => isTrue(version, 'storage')).length;
  if (stored !== 1) refuse(list, `${stored} versions are stored, not one.`, 'Write storage: true for one version.');
}

function scale(spot: Spot): void {
  if (spot.value === undefined) return;
  isPath(field(spot, 'specReplicasPath'), ['.spec.']);
  isPath(field(spot, 'statusReplicasPath'), ['.status.']);
  if (text(spot, 'labelSelectorPath') !== '') isPath(field(spot, 'labelSelectorPath'), ['.spec.', '.status.']);
}

/** A path to a field: without lists where it starts with more than a dot. */
function isPath(spot: Spot, starts: readonly string[]): void {
  const path = text(spot);
  if (path === '') {
    missing(spot);
    return;
  }
  const isField = starts.includes('.') ? path.startsWith('.') : /^(\.[A-Za-z_][\w-]*)+$/.test(path);
  if (!isField || !starts.some((start) => path.startsWith(start))) {
    refuseValue(spot, 'is no path to a field', `Write a path that starts with ${listed(starts)}.`);
  }
}

function conversion(spot: Spot): void {
  if (spot.value === undefined) return;
  const strategy = field(spot, 'strategy');
  needsOneOf(strategy, ['None', 'Webhook']);
  const webhook = field(spot, 'webhook');
  if (text(strategy) !== 'Webhook') {
    if (isFilled(webhook)) forbid(webhook, 'the strategy is not Webhook');
    return;
  }
  if (webhook.value === undefined) {
    missing(webhook);
    return;
  }
  checkClient(field(webhook, 'clientConfig'));
  const spoken = field(webhook, 'conversionReviewVersions');
  needsSome(spoken, 'Write [v1].');
  for (const version of items(spoken)) hasForm({ ...version, value: version.value ?? '' }, serviceName);
  noDuplicates(items(spoken), 'version');
  if (items(spoken).length > 0 && !textsOf(spoken).some((version) => ['v1', 'v1beta1'].includes(version))) {
    refuse(spoken, 'No version is one that the API server speaks.', 'Write [v1].');
  }
}
