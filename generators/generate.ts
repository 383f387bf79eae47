import { applicationsOf, plainVariantsOf } from './applications.ts';
import { argoFiles } from './argocd/files.ts';
import { backupStorage } from './delivery/backup-storage.ts';
import { bucketCopies } from './delivery/bucket-copies.ts';
import { codeOwners } from './delivery/code-owners.ts';
import { dnsRole } from './delivery/dns-role.ts';
import { logStorage } from './delivery/log-storage.ts';
import { storeLists } from './delivery/store-list.ts';
import { vaultFiles } from './delivery/vault-policies.ts';
import { applicationFiles, environmentFile } from './kustomize/files.ts';
import type { Catalog } from './model/catalog.ts';
import { type Instance, instancesOf } from './model/instance.ts';
import { inFolder } from './model/names.ts';
import type { Application } from './model/object.ts';
import { freezesIn } from './model/operations/freezes.ts';
import { inDomain, withDomain } from './model/platform/own-keys.ts';
import type { GeneratedFile } from './output/file.ts';
import { topicsOf } from './platform/data/topics.ts';
import { pullRequestFiles } from './pull-requests/files.ts';

/** Everything that the catalog means: the files to commit, and the objects that they must build to. */
export interface Generated {
  readonly files: readonly GeneratedFile[];
  readonly applications: readonly Application[];
}

/** Turns a catalog without problems into the files of `base/`, `overlays/` and `argocd/`. Pure: same catalog, same bytes. */
export function generate(catalog: Catalog): Generated {
  const applications = applicationsOf(catalog);
  const plain = plainVariantsOf(catalog);
  return ofCompany(catalog, {
    files: sorted([
      ...applications.flatMap((application) => applicationFiles(application, plain(application))),
      ...sharedFiles(catalog, applications, catalog.environments),
    ]),
    applications,
  });
}

/** With our labels and annotations in the domain of the company. */
function ofCompany({ platform }: Catalog, { files, applications }: Generated): Generated {
  const { labelDomain } = platform.value;
  return {
    files: files.map((file) => ({ ...file, text: inDomain(file.text, labelDomain) })),
    applications: withDomain(applications, labelDomain),
  };
}

/** What two catalogs mean, as far as it can differ: files of the same path may still be the same. */
export interface GeneratedChange {
  readonly before: Generated;
  readonly after: Generated;
}

/**
 * What a change of data means: of a release, a scale, settings, freezes. Whatever it cannot touch is not made, so that a change of
 * one service costs about the same among 1,000 services as among three. The services, the environments and the platform must be
 * the same objects in both catalogs.
 */
export function generateChange(before: Catalog, after: Catalog): GeneratedChange {
  const reach = reachOf(before, after);
  const [old, now] = [partOf(before, reach), partOf(after, reach)];
  const same = new Set(
    old.applications
      .filter((item) =>
        isSame(
          item,
          now.applications.find(({ name }) => name === item.name),
        ),
      )
      .map(({ name }) => name),
  );
  const plain = plainVariantsOf(after);
  const files = ({ shared, applications }: Part): Generated => {
    const own = applications.filter(({ name }) => !same.has(name));
    return {
      files: sorted([...own.flatMap((application) => applicationFiles(application, plain(application))), ...shared]),
      applications: own,
    };
  };
  return { before: ofCompany(before, files(old)), after: ofCompany(after, files(now)) };
}

/** How far a change reaches. */
interface Reach {
  /** Names of the services that mean something else in some environment. */
  readonly services: ReadonlySet<string>;
  /** Names of the environments in which something is different. */
  readonly environments: ReadonlySet<string>;
}

function reachOf(before: Catalog, after: Catalog): Reach {
  const [old, now] = [drawnFrom(before), drawnFrom(after)];
  const services = new Set<string>();
  const environments = new Set<string>();
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const [one, other] = [old.get(key), now.get(key)];
    if (one?.made === other?.made && one?.text === other?.text) continue;
    const [environment = '', service = ''] = key.split('/');
    environments.add(environment);
    if (service !== '') services.add(service);
  }
  return { services, environments };
}

/** What something is drawn from: an object that is the same for the same data, and a text. */
interface Origin {
  readonly made?: Instance;
  readonly text: string;
}

/** Everything that a service in an environment is drawn from, and what an environment has of its own. */
function drawnFrom(catalog: Catalog): ReadonlyMap<string, Origin> {
  const instances = instancesOf(catalog);
  const topics = topicsOf(instances);
  return new Map([
    ...instances.map((made): [string, Origin] => {
      const [environment, service] = [made.environment.name, made.service.name];
      return [`${environment}/${service}`, { made, text: JSON.stringify(topics.get(environment)?.get(service)) ?? '' }];
    }),
    ...catalog.environments.map(({ value: { name, versions } }): [string, Origin] => [
      `${name}/`,
      { text: JSON.stringify([freezesIn(catalog, name), versions]) },
    ]),
  ]);
}

interface Part {
  /** Those of the platform, and of the services that are reached. */
  readonly applications: readonly Application[];
  readonly shared: readonly GeneratedFile[];
}

function partOf(catalog: Catalog, { services, environments }: Reach): Part {
  // What environments have together is made of all that is in them.
  const drawn = applicationsOf(catalog, {
    service: ({ service, environment }) => services.has(service.name) || environments.has(environment.name),
    platform: ({ name }) => environments.has(name),
  });
  const others = new Set(catalog.services.filter(({ value }) => !services.has(value.name)).map(({ file }) => file));
  const reached = catalog.environments.filter(({ value }) => environments.has(value.name));
  const isReached = ({ source }: Application) => !others.has(source);
  return { applications: drawn.filter(isReached), shared: sharedFiles(catalog, drawn, reached, isReached) };
}

/** What is made of several applications, for some environments, and what is made of the catalog alone. */
function sharedFiles(
  catalog: Catalog,
  applications: readonly Application[],
  environments: Catalog['environments'],
  isTold?: (application: Application) => boolean,
): readonly GeneratedFile[] {
  return [
    ...environments.map(({ file, value: { name } }) => environmentFile(name, file, namesIn(name, applications))),
    ...argoFiles(catalog, applications, environments, isTold),
    ...vaultFiles({ ...catalog, environments }, applications),
    ...backupStorage(catalog, applications),
    ...bucketCopies(catalog, environments),
    ...logStorage(catalog),
    ...dnsRole(catalog),
    ...storeLists(catalog, environments),
    ...pullRequestFiles(catalog, environments),
    codeOwners(catalog),
  ];
}

function isSame(a: Application, b: Application | undefined): boolean {
  return b !== undefined && JSON.stringify(a) === JSON.stringify(b);
}

function sorted(files: readonly GeneratedFile[]): readonly GeneratedFile[] {
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function namesIn(environment: string, applications: readonly Application[]): readonly string[] {
  return applications
    .filter(({ variants }) => variants.some((variant) => variant.environment === environment))
    .map(({ name, shelf }) => inFolder(name, shelf?.folder));
}
