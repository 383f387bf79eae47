/** The domain in the words of rules, where no object shows that of the company. */
const shownDomain = 'erp.example.com';

/** A label or an annotation of ours. */
export interface OwnEntry {
  readonly key: string;
  readonly value: string;
}

/**
 * Labels and annotations of ours are known by their names: the domain before them is that of the company, and whoever may write one
 * may write the other.
 * @param area what stands before the domain: `policies`, `saved`
 */
export function ownEntry(entries: Readonly<Record<string, string>>, name: string, area = ''): OwnEntry | undefined {
  const end = `/${name}`;
  const key = Object.keys(entries).find((candidate) => candidate.endsWith(end) && isOwnDomain(candidate.slice(0, -end.length), area));
  return key === undefined ? undefined : { key, value: entries[key] ?? '' };
}

/** The value of the same. */
export function ownValue(entries: Readonly<Record<string, string>>, name: string, area = ''): string | undefined {
  return ownEntry(entries, name, area)?.value;
}

/** All labels and annotations of ours, by their names without the domain. */
export function ownEntries(entries: Readonly<Record<string, string>>): readonly { readonly name: string; readonly value: string }[] {
  return Object.entries(entries).flatMap(([key, value]) => {
    const [domain = '', name] = key.split('/');
    return name !== undefined && isOwnDomain(domain, '') ? [{ name, value }] : [];
  });
}

/** How a key is written, for people: as it stands on an object, else in the domain of the examples. */
export function ownKey(name: string, area = '', entries: Readonly<Record<string, string>> = {}): string {
  return ownEntry(entries, name, area)?.key ?? `${area === '' ? '' : `${area}.`}${shownDomain}/${name}`;
}

/** What an annotation lets pass: the rule of `policies.<domain>/exempt.<rule>`. */
export function exemptedRule(key: string): string | undefined {
  const [, domain = '', rule] = /^([^/]+)\/exempt\.(.+)$/.exec(key) ?? [];
  return isOwnDomain(domain, 'policies') ? rule : undefined;
}

/** Domains of Kubernetes and of its programs have keys of such names, too. */
function isOwnDomain(domain: string, area: string): boolean {
  const own = area === '' ? domain : domain.startsWith(`${area}.`) ? domain.slice(area.length + 1) : '';
  return own.includes('.') && !own.includes('/') && !/(?:^|\.)(?:kubernetes\.io|k8s\.io|argoproj\.io)$/.test(own);
}
