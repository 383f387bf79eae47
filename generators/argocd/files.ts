import { chartsOf } from '../charts/charts.ts';
import { type Catalog, homeOf } from '../model/catalog.ts';
import type { Entry } from '../model/entry.ts';
import { argoLoadOf, argoSizeOf } from '../model/environment/argo-size.ts';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import type { Cluster } from '../model/environment/place.ts';
import { isHost } from '../model/environment/pull-requests.ts';
import type { Application, Shelf } from '../model/object.ts';
import { freezesIn } from '../model/operations/freezes.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { type GeneratedFile, yamlFile } from '../output/file.ts';
import { application } from './application.ts';
import { argoCdApplication, argoCdProject } from './argo-cd.ts';
import { chartApplication, platformProject } from './chart-application.ts';
import {
  appProject,
  argoProjectName,
  platformProjectName,
  projectName,
  rootProject,
  rootProjectName,
  servicesProjectName,
} from './project.ts';
import {
  firstApplication,
  projectsApplication,
  projectsFolder,
  rootApplication,
  sharedProjectsApplication,
  shelfApplication,
} from './roots.ts';

/**
 * Everything under `argocd/`: Argo CD itself, the roots, and for each environment its projects and Applications.
 * @param environments those whose files are made; absent: all
 * @param isTold whether the Application of one of them is made, which knows nothing of its objects; absent: all
 */
export function argoFiles(
  catalog: Catalog,
  applications: readonly Application[],
  environments: readonly Entry<EnvironmentDefinition>[] = catalog.environments,
  isTold: (application: Application) => boolean = () => true,
): readonly GeneratedFile[] {
  const platform = catalog.platform.value;
  const home = homeOf(catalog);
  const hosts = catalog.environments.some(({ value }) => isHost(value));
  const objectsOfArgo = applications
    .filter(({ project }) => project === 'argocd')
    .flatMap(({ variants }) => variants.flatMap(({ objects }) => objects));
  return [
    yamlFile(`${projectsFolder}/${rootProjectName}.yaml`, catalog.platform.file, rootProject(platform, home, hosts)),
    yamlFile(
      `${projectsFolder}/${argoProjectName}.yaml`,
      'generators/charts/argo-cd.ts',
      argoCdProject(platform, home, objectsOfArgo, catalog.charts),
    ),
    yamlFile('argocd/projects.yaml', catalog.platform.file, sharedProjectsApplication(platform)),
    yamlFile('argocd/root.yaml', catalog.platform.file, firstApplication(platform)),
    yamlFile('argocd/argo-cd.yaml', 'generators/charts/argo-cd.ts', argoCdApplication(platform, home, argoSizeOf(argoLoadOf(catalog)))),
    ...environments.flatMap(({ file, value: environment }) => {
      const folder = `argocd/${environment.name}`;
      const deployed = applications.flatMap((item) => {
        const variant = item.variants.find((candidate) => candidate.environment === environment.name);
        return variant === undefined ? [] : [{ item, variant }];
      });
      const objectsOf = (project: 'platform' | 'services' | undefined) =>
        deployed.filter(({ item }) => item.project === project).flatMap(({ variant }) => variant.objects);
      const charts = environment.clusters.flatMap((cluster) =>
        chartsOf(environment, platform, cluster).map((chart) => ({ cluster, chart })),
      );
      const freezes = freezesIn(catalog, environment.name);
      const factsOf = (names: readonly string[]) =>
        catalog.charts.filter((facts) => facts.environment === environment.name && names.includes(facts.application));
      const suffixOf = (cluster: Cluster) => (environment.clusters.length === 1 ? '' : `.${cluster.name}`);
      return [
        yamlFile(`${folder}/root.yaml`, file, rootApplication(environment, platform)),
        yamlFile(`${folder}/projects.yaml`, file, projectsApplication(environment, platform)),
        yamlFile(
          `${folder}/projects/${projectName(environment.name)}.yaml`,
          file,
          appProject(environment, platform, objectsOf(undefined), freezes),
        ),
        yamlFile(
          `${folder}/projects/${servicesProjectName(environment.name)}.yaml`,
          file,
          appProject(environment, platform, objectsOf('services'), freezes, servicesProjectName(environment.name)),
        ),
        ...deployed
          .filter(({ item }) => isTold(item))
          .flatMap(({ item }) =>
            clustersOf(item, environment, platform).map((cluster) => {
              const value = application(item, environment, cluster, platform);
              return yamlFile(`${folder}/applications/${shelfPath(item)}${item.name}${suffixOf(cluster)}.yaml`, item.source, value);
            }),
          ),
        ...shelvesOf(deployed.map(({ item }) => item)).map(({ shelf, syncWave }) =>
          yamlFile(
            `${folder}/applications/root-${shelf.folder}-${shelf.part}.yaml`,
            file,
            shelfApplication(shelf, syncWave, environment, platform),
          ),
        ),
        yamlFile(
          `${folder}/projects/${platformProjectName(environment.name)}.yaml`,
          file,
          platformProject(
            environment,
            platform,
            charts.map(({ chart }) => chart),
            factsOf(charts.map(({ cluster, chart }) => `${chart.name}${suffixOf(cluster)}`)),
            objectsOf('platform'),
            freezes,
          ),
        ),
        ...charts.map(({ cluster, chart }) => {
          const value = chartApplication(chart, environment, cluster, platform);
          return yamlFile(`${folder}/applications/${chart.name}${suffixOf(cluster)}.yaml`, chart.source, value);
        }),
      ];
    }),
  ];
}

function shelfPath({ shelf }: Application): string {
  return shelf === undefined ? '' : `${shelf.folder}/${shelf.part}/`;
}

/** The shelves that some Applications lie on, each once, with the wave of what lies there. */
function shelvesOf(items: readonly Application[]): readonly { readonly shelf: Shelf; readonly syncWave: number }[] {
  const shelves = new Map(items.flatMap((item) => (item.shelf === undefined ? [] : [[shelfPath(item), { ...item, shelf: item.shelf }]])));
  return [...shelves.keys()].sort().flatMap((path) => shelves.get(path) ?? []);
}

/** Argo CD runs in one cluster only; everything else is in all of them. */
function clustersOf({ project }: Application, { clusters }: EnvironmentDefinition, { argo }: PlatformDefinition): readonly Cluster[] {
  return project === 'argocd' ? clusters.filter(({ name }) => name === argo.cluster) : clusters;
}
