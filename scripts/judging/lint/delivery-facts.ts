import path from 'node:path';
import { deliveryFactsKind } from '../../../policies/kubernetes/argo-cd/delivery-facts.ts';
import { at, fieldsAt, listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import { manifestsOf } from '../../../policies/manifest.ts';
import type { Fields, Manifest } from '../../../policies/model.ts';
import { catalogFolder } from '../../catalog/folder.ts';
import { factsFolder } from '../../charts/facts/applications.ts';
import { isFactsHead } from '../../charts/facts/facts.ts';
import { reach } from '../../kustomize/kustomizations.ts';
import type { RenderedEnvironment } from '../../kustomize/kustomize.ts';
import { argoFiles } from '../../repository/argo-files.ts';
import { literalPlaces } from '../../repository/company/literal-places.ts';
import { literalIn } from '../../repository/company/literals.ts';
import { findEnvironments } from '../../repository/environments.ts';
import { owned } from '../../repository/generated/tree.ts';
import type { Sources } from '../../repository/sources.ts';
import { filesIn } from './catalog-files.ts';

/**
 * What Argo CD is to be told, as far as somebody else than `argocd/` says it: the catalog's platform and environments, the folders of
 * the tree, the pins that the facts of charts were read at, and what the overlays build. One object of the world of `argocd/`; none
 * in a repository without a catalog.
 * @param rendered all environments, whole; absent: only a part was built, and what projects need is not known
 */
export function deliveryFacts(sources: Sources, rendered?: readonly RenderedEnvironment[]): readonly Manifest[] {
  const platform = literalIn(sources, `${catalogFolder}/platform.ts`);
  if (platform === undefined) return [];
  const folder = `${catalogFolder}/environments`;
  const environments = filesIn(sources, folder, '.ts')
    .map((name) => literalIn(sources, `${folder}/${name}`))
    .flatMap((environment) => (environment === undefined ? [] : literalPlaces(environment)));
  const folders = findEnvironments(sources).flatMap((environment) => environment.applications.map((item) => item.folder));
  const spec = {
    repository: { url: at(platform, 'git', 'url'), branch: at(platform, 'git', 'revision') },
    argo: { namespace: at(platform, 'argoNamespace'), ...fieldsAt(platform, 'argo') },
    identity: at(platform, 'identity'),
    groups: Object.fromEntries(Object.entries(fieldsAt(platform, 'groups')).map(([name, group]) => [name, textAt(group, 'oidc')])),
    approvers: Object.fromEntries(Object.entries(fieldsAt(platform, 'groups')).map(([name, group]) => [name, textAt(group, 'codeOwner')])),
    teams: fieldsAt(platform, 'teams'),
    services: services(sources),
    codeOwners: owned.files.flatMap((file) => (sources.isFile(file) ? [{ file, text: sources.text(file) }] : []))[0],
    cloud: at(platform, 'cloud'),
    company: at(platform, 'edge', 'company'),
    environments: environments.map((environment) => environmentFacts(sources, environment)),
    folders: folders.map((name) => ({ path: name, reaches: [...reach(sources, name)] })),
    told: toldFolders(sources),
    charts: withBorrowed(charts(sources), environments),
    ...(rendered !== undefined && { built: rendered.flatMap(built) }),
  };
  const fields = { ...deliveryFactsKind, metadata: { name: 'delivery' }, spec };
  return manifestsOf(fields, { file: `${catalogFolder}/platform.ts`, document: 0 }).flatMap((item) =>
    'fields' in item ? [{ ...item, origin: { by: 'cluster', source: catalogFolder } as const }] : [],
  );
}

/** Whose each service is, and which files are its own. */
function services(sources: Sources): readonly Fields[] {
  const folder = `${catalogFolder}/services`;
  return filesIn(sources, folder, '.ts').flatMap((name) => {
    const service = literalIn(sources, `${folder}/${name}`);
    if (service === undefined) return [];
    const contents = Object.values(fieldsAt(service, 'files')).flatMap((said) => textAt(said, 'from') ?? []);
    return [
      {
        name: at(service, 'name'),
        file: `${folder}/${name}`,
        owner: at(service, 'owner'),
        contents: contents.map((from) => `${folder}/${from.replace(/^\.\//, '')}`),
      },
    ];
  });
}

function environmentFacts(sources: Sources, environment: Fields): Fields {
  const name = textAt(environment, 'name') ?? '';
  const yaml = (file: string) => sources.documents(file)[0]?.value;
  const freezes = `${catalogFolder}/freezes/${name}.yaml`;
  const thaws = `${catalogFolder}/thaws/${name}`;
  return {
    name,
    clusters: listAt(environment, 'clusters').map((cluster) => textAt(cluster, 'name')),
    namespaces: Object.values(fieldsAt(environment, 'namespaces')),
    confirmPrune: at(environment, 'sync', 'confirmPrune') === true,
    windows: listAt(environment, 'sync', 'windows'),
    recurring: listAt(environment, 'delivery', 'freezes'),
    once: sources.isFile(freezes) ? listAt(yaml(freezes), 'freezes').map(onceOf) : [],
    thaws: filesIn(sources, thaws, '.yaml').map((file) => yaml(`${thaws}/${file}`)),
    access: listAt(environment, 'access'),
    hosts: fieldsAt(environment, 'observability', 'hosts'),
    written: environment,
  };
}

/** When a freeze comes that comes once, as cron says it in UTC, and for how long. */
function onceOf(freeze: unknown): Fields {
  const [from, to] = ['from', 'to'].map((key) => new Date(textAt(freeze, key) ?? ''));
  if (from === undefined || to === undefined) return {};
  const schedule = [from.getUTCMinutes(), from.getUTCHours(), from.getUTCDate(), from.getUTCMonth() + 1, '*'].join(' ');
  const minutes = (to.getTime() - from.getTime()) / 60_000;
  return { schedule, duration: minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m` };
}

function charts(sources: Sources): readonly Fields[] {
  return folderNames(sources, factsFolder).flatMap((environment) =>
    filesIn(sources, `${factsFolder}/${environment}`, '.yaml').flatMap((file) => {
      const head = sources.documents(`${factsFolder}/${environment}/${file}`)[0]?.value;
      if (!isFactsHead(head)) return [];
      const { application, repository, chart, version, release, namespace, namespaces, kinds, images } = fieldsAt(head, 'spec');
      return [{ environment, application, repository, chart, version, release, namespace, namespaces, kinds, images }];
    }),
  );
}

/** How many Applications each folder of `argocd/` has, by its files, and how long their names are: those of the files, and of the environment. */
function toldFolders(sources: Sources): readonly Fields[] {
  const files = argoFiles(sources).filter((file) => file.includes('/applications/'));
  return [...Map.groupBy(files, (file) => path.posix.dirname(file))].map(([folder, own]) => {
    const environment = folder.split('/')[1] ?? '';
    const characters = own.reduce((sum, file) => sum + `${path.posix.basename(file, '.yaml')}-${environment}`.length, 0);
    return { path: folder, applications: own.length, characters };
  });
}

/** An environment that is new has no facts yet: the pins of production stand for its own until it has. */
function withBorrowed(known: readonly Fields[], environments: readonly Fields[]): readonly Fields[] {
  const first = known.some(({ environment }) => environment === 'production') ? 'production' : known[0]?.['environment'];
  const bare = environments.filter(({ name }) => !known.some(({ environment }) => environment === name));
  const lent = known.filter(({ environment }) => environment === first);
  return [...known, ...bare.flatMap(({ name }) => lent.map((chart) => ({ ...chart, environment: name, borrowed: true })))];
}

/** Kinds and namespaces of what each overlay folder builds. */
function built({ manifests, applicationOf }: RenderedEnvironment): readonly Fields[] {
  const byFolder = Map.groupBy(manifests, (manifest) => applicationOf.get(manifest)?.folder ?? '');
  return [...byFolder].map(([path, own]) => {
    const kinds = new Map(
      own.map(({ apiVersion, kind, namespace }) => {
        const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
        return [`${group}/${kind}/${namespace === ''}`, { group, kind, cluster: namespace === '' }] as const;
      }),
    );
    return {
      path,
      kinds: [...kinds.values()],
      namespaces: [...new Set(own.map(({ namespace }) => namespace).filter((name) => name !== ''))],
    };
  });
}

function folderNames(sources: Sources, folder: string): readonly string[] {
  if (!sources.isFolder(folder)) return [];
  return sources
    .entries(folder)
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}
