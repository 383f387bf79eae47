import { asFields, asList, at, fieldsAt, listAt, numberAt, textAt } from '../../kubernetes/fields.ts';
import type { Manifest } from '../../model.ts';
import { fieldName, invalid, quoted, type SchemaProblem } from '../problem.ts';
import { portNameProblems } from './pods.ts';

/** What the API server asks of Services, Ingresses and NetworkPolicies beyond the types of their fields. */
export function networkProblems({ fields, kind }: Manifest): readonly SchemaProblem[] {
  switch (kind) {
    case 'Service':
      return serviceProblems(fields);
    case 'Ingress':
      return ingressProblems(fields);
    case 'NetworkPolicy':
      return [...ruleProblems(fields, 'ingress', 'from'), ...ruleProblems(fields, 'egress', 'to')];
    default:
      return [];
  }
}

function serviceProblems(fields: unknown): readonly SchemaProblem[] {
  const spec = fieldsAt(fields, 'spec');
  const type = textAt(spec, 'type') ?? 'ClusterIP';
  const ports = listAt(spec, 'ports');
  const problems: SchemaProblem[] = [];
  if (spec['clusterIP'] === 'None' && type !== 'ClusterIP') {
    problems.push(invalid('spec.clusterIP', `A Service of type "${type}" is headless.`, 'Remove clusterIP, or write type: ClusterIP.'));
  }
  if (type === 'ExternalName' && textAt(spec, 'externalName') === undefined) {
    problems.push(invalid('spec.externalName', 'A Service of type "ExternalName" has no externalName.', 'Set "externalName".'));
  }
  // A headless Service may go without ports.
  if (type !== 'ExternalName' && spec['clusterIP'] !== 'None' && ports.length === 0) {
    problems.push(invalid('spec.ports', 'The Service has no port.', 'List at least one port.'));
  }
  const names = new Set<string>();
  const numbers = new Set<string>();
  ports.forEach((port, index) => {
    const path = `spec.ports[${index}]`;
    const name = textAt(port, 'name');
    const number = `${numberAt(port, 'port')}/${textAt(port, 'protocol') ?? 'TCP'}`;
    if (ports.length > 1 && (name === undefined || name === '')) {
      problems.push(invalid(`${path}.name`, `The port ${number} has no name, and is one of ${ports.length}.`, 'Give each port a name.'));
    }
    if (name !== undefined && names.has(name)) {
      problems.push(invalid(`${path}.name`, `The port name ${quoted(name)} is there twice.`, 'Give each port a name of its own.'));
    }
    if (numberAt(port, 'port') !== undefined && numbers.has(number)) {
      problems.push(invalid(`${path}.port`, `The port ${number} is there twice.`, 'Write each port once.'));
    }
    if (numberAt(port, 'nodePort') !== undefined && !['NodePort', 'LoadBalancer'].includes(type)) {
      problems.push(invalid(`${path}.nodePort`, `A Service of type "${type}" has a nodePort.`, 'Remove nodePort.'));
    }
    problems.push(...portNameProblems(at(port, 'targetPort'), `${path}.targetPort`));
    if (name !== undefined) names.add(name);
    numbers.add(number);
  });
  return problems;
}

function ingressProblems(fields: unknown): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  if (listAt(fields, 'spec', 'rules').length === 0 && asFields(at(fields, 'spec', 'defaultBackend')) === undefined) {
    problems.push(invalid('spec', 'The Ingress has neither rules nor a default backend.', 'Write a rule.'));
  }
  listAt(fields, 'spec', 'rules').forEach((rule, index) => {
    const host = textAt(rule, 'host');
    const path = `spec.rules[${index}]`;
    if (host !== undefined && !/^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(host)) {
      problems.push(
        invalid(`${path}.host`, `Field "host" is ${quoted(host)}, which is no host name.`, 'Write a DNS name, without scheme and port.'),
      );
    }
    listAt(rule, 'http', 'paths').forEach((entry, position) => {
      const own = `${path}.http.paths[${position}]`;
      const type = textAt(entry, 'pathType');
      const value = textAt(entry, 'path');
      if (type !== undefined && type !== 'ImplementationSpecific' && value !== undefined && !value.startsWith('/')) {
        problems.push(
          invalid(`${own}.path`, `Field "path" is ${quoted(value)}, which does not start with "/".`, 'Write an absolute path.'),
        );
      }
      const { name, number } = fieldsAt(entry, 'backend', 'service', 'port');
      if (asFields(at(entry, 'backend', 'service')) !== undefined && (name === undefined) === (number === undefined)) {
        const both = name !== undefined;
        const message = both ? 'The backend names a port and gives its number.' : 'The backend has no port.';
        problems.push(invalid(`${own}.backend.service.port`, message, 'Set either "name" or "number".'));
      }
    });
  });
  return problems;
}

