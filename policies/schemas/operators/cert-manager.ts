import { asFields, at, fieldsAt, listAt, numberAt, presentAt, textAt } from '../../kubernetes/fields.ts';
import type { Manifest } from '../../model.ts';
import { nearest, quoted, type SchemaProblem } from '../problem.ts';
import { isIpv4, isIpv6 } from '../structural/formats.ts';
import { refused } from './refusal.ts';
import { goDuration } from './times.ts';

// What cert-manager's webhook refuses (1.21.1, internal/apis/certmanager/validation).

const [hour, minute, day] = [3600, 60, 86_400];
/** How long a certificate is good that does not say so, and the least that it, and its renewal, may be told; in seconds. */
const usually = 90 * day;
const leastDuration = hour;
const leastRenewal = 5 * minute;

const names = ['commonName', 'dnsNames', 'uris', 'emailAddresses', 'ipAddresses', 'otherNames', 'literalSubject'];
const signatures: Readonly<Record<string, readonly string[]>> = {
  RSA: ['SHA256WithRSA', 'SHA384WithRSA', 'SHA512WithRSA'],
  ECDSA: ['ECDSAWithSHA256', 'ECDSAWithSHA384', 'ECDSAWithSHA512'],
  Ed25519: ['PureEd25519'],
};

/** What is wrong with a Certificate by itself. */
export function certificateProblems({ fields }: Manifest): readonly SchemaProblem[] {
  const spec = fieldsAt(fields, 'spec');
  const problems: SchemaProblem[] = [];
  const add = (path: string, message: string, remediation: string) =>
    problems.push(refused(path, `${message} cert-manager refuses it.`, remediation));
  if (textAt(spec, 'secretName') === '') add('spec.secretName', 'The certificate has no Secret:', 'Set "secretName".');
  if (names.every((name) => isEmpty(spec[name]))) {
    add('spec', 'The certificate is for no name:', 'Set "dnsNames", or another of its names.');
  }
  const common = textAt(spec, 'commonName') ?? '';
  if (common.length > 64)
    add('spec.commonName', `The common name has ${common.length} characters, more than 64:`, 'Write it under "dnsNames".');
  listAt(spec, 'ipAddresses').forEach((address, index) => {
    if (typeof address === 'string' && !isIpv4(address) && !isIpv6(address))
      add(`spec.ipAddresses[${index}]`, `${quoted(address)} is no IP address:`, 'Write an address, or put the name under "dnsNames".');
  });
  problems.push(...keyProblems(spec), ...durationProblems(spec), ...issuerReferenceProblems(at(spec, 'issuerRef')));
  const limit = numberAt(spec, 'revisionHistoryLimit');
  if (limit !== undefined && limit < 1) add('spec.revisionHistoryLimit', `The limit is ${limit}, less than 1:`, 'Write 1 or more.');
  return problems;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function keyProblems(spec: unknown): readonly SchemaProblem[] {
  const algorithm = textAt(spec, 'privateKey', 'algorithm') ?? 'RSA';
  const size = numberAt(spec, 'privateKey', 'size') ?? 0;
  const problems: SchemaProblem[] = [];
  const wrong = (sizes: string) =>
    problems.push(
      refused('spec.privateKey.size', `A key of ${algorithm} has ${sizes} bits, not ${size}: cert-manager refuses it.`, `Write ${sizes}.`),
    );
  if (algorithm === 'RSA' && size > 0 && (size < 2048 || size > 8192)) wrong('2048 to 8192');
  if (algorithm === 'ECDSA' && size > 0 && ![256, 384, 521].includes(size)) wrong('256, 384 or 521');
  const signature = textAt(spec, 'signatureAlgorithm') ?? '';
  const allowed = (Object.hasOwn(signatures, algorithm) ? signatures[algorithm] : undefined) ?? [];
  if (signature !== '' && allowed.length > 0 && !allowed.includes(signature)) {
    const message = `A key of ${algorithm} cannot sign by ${signature}: cert-manager refuses it.`;
    problems.push(refused('spec.signatureAlgorithm', message, `Write one of ${allowed.join(', ')}.`));
  }
  return problems;
}

function durationProblems(spec: unknown): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const [given, before] = [durationAt(spec, 'duration', problems), durationAt(spec, 'renewBefore', problems)];
  const percentage = numberAt(spec, 'renewBeforePercentage');
  const length = given ?? usually;
  const add = (path: string, message: string, remediation: string) =>
    problems.push(refused(path, `${message} cert-manager refuses it.`, remediation));
  if (length < leastDuration) add('spec.duration', 'The certificate is good for less than an hour:', 'Write 1h or more.');
  if (before !== undefined && percentage !== undefined) {
    add('spec.renewBefore', 'The certificate has "renewBefore" and "renewBeforePercentage":', 'Keep one of them.');
  }
  if (before !== undefined && before < leastRenewal)
    add('spec.renewBefore', 'It is renewed less than 5 minutes before its end:', 'Write 5m or more.');
  if (before !== undefined && before >= length) {
    const whole = given === undefined ? `the ${usually / hour} hours that are usual` : `"duration"`;
    add(
      'spec.renewBefore',
      `It is renewed ${before / hour} hours before its end, which is not less than ${whole} (${length / hour} hours):`,
      'Write less than "duration".',
    );
  }
  if (percentage !== undefined) {
    const left = (length * (100 - percentage)) / 100;
    if (left < leastRenewal || left >= length) {
      add(
        'spec.renewBeforePercentage',
        `${percentage} per cent leave ${left / hour} hours before its end:`,
        'Write a number between 1 and 99 that leaves at least 5 minutes.',
      );
    }
  }
  return problems;
}

