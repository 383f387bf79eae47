import { hasForm, subdomain } from '../spots/checks.ts';
import { bytesOf } from '../spots/forms.ts';
import { field, refuseValue, type Spot, text } from '../spots/spot.ts';

const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const domains = [/^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/, new RegExp(`^${label}(?:\\.${label})*$`)];

/** pkg/apis/core/validation: validateWindowsSecurityContextOptions. */
export function checkWindowsOptions(options: Spot): void {
  hasForm(field(options, 'gmsaCredentialSpecName'), subdomain);
  const credential = field(options, 'gmsaCredentialSpec');
  if (typeof credential.value === 'string') {
    const size = bytesOf(credential.value);
    if (size === 0) refuseValue(credential, 'is empty', 'Remove the field.');
    else if (size > 64 * 1024) refuseValue(credential, 'has more than 64 KiB', 'Name the specification by gmsaCredentialSpecName.');
  }
  const user = field(options, 'runAsUserName');
  if (typeof user.value === 'string' && !isUserName(text(user))) {
    refuseValue(user, 'is no name of a Windows user', 'Write a name such as ContainerUser or DOMAIN\\user.');
  }
}

function isUserName(value: string): boolean {
  const parts = value.split('\\');
  const [domain, user] = parts.length === 1 ? [undefined, parts[0] ?? ''] : [parts[0] ?? '', parts[1] ?? ''];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
  if (parts.length > 2 || /[\u0000-\u001f\u007f]/.test(value)) return false;
  if (domain !== undefined && (bytesOf(domain) >= 256 || !domains.some((pattern) => pattern.test(domain)))) return false;
  return user !== '' && bytesOf(user) <= 104 && !/^[. ]+$/.test(user) && !/["/\\:;|=,+*?<>@[\]]/.test(user);
}
