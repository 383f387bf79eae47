/** Forms of names and texts: k8s.io/apimachinery 0.35.4, pkg/util/validation and pkg/api/validate/content. */
const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const patterns = {
  label: new RegExp(`^${label}$`),
  subdomain: new RegExp(`^${label}(\\.${label})*$`),
  subdomainWithUnderscore: /^_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*$/,
  wildcard: new RegExp(`^\\*\\.${label}(\\.${label})*$`),
  serviceName: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
  qualified: /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/,
  configKey: /^[-._a-zA-Z0-9]+$/,
  variable: /^[ -<>-~]+$/,
  header: /^[-A-Za-z0-9]+$/,
  path: /^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/,
  identifier: /^[A-Za-z_][A-Za-z0-9_]*$/,
} as const;

/** Length in bytes of UTF-8, as the API server counts. */
export function bytesOf(value: string): number {
  return Buffer.byteLength(value, 'utf8');
}

export function isDnsLabel(value: string): boolean {
  return value.length <= 63 && patterns.label.test(value);
}

export function isDnsSubdomain(value: string): boolean {
  return value.length <= 253 && patterns.subdomain.test(value);
}

export function isSearchDomain(value: string): boolean {
  return value.length <= 253 && patterns.subdomainWithUnderscore.test(value);
}

export function isWildcardDomain(value: string): boolean {
  return value.length <= 253 && patterns.wildcard.test(value);
}

/** A name as Services have it: a label that starts with a letter (RFC 1035). */
export function isServiceName(value: string): boolean {
  return value.length <= 63 && patterns.serviceName.test(value);
}

/** A key of labels: a name of up to 63 characters, which a DNS name and a slash may precede. */
export function isQualifiedName(value: string): boolean {
  const parts = value.split('/');
  const [prefix, name = ''] = parts.length === 1 ? [undefined, parts[0]] : parts;
  return parts.length <= 2 && name.length <= 63 && patterns.qualified.test(name) && (prefix === undefined || isDnsSubdomain(prefix));
}

export function isLabelValue(value: string): boolean {
  return value === '' || (value.length <= 63 && patterns.qualified.test(value));
}

/** A name that may stand in the path of a URL, as names of roles and metrics are. */
export function isPathSegment(value: string): boolean {
  return value !== '.' && value !== '..' && !/[/%]/.test(value);
}

/** A key of a ConfigMap or Secret. */
export function isConfigKey(value: string): boolean {
  return value.length <= 253 && patterns.configKey.test(value) && value !== '.' && !value.startsWith('..');
}

/** The name of an environment variable: printable ASCII without `=`. */
export function isVariableName(value: string): boolean {
  return patterns.variable.test(value);
}

export function isHeaderName(value: string): boolean {
  return patterns.header.test(value);
}

/** The name of a port: at most 15 lower-case letters, digits and single hyphens, one of them a letter (RFC 6335). */
export function isPortName(value: string): boolean {
  return value.length <= 15 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value) && /[a-z]/.test(value);
}

/** `example.com/some/path`. */
export function isDomainPath(value: string): boolean {
  const slash = value.indexOf('/');
  return slash > 0 && isDnsSubdomain(value.slice(0, slash)) && patterns.path.test(value.slice(slash + 1));
}

/** A domain of at least so many parts. */
export function isDomain(value: string, parts: number): boolean {
  return isDnsSubdomain(value) && value.split('.').length >= parts;
}

export function isIdentifier(value: string): boolean {
  return patterns.identifier.test(value);
}

/** Whether a path stays in its folder: relative, no `..`. */
export function isLocalPath(value: string): boolean {
  return !value.startsWith('/') && !value.split('/').includes('..');
}

/** A local path that starts with no `..name` either, which the kubelet keeps for itself. */
export function isLocalFile(value: string): boolean {
  return isLocalPath(value) && !(value.startsWith('..') && !value.startsWith('../'));
}

/** A percentage such as `25%`. */
export function isPercentage(value: string): boolean {
  return /^[0-9]+%$/.test(value);
}