function durationAt(spec: unknown, key: string, problems: SchemaProblem[]): number | undefined {
  const value = textAt(spec, key);
  if (value === undefined) return undefined;
  const seconds = goDuration(value);
  if (seconds === undefined) {
    const message = `Field "${key}" is ${quoted(value)}, which is no duration of Go: cert-manager cannot read the object.`;
    problems.push(refused(`spec.${key}`, message, 'Write hours and minutes, such as 2160h or 90m; there are no days.'));
  }
  return seconds;
}

function issuerReferenceProblems(reference: unknown): readonly SchemaProblem[] {
  const [group, kind] = [textAt(reference, 'group') ?? '', textAt(reference, 'kind') ?? ''];
  if (group !== '' && group !== 'cert-manager.io') return [];
  if (kind === '' || kind === 'Issuer' || kind === 'ClusterIssuer') return [];
  const meant = nearest(kind, ['Issuer', 'ClusterIssuer']);
  const message = `cert-manager has no issuers of the kind ${quoted(kind)}, and refuses the certificate.`;
  return [
    refused('spec.issuerRef.kind', message, meant === undefined ? 'Write Issuer or ClusterIssuer, or set "group".' : `Write ${meant}.`),
  ];
}

const sorts = ['acme', 'ca', 'selfSigned', 'vault', 'venafi'];

/** What is wrong with an Issuer or ClusterIssuer by itself. */
export function issuerProblems({ fields }: Manifest): readonly SchemaProblem[] {
  const spec = fieldsAt(fields, 'spec');
  const given = sorts.filter((sort) => presentAt(spec, sort) !== undefined);
  if (given.length === 0) return [refused('spec', 'The issuer is of no sort: cert-manager refuses it.', `Set one of ${sorts.join(', ')}.`)];
  if (given.length > 1) {
    const message = `Field "spec" has ${given.map((sort) => `"${sort}"`).join(' and ')}, which exclude each other.`;
    return [refused('spec', message, 'Keep 1 of them.')];
  }
  const problems: SchemaProblem[] = [];
  const add = (path: string, message: string, remediation: string) =>
    problems.push(refused(path, `${message} cert-manager refuses it.`, remediation));
  const acme = asFields(spec['acme']);
  if (acme !== undefined) {
    if ((textAt(acme, 'server') ?? '') === '') add('spec.acme.server', 'The issuer asks no server:', 'Set "server".');
    if ((textAt(acme, 'privateKeySecretRef', 'name') ?? '') === '')
      add('spec.acme.privateKeySecretRef.name', 'The account has no Secret:', 'Set its name.');
    listAt(acme, 'solvers').forEach((solver, index) => {
      const own = `spec.acme.solvers[${index}]`;
      const ways = ['http01', 'dns01'].filter((way) => presentAt(solver, way) !== undefined);
      if (ways.length !== 1)
        add(
          own,
          ways.length === 0 ? 'The solver solves nothing:' : 'The solver has "http01" and "dns01":',
          'Set one of "http01" and "dns01".',
        );
      const http = at(solver, 'http01');
      const doors = ['ingress', 'gatewayHTTPRoute'].filter((door) => presentAt(http, door) !== undefined);
      if (ways.includes('http01') && doors.length !== 1)
        add(`${own}.http01`, 'The solver needs one way in:', 'Set one of "ingress" and "gatewayHTTPRoute".');
      const classes = ['class', 'ingressClassName', 'name'].filter((key) => presentAt(http, 'ingress', key) !== undefined);
      if (classes.length > 1)
        add(`${own}.http01.ingress`, `The solver has ${classes.map((key) => `"${key}"`).join(' and ')}:`, 'Keep one of them.');
      const providers = Object.keys(fieldsAt(solver, 'dns01')).filter((key) => key !== 'cnameStrategy');
      if (ways.includes('dns01') && providers.length !== 1)
        add(`${own}.dns01`, `The solver has ${providers.length} providers of DNS:`, 'Set one.');
    });
  }
  if (textAt(spec, 'ca', 'secretName') === '') add('spec.ca.secretName', 'The issuer has no Secret:', 'Set "secretName".');
  return problems;
}
