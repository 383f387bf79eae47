import { checkMetadata } from '../metadata.ts';
import { addressOf } from '../spots/addresses.ts';
import {
  domainPath,
  type Form,
  hasForm,
  isOneOf,
  isPortName,
  label,
  mayHave,
  needs,
  needsOneOf,
  pathSegment,
  serviceName,
  subdomain,
  within,
} from '../spots/checks.ts';
import { isDnsSubdomain, isWildcardDomain } from '../spots/forms.ts';
import { type Check, field, forbid, integer, isSet, items, missing, refuse, refuseValue, type Spot, text } from '../spots/spot.ts';

const host: Form = {
  holds: (value) => addressOf(value) === undefined && (value.includes('*') ? isWildcardDomain(value) : isDnsSubdomain(value)),
  noun: 'host name',
  remedy: 'Write a DNS name, without scheme and port.',
};

/** k8s.io/kubernetes 1.35.4, pkg/apis/networking/validation: ValidateIngressCreate. */
export const ingress: Check = (object) => {
  checkMetadata(object);
  const spec = field(object, 'spec');
  const rules = items(spec, 'rules');
  const standard = field(spec, 'defaultBackend');
  if (rules.length === 0 && standard.value === undefined)
    refuse(spec, 'The Ingress has neither rules nor a default backend.', 'Write a rule.');
  if (standard.value !== undefined) backend(standard);
  for (const rule of rules) {
    if (text(rule, 'host') !== '') hasForm(field(rule, 'host'), host);
    const http = field(rule, 'http');
    if (http.value !== undefined && items(http, 'paths').length === 0) missing(field(http, 'paths'), 'Write at least one path.');
    for (const path of items(http, 'paths')) httpPath(path);
  }
  for (const tls of items(spec, 'tls')) {
    // Here an address is taken for a name.
    for (const name of items(tls, 'hosts'))
      hasForm({ ...name, value: name.value ?? '' }, { ...host, holds: (value) => host.holds(value) || isDnsSubdomain(value) });
    mayHave(field(tls, 'secretName'), subdomain);
  }
  const name = field(spec, 'ingressClassName');
  hasForm(name, subdomain);
  const annotation = field(object, 'metadata', 'annotations', 'kubernetes.io/ingress.class');
  if (annotation.value !== undefined && name.value !== undefined && annotation.value !== name.value) {
    refuseValue(annotation, 'is not the ingressClassName', 'Remove the annotation.');
  }
};

const sequences = ['//', '/./', '/../', '%2f', '%2F'];

function httpPath(spot: Spot): void {
  const type = field(spot, 'pathType');
  const path = field(spot, 'path');
  if (type.value === undefined) {
    missing(type, 'Write Exact, Prefix or ImplementationSpecific.');
    return;
  }
  isOneOf(type, ['Exact', 'ImplementationSpecific', 'Prefix']);
  const isExact = ['Exact', 'Prefix'].includes(text(type));
  if (text(path) === '' ? isExact && typeof (path.value ?? '') === 'string' : !text(path).startsWith('/')) {
    const known = isExact || text(type) === 'ImplementationSpecific';
    if (known) refuseValue(path, 'does not start with "/"', 'Write an absolute path.');
  }
  if (isExact) {
    const found = [...sequences.filter((part) => text(path).includes(part)), ...['/..', '/.'].filter((end) => text(path).endsWith(end))];
    if (found[0] !== undefined) refuseValue(path, `has ${JSON.stringify(found[0])}`, 'Write the path without it.');
  }
  backend(field(spot, 'backend'));
}

function backend(spot: Spot): void {
  const [service, resource] = [field(spot, 'service'), field(spot, 'resource')];
  if (isSet(service) === isSet(resource)) {
    if (spot.value === undefined) {
      missing(spot);
      return;
    }
    refuse(spot, `The backend names ${isSet(service) ? 'a service and a resource' : 'nothing'}.`, 'Set either service or resource.');
    return;
  }
  if (isSet(resource)) {
    reference(resource);
    return;
  }
  needs(field(service, 'name'), serviceName);
  const port = field(service, 'port');
  const [name, number] = [text(port, 'name') !== '', (integer(port, 'number') ?? 0) !== 0];
  if (name === number) {
    const message = name ? 'The backend names a port and gives its number.' : 'The backend has no port.';
    refuse(port, message, 'Set either "name" or "number".');
  } else if (name) isPortName(field(port, 'name'));
  else within(field(port, 'number'), 1, 65535);
}

function reference(spot: Spot): void {
  hasForm(field(spot, 'apiGroup'), subdomain);
  for (const key of ['kind', 'name']) needs(field(spot, key), pathSegment);
}

/** pkg/apis/networking/validation: ValidateIngressClass. */
export const ingressClass: Check = (object) => {
  checkMetadata(object);
  const spec = field(object, 'spec');
  needs(field(spec, 'controller'), { ...domainPath, longest: 250, holds: (value) => value.length <= 250 && domainPath.holds(value) });
  const parameters = field(spec, 'parameters');
  if (parameters.value === undefined) return;
  reference(parameters);
  const scope = field(parameters, 'scope');
  const namespace = field(parameters, 'namespace');
  if (scope.value !== undefined) needsOneOf(scope, ['Cluster', 'Namespace']);
  if (text(scope) === 'Namespace') {
    if (namespace.value === undefined) missing(namespace);
    else hasForm(namespace, label);
  } else if (['', 'Cluster'].includes(text(scope)) && namespace.value !== undefined) forbid(namespace, 'the scope is Cluster');
};
