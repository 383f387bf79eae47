import { below } from '../../kubernetes/fields.ts';
import { quoted } from '../problem.ts';
import { areAnnotations, areLabels, type Form, hasForm, label, subdomain } from './spots/checks.ts';
import { isPathSegment, isQualifiedName } from './spots/forms.ts';
import { field, isTrue, items, missing, refuse, refuseValue, type Spot, text } from './spots/spot.ts';

const finalizers = ['kubernetes', 'orphan', 'foregroundDeletion'];

/**
 * What the API server asks of an object's metadata (k8s.io/apimachinery 0.35.4, pkg/api/validation/objectmeta.go, and the store of
 * k8s.io/apiserver 0.35.4, which asks for a name that may stand in a URL).
 * @param name the form that names of the kind have
 * @param isOurs whether the kind is Kubernetes' own, whose finalizers have a domain
 */
export function checkMetadata(object: Spot, name: Form = subdomain, { isOurs = true }: { readonly isOurs?: boolean } = {}): void {
  checkName(object, name);
  const metadata = field(object, 'metadata');
  const namespace = field(metadata, 'namespace');
  if (namespace.value !== '') hasForm(namespace, label);
  areLabels(field(metadata, 'labels'));
  areAnnotations(field(metadata, 'annotations'));
  for (const finalizer of items(metadata, 'finalizers')) isFinalizer(finalizer, { isOurs });
  owners(metadata);
}

/** The name alone. */
export function checkName(object: Spot, form: Form): void {
  const metadata = field(object, 'metadata');
  const name = field(metadata, 'name');
  const prefix = field(metadata, 'generateName');
  if (text(prefix) !== '') {
    const start = text(prefix);
    // A name that is made gets letters behind the prefix.
    const masked = start.length > 1 && start.endsWith('-') ? `${start.slice(0, -2)}a` : start;
    if (!form.holds(masked)) refuseValue(prefix, `is no start of a ${form.noun}`, form.remedy);
  }
  if (text(name) !== '') {
    hasForm(name, form);
    if (!isPathSegment(text(name)) && form.holds(text(name))) refuseValue(name, 'is no valid name', 'Write a name without "/" and "%".');
  } else if (text(prefix) === '') missing(name);
}

/** A finalizer; of Kubernetes' own kinds one with a domain, or one of Kubernetes' own. */
export function isFinalizer(spot: Spot, { isOurs }: { readonly isOurs: boolean }): void {
  if (isQualifiedName(text(spot)) && (!isOurs || text(spot).includes('/') || finalizers.includes(text(spot)))) return;
  refuse(spot, `${quoted(text(spot))} is no valid finalizer.`, 'Write a name with a domain, such as example.com/name.');
}

function owners(metadata: Spot): void {
  const owners = items(metadata, 'ownerReferences');
  for (const owner of owners) {
    for (const key of ['apiVersion', 'kind', 'name', 'uid']) if (text(owner, key) === '') missing(field(owner, key));
    if (text(owner, 'apiVersion') === 'v1' && text(owner, 'kind') === 'Event') {
      refuse(owner, 'An Event cannot own an object.', 'Name another owner.');
    }
  }
  const controllers = owners.filter((owner) => isTrue(owner, 'controller'));
  for (const owner of controllers.slice(1)) {
    refuse(field(owner, 'controller'), 'The object has two owners that control it.', 'Leave controller: true with one of them.');
  }
}

/** The metadata of something that is made from a template: labels and annotations. */
export function checkTemplateMetadata(template: Spot): void {
  areLabels(field(template, 'metadata', 'labels'));
  areAnnotations(field(template, 'metadata', 'annotations'));
}

/** The metadata of a claim that is made from a template: nothing but labels and annotations. */
export function checkClaimMetadata(template: Spot): void {
  checkTemplateMetadata(template);
  const metadata = field(template, 'metadata');
  for (const key of Object.keys((metadata.value ?? {}) as object)) {
    const own = field(metadata, key);
    if (['labels', 'annotations'].includes(key) || own.value === undefined || own.value === '') continue;
    if (Array.isArray(own.value) ? own.value.length === 0 : false) continue;
    refuse({ ...own, path: below(metadata.path, key) }, `Field "${key}" cannot be set in a template.`, 'Remove the field.');
  }
}
