import { asFields } from '../../../policies/kubernetes/fields.ts';
import type { Answers } from './answers.ts';

type Told = Readonly<Record<string, string>>;

/** Where each answer stands in the platform file, as it is. */
const exact: Readonly<Record<string, string>> = {
  labelDomain: 'labelDomain',
  imageRepository: 'imageRepository',
  gitUrl: 'git.url',
  forge: 'git.forge',
  branch: 'git.revision',
  signingIssuer: 'signing.issuer',
  serviceRepository: 'signing.repositories.0',
  vault: 'vault.server',
  identity: 'identity.issuer',
  identityKeys: 'identity.keys',
  mail: 'acmeEmail',
};

/** A change of one value of a file of the catalog. */
export interface Change {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

/**
 * What follows from the answers for the platform file: names that begin with the old word, hosts below the old domain, owners of the
 * old organisation.
 * @param present what the catalog answers now
 */
export function platformChanges(platform: unknown, present: Told, { told, platform: own }: Answers): readonly Change[] {
  const next = { ...present, ...told };
  const answered = Object.fromEntries(Object.entries(exact).map(([key, path]) => [path, next[key]]));
  const registries = [hostOrFolder(next['imageRepository'] ?? '')];
  return [
    ...leaves(platform).flatMap(({ path, value }): Change[] => {
      const key = path.join('.');
      const wanted = answered[key] ?? renamedName(value, present, next);
      return wanted === value ? [] : [{ path, value: wanted }];
    }),
    ...(next['imageRepository'] === present['imageRepository'] ? [] : [{ path: ['registries'], value: registries }]),
    ...overrides(own),
  ];
}

/** The same for the file of an environment. */
export function environmentChanges(environment: unknown, name: string, present: Told, answers: Answers): readonly Change[] {
  const next = { ...present, ...answers.told };
  return [
    ...leaves(environment).flatMap(({ path, value }): Change[] => {
      const isNameOfIt = path.length === 1 && ['name', 'shortName', 'tier'].includes(String(path[0]));
      const wanted = isNameOfIt ? value : renamedName(value, present, next);
      return wanted === value ? [] : [{ path, value: wanted }];
    }),
    ...overrides(answers.environments[name] ?? {}),
  ];
}

/** Fields that the company wrote itself. Lists are taken whole. */
function overrides(fields: unknown): readonly Change[] {
  return leaves(fields, true).map(({ path, value }) => ({ path, value }));
}

function renamedName(value: unknown, from: Told, to: Told): unknown {
  if (typeof value !== 'string') return value;
  const [prefix = '', domain = '', owners = '', account = '', region = ''] = ['prefix', 'domain', 'owners', 'account', 'region'].map(
    (key) => from[key],
  );
  const swap = (text: string, pattern: RegExp, key: string) => text.replace(pattern, () => to[key] ?? '');
  let text = value;
  if (domain !== '') text = swap(text, new RegExp(`(?<![A-Za-z0-9-])${escaped(domain)}(?![A-Za-z0-9.-])`, 'g'), 'domain');
  if (owners !== '') text = swap(text, new RegExp(`^${escaped(owners)}(?=/)`), 'owners');
  if (account !== '') text = swap(text, new RegExp(`(?<=::)${account}(?=:)`), 'account');
  if (region !== '') text = swap(text, new RegExp(`^${escaped(region)}(?=[a-z]?$)`), 'region');
  // The first word of a name, of a role behind its account, of a channel; not a part of an address.
  if (prefix !== '' && !/\s|:\/\//.test(text)) text = swap(text, new RegExp(`(?<=^|^#|:role/)${escaped(prefix)}(?=-)`), 'prefix');
  return text;
}

/** Where the host is shared, the folder says whose the images are. */
function hostOrFolder(imageRepository: string): string {
  const [host = ''] = imageRepository.split('/');
  return /^(ghcr\.io|quay\.io|docker\.io|registry\.gitlab\.com|public\.ecr\.aws)$/.test(host) ? imageRepository : host;
}

function leaves(value: unknown, whole = false, path: readonly (string | number)[] = []): readonly Change[] {
  const fields = asFields(value);
  if (fields !== undefined) return Object.entries(fields).flatMap(([key, field]) => leaves(field, whole, [...path, key]));
  if (Array.isArray(value) && !whole) return value.flatMap((item, index) => leaves(item, whole, [...path, index]));
  return [{ path, value }];
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
