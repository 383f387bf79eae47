import type { Manifest, World } from '../../model.ts';
import { asText, at, fieldsAt, listAt, numberAt, textAt, texts } from '../fields.ts';
import { perWorld } from '../per-world.ts';
import type { Told } from './root-size.ts';

/** The kind of the one object that says what Argo CD is to be told. It is in no cluster: `scripts/judging` makes it of the catalog and the tree. */
export const deliveryFactsKind = { apiVersion: 'facts.erp.example.com/v1', kind: 'DeliveryFacts' } as const;

/** A kind of object, by its group. */
export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

/** One environment, as the catalog declares it. */
export interface DeclaredEnvironment {
  readonly name: string;
  readonly clusters: readonly string[];
  readonly namespaces: readonly string[];
  readonly confirmPrune: boolean;
  /** When syncs are allowed, and the freezes that come again, as they are written. */
  readonly windows: readonly unknown[];
  readonly recurring: readonly unknown[];
  /** `schedule` and `duration` of what is frozen once, in UTC. */
  readonly once: readonly unknown[];
  readonly thaws: readonly unknown[];
  /** Who may do what. */
  readonly access: readonly unknown[];
  /** Names of the tools' pages, by tool. */
  readonly hosts: Readonly<Record<string, string>>;
  /** All of it, as it is written. */
  readonly written: unknown;
}

/** The pin of one chart in one environment, and what it renders at that pin. */
export interface DeclaredChart {
  readonly environment: string;
  readonly application: string;
  readonly repository: string;
  readonly chart: string;
  readonly version: string;
  readonly release: string;
  readonly namespace: string;
  readonly namespaces: readonly string[];
  readonly cluster: readonly GroupKind[];
  readonly namespaced: readonly GroupKind[];
  /** Repositories of its images, without tag and digest. */
  readonly images: readonly string[];
  /** The facts are another environment's: where it goes and what it makes here is not known yet. */
  readonly borrowed: boolean;
}

/** A team that services may belong to. */
export interface DeclaredTeam {
  /** Who approves for it at the Git host. */
  readonly codeOwner: string;
  /** Where its alerts go. */
  readonly channel: string;
}

/** What the catalog says of a service, as far as others go by it. */
export interface DeclaredService {
  readonly name: string;
  readonly file: string;
  /** Its team; undefined: it belongs to all groups. */
  readonly owner: string | undefined;
  /** Files beside its own that it takes in. */
  readonly contents: readonly string[];
}

/** What an overlay folder builds. */
export interface BuiltFolder {
  readonly path: string;
  readonly namespaces: readonly string[];
  readonly cluster: readonly GroupKind[];
  readonly namespaced: readonly GroupKind[];
}

/** What Argo CD is to be told. */
export interface DeliveryFacts {
  readonly repository: string;
  readonly branch: string;
  readonly argoNamespace: string;
  readonly argoCluster: string;
  readonly argoHost: string;
  /** The channel that deployments are told to. */
  readonly slackChannel: string;
  /** The identity provider, and where its keys are. */
  readonly identity: { readonly issuer: string; readonly keys: string };
  /** Groups at the identity provider, by their name in the catalog. */
  readonly groups: Readonly<Record<string, string>>;
  /** Who approves for a group at the Git host, by its name in the catalog. */
  readonly approvers: Readonly<Record<string, string>>;
  readonly teams: ReadonlyMap<string, DeclaredTeam>;
  readonly services: ReadonlyMap<string, DeclaredService>;
  /** Who approves what, as the Git host reads it; undefined where no file says it. */
  readonly codeOwners: { readonly file: string; readonly text: string } | undefined;
  /** Where the clusters run, as the platform file says it: its name, and what else there is to know. */
  readonly cloud: { readonly name: string; readonly written: unknown };
  /** Ranges of the company's own network. */
  readonly company: readonly string[];
  readonly environments: readonly DeclaredEnvironment[];
  /** The overlay folders of the tree, each with the folders that it builds on, itself included. */
  readonly folders: ReadonlyMap<string, readonly string[]>;
  /** The overlay folders by environment and application. */
  readonly overlays: ReadonlyMap<string, string>;
  /** How many Applications there are: of overlays and of charts. */
  readonly applications: number;
  /** What lies in each folder of `argocd/` that holds Applications. */
  readonly told: ReadonlyMap<string, Told>;
  readonly charts: readonly DeclaredChart[];
  /** Undefined where only a part of the overlays was built. */
  readonly built: readonly BuiltFolder[] | undefined;
}

/** What Argo CD is to be told; undefined where nobody says it, as for files that are judged alone. */
export const deliveryFactsOf = perWorld((world: World): DeliveryFacts | undefined => {
  const [facts] = world.ofKind(deliveryFactsKind.kind).filter(({ apiVersion }) => apiVersion === deliveryFactsKind.apiVersion);
  return facts === undefined ? undefined : read(facts);
});

