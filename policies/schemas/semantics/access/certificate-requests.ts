import { checkMetadata } from '../metadata.ts';
import { type Form, isOneOf, needsSome, within } from '../spots/checks.ts';
import { isDnsLabel, isDnsSubdomain } from '../spots/forms.ts';
import { type Check, field, items, missing, noDuplicates, refuse, refuseValue, type Spot, text } from '../spots/spot.ts';

const anyName: Form = { holds: () => true, noun: 'valid name', remedy: '' };
const usages = [
  ...['signing', 'digital signature', 'content commitment', 'key encipherment', 'key agreement', 'data encipherment', 'cert sign'],
  ...['crl sign', 'encipher only', 'decipher only', 'any', 'server auth', 'client auth', 'code signing', 'email protection', 's/mime'],
  ...['ipsec end system', 'ipsec tunnel', 'ipsec user', 'timestamping', 'ocsp signing', 'microsoft sgc', 'netscape sgc'],
];

/** k8s.io/kubernetes 1.35.4, pkg/apis/certificates/validation: ValidateCertificateSigningRequestCreate; the signature is not looked at. */
export const certificateSigningRequest: Check = (object) => {
  checkMetadata(object, anyName);
  const spec = field(object, 'spec');
  request(field(spec, 'request'));
  needsSome(field(spec, 'usages'), 'List at least one usage.');
  for (const usage of items(spec, 'usages')) isOneOf({ ...usage, value: usage.value ?? '' }, usages);
  noDuplicates(items(spec, 'usages'), 'usage');
  isSigner(field(spec, 'signerName'));
  within(field(spec, 'expirationSeconds'), 600);
};

function request(spot: Spot): void {
  if (text(spot) === '') {
    missing(spot);
    return;
  }
  const pem = decoded(text(spot));
  if (pem !== undefined && /-----BEGIN CERTIFICATE REQUEST-----[\s\S]+-----END CERTIFICATE REQUEST-----/.test(pem)) return;
  refuse(
    spot,
    'Field "request" holds no certificate request in PEM.',
    'Write the request, begun by -----BEGIN CERTIFICATE REQUEST-----, as base64.',
  );
}

function decoded(value: string): string | undefined {
  try {
    return atob(value.replace(/[\r\n]/g, ''));
  } catch {
    return undefined;
  }
}

function isSigner(spot: Spot): void {
  if (text(spot) === '') {
    missing(spot);
    return;
  }
  const [domain = '', path = '', ...more] = text(spot).split('/');
  const labels = domain.split('.');
  const isName =
    more.length === 0 && labels.length > 1 && domain.length <= 253 && labels.every(isDnsLabel) && path.split('.').every(isDnsSubdomain);
  if (!isName || text(spot) === 'kubernetes.io/legacy-unknown')
    refuseValue(spot, 'is no name of a signer', 'Write a name such as example.com/signer.');
}
