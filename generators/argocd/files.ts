import { chartsOf } from '../charts/charts.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Cluster } from '../model/environment.ts';
import type { Application } from '../model/object.ts';
import { type GeneratedFile, yamlFile } from '../output/file.ts';
import { application, rootApplication } from './application.ts';
import { chartApplication, platformProject } from './chart-application.ts';
import { appProject, rootProject } from './project.ts';

/** Everything under `argocd/`: the root project, and for each environment its root Application, projects and Applications. */
export function argoFiles(catalog: Catalog, applications: readonly Application[]): readonly GeneratedFile[] {
  const platform = catalog.platform.value;
  return [
    yamlFile('argocd/root-project.yaml', catalog.platform.file, rootProject(platform)),
    ...catalog.environments.flatMap(({ file, value: environment }) => {
      const folder = `argocd/${environment.name}`;
      const deployed = applications.flatMap((item) => {
        const variant = item.variants.find((candidate) => candidate.environment === environment.name);
        return variant === undefined ? [] : [{ item, variant }];
      });
      const objects = deployed.flatMap(({ variant }) => variant.objects);
      const charts = environment.clusters.flatMap((cluster) =>
        chartsOf(environment, platform, cluster).map((chart) => ({ cluster, chart })),
      );
      const suffixOf = (cluster: Cluster) => (environment.clusters.length === 1 ? '' : `.${cluster.name}`);
      return [
        yamlFile(`${folder}/root.yaml`, file, rootApplication(environment, platform)),
        yamlFile(`${folder}/project.yaml`, file, appProject(environment, platform, objects)),
        ...deployed.flatMap(({ item }) =>
          environment.clusters.map((cluster) => {
            const value = application(item, environment, cluster, platform);
            return yamlFile(`${folder}/applications/${item.name}${suffixOf(cluster)}.yaml`, item.source, value);
          }),
        ),
        yamlFile(
          `${folder}/platform-project.yaml`,
          file,
          platformProject(
            environment,
            platform,
            charts.map(({ chart }) => chart),
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