function read({ fields }: Manifest): DeliveryFacts {
  const spec = fieldsAt(fields, 'spec');
  return {
    repository: textAt(spec, 'repository', 'url') ?? '',
    branch: textAt(spec, 'repository', 'branch') ?? '',
    argoNamespace: textAt(spec, 'argo', 'namespace') ?? '',
    argoCluster: textAt(spec, 'argo', 'cluster') ?? '',
    argoHost: textAt(spec, 'argo', 'host') ?? '',
    slackChannel: textAt(spec, 'argo', 'slackChannel') ?? '',
    identity: { issuer: textAt(spec, 'identity', 'issuer') ?? '', keys: textAt(spec, 'identity', 'keys') ?? '' },
    groups: texts(at(spec, 'groups')),
    approvers: texts(at(spec, 'approvers')),
    teams: new Map(
      Object.entries(fieldsAt(spec, 'teams')).map(([name, team]) => [
        name,
        { codeOwner: textAt(team, 'codeOwner') ?? '', channel: textAt(team, 'channel') ?? '' },
      ]),
    ),
    services: new Map(listAt(spec, 'services').map((service) => [textAt(service, 'name') ?? '', declaredService(service)])),
    codeOwners:
      textAt(spec, 'codeOwners', 'text') === undefined
        ? undefined
        : { file: textAt(spec, 'codeOwners', 'file') ?? '', text: textAt(spec, 'codeOwners', 'text') ?? '' },
    cloud: { name: textAt(spec, 'cloud', 'name') ?? 'aws', written: at(spec, 'cloud') },
    company: textsAt(spec, 'company'),
    environments: listAt(spec, 'environments').map((entry) => ({
      name: textAt(entry, 'name') ?? '',
      clusters: textsAt(entry, 'clusters'),
      namespaces: textsAt(entry, 'namespaces'),
      confirmPrune: at(entry, 'confirmPrune') === true,
      windows: listAt(entry, 'windows'),
      recurring: listAt(entry, 'recurring'),
      once: listAt(entry, 'once'),
      thaws: listAt(entry, 'thaws'),
      access: listAt(entry, 'access'),
      hosts: texts(at(entry, 'hosts')),
      written: at(entry, 'written'),
    })),
    folders: new Map(listAt(spec, 'folders').map((entry) => [textAt(entry, 'path') ?? '', textsAt(entry, 'reaches')])),
    overlays: overlaysIn(listAt(spec, 'folders')),
    applications: numberAt(spec, 'applications') ?? listAt(spec, 'folders').length + listAt(spec, 'charts').length,
    told: new Map(
      listAt(spec, 'told').map((entry) => [
        textAt(entry, 'path') ?? '',
        { applications: numberAt(entry, 'applications') ?? 0, characters: numberAt(entry, 'characters') ?? 0 },
      ]),
    ),
    charts: listAt(spec, 'charts').map((entry) => ({
      environment: textAt(entry, 'environment') ?? '',
      application: textAt(entry, 'application') ?? '',
      repository: textAt(entry, 'repository') ?? '',
      chart: textAt(entry, 'chart') ?? '',
      version: textAt(entry, 'version') ?? '',
      release: textAt(entry, 'release') ?? '',
      namespace: textAt(entry, 'namespace') ?? '',
      namespaces: textsAt(entry, 'namespaces'),
      cluster: listAt(entry, 'kinds', 'cluster').map(groupKind),
      namespaced: listAt(entry, 'kinds', 'namespaced').map(groupKind),
      borrowed: at(entry, 'borrowed') === true,
      images: [...new Set(['byDigest', 'byTag'].flatMap((key) => listAt(entry, 'images', key).map(repositoryOf)))],
    })),
    built: Array.isArray(spec['built']) ? listAt(spec, 'built').map(builtFolder) : undefined,
  };
}

function declaredService(service: unknown): DeclaredService {
  return {
    name: textAt(service, 'name') ?? '',
    file: textAt(service, 'file') ?? '',
    owner: textAt(service, 'owner'),
    contents: textsAt(service, 'contents'),
  };
}

function builtFolder(entry: unknown): BuiltFolder {
  const kinds = listAt(entry, 'kinds');
  return {
    path: textAt(entry, 'path') ?? '',
    namespaces: textsAt(entry, 'namespaces'),
    cluster: kinds.filter((kind) => at(kind, 'cluster') === true).map(groupKind),
    namespaced: kinds.filter((kind) => at(kind, 'cluster') !== true).map(groupKind),
  };
}

/** `registry/name:tag@sha256:…` without tag and digest. */
function repositoryOf(image: unknown): string {
  return (asText(image) ?? '').replace(/@.*$/, '').replace(/:[^:/]*$/, '');
}

/** The entry of a whitelist, or of another list of kinds. */
export function groupKind(entry: unknown): GroupKind {
  return { group: textAt(entry, 'group') ?? '', kind: textAt(entry, 'kind') ?? '' };
}

function textsAt(entry: unknown, key: string): readonly string[] {
  return listAt(entry, key).flatMap((value) => asText(value) ?? []);
}

/** The overlay folder of an application in an environment, alone or in a folder of services; undefined where there is none. */
export function overlayIn({ overlays }: DeliveryFacts, environment: string, application: string): string | undefined {
  return overlays.get(`${environment}/${application}`);
}

/** By environment and application: `overlays/<environment>/[<folder>/]<application>`. */
function overlaysIn(folders: readonly unknown[]): ReadonlyMap<string, string> {
  const paths = folders.map((entry) => textAt(entry, 'path') ?? '');
  return new Map(paths.map((path) => [`${path.split('/')[1] ?? ''}/${path.split('/').at(-1) ?? ''}`, path]));
}

/** The environment of an Application or a project: by the label, or by the name of the project. */
export function environmentIn(facts: DeliveryFacts, name: string): DeclaredEnvironment | undefined {
  return facts.environments.find((environment) => environment.name === name);
}