function ruleProblems(fields: unknown, direction: 'ingress' | 'egress', peers: 'from' | 'to'): readonly SchemaProblem[] {
  return listAt(fields, 'spec', direction).flatMap((rule, index) => {
    const path = `spec.${direction}[${index}]`;
    return [
      ...listAt(rule, 'ports').flatMap((port, position) => policyPortProblems(port, `${path}.ports[${position}]`)),
      ...listAt(rule, peers).flatMap((peer, position) => peerProblems(peer, `${path}.${peers}[${position}]`)),
    ];
  });
}

function policyPortProblems(port: unknown, path: string): readonly SchemaProblem[] {
  const end = numberAt(port, 'endPort');
  const start = at(port, 'port');
  if (end === undefined) return portNameProblems(start, `${path}.port`);
  if (typeof start !== 'number') {
    return [invalid(`${path}.endPort`, 'Field "endPort" needs a numeric "port".', 'Write the first port of the range as a number.')];
  }
  return end >= start
    ? []
    : [invalid(`${path}.endPort`, `Field "endPort" is ${end}, which is less than the port ${start}.`, 'Write at least the port.')];
}

function peerProblems(peer: unknown, path: string): readonly SchemaProblem[] {
  const fields = asFields(peer);
  if (fields === undefined) return [];
  const set = Object.keys(fields).filter((key) => fields[key] !== undefined && fields[key] !== null);
  if (set.length === 0) {
    return [invalid(path, 'The peer selects nothing.', 'Write a podSelector, a namespaceSelector or an ipBlock.')];
  }
  const block = asFields(fields['ipBlock']);
  if (block === undefined) return [];
  if (set.length > 1) return [invalid(path, 'The peer has an ipBlock beside a selector.', 'Write them as two items of the list.')];
  const own = `${path}.ipBlock`;
  return [
    ...cidrProblems(block['cidr'], `${own}.cidr`),
    ...asList(block['except']).flatMap((except, index) => {
      const here = `${own}.except[${index}]`;
      const faults = cidrProblems(except, here);
      const outer = rangeOf(block['cidr']);
      const inner = rangeOf(except);
      if (faults.length > 0 || outer === undefined || inner === undefined || isWithin(inner, outer)) return faults;
      return [
        invalid(
          here,
          `${fieldName(here)} is ${quoted(String(except))}, which is not within the cidr ${quoted(String(block['cidr']))}.`,
          'Except a part of the cidr.',
        ),
      ];
    }),
  ];
}

function cidrProblems(value: unknown, path: string): readonly SchemaProblem[] {
  if (typeof value !== 'string' || rangeOf(value) !== undefined) return [];
  return [invalid(path, `${fieldName(path)} is ${quoted(value)}, which is no address range.`, 'Write a range such as 10.0.0.0/8.')];
}

interface AddressRange {
  /** The address as bits. */
  readonly bits: string;
  /** How many of them the range fixes. */
  readonly length: number;
}

/** An IPv4 or IPv6 range such as `10.0.0.0/8`, or undefined. */
function rangeOf(value: unknown): AddressRange | undefined {
  const match = typeof value === 'string' ? /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(value) : null;
  const bits = match === null ? undefined : (ipv4Bits(match[1] ?? '') ?? ipv6Bits(match[1] ?? ''));
  const length = Number(match?.[2]);
  return bits === undefined || length > bits.length ? undefined : { bits, length };
}

function ipv4Bits(address: string): string | undefined {
  const parts = address.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.map((part) => Number(part).toString(2).padStart(8, '0')).join('');
}

function ipv6Bits(address: string): string | undefined {
  const halves = address.split('::');
  if (halves.length > 2 || !/^[0-9a-fA-F:]+$/.test(address)) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const gap = 8 - head.length - tail.length;
  const groups = halves.length === 2 ? [...head, ...Array.from({ length: Math.max(0, gap) }, () => '0'), ...tail] : head;
  if (groups.length !== 8 || (halves.length === 2 && gap < 1) || !groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group)))
    return undefined;
  return groups.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('');
}

function isWithin(inner: AddressRange, outer: AddressRange): boolean {
  return (
    inner.bits.length === outer.bits.length &&
    inner.length > outer.length &&
    inner.bits.slice(0, outer.length) === outer.bits.slice(0, outer.length)
  );
}
