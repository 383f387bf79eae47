import { isElsewhere } from '../kubernetes/data/stores-elsewhere.ts';
import { at, listAt, textAt } from '../kubernetes/fields.ts';
import type { Manifest, World } from '../model.ts';
import { dashboardsOf, panelsOf } from '../promql/dashboard-queries.ts';
import { expectObject, inEvery, infra, place } from './model/expectations.ts';
import type { Requirement, Shortfall } from './model/requirement.ts';

/** The services, the three stores of section 3, and what the environment and its delivery look like as a whole. */
const dashboards = ['service', 'postgres', 'redis', 'kafka', 'environment', 'delivery'] as const;

const requirements: readonly Requirement[] = [
  {
    id: 'R103',
    section: '5.3',
    requirement: 'Dashboards are files in Git, in ConfigMap grafana-dashboards, mounted at /var/lib/grafana/dashboards.',
    where: 'base/platform/dashboards: ConfigMaps dashboard-*, each with one JSON file',
    deviation: {
      defects: ['D107', 'D108'],
      text: 'One ConfigMap for each dashboard, which the sidecar of Grafana finds by the label grafana_dashboard and writes into the folder that Grafana reads: a mounted ConfigMap holds 1 MiB for all of them together, and Grafana loads nothing from it without a provider.',
    },
    check: (evidence) =>
      inEvery(evidence, (world) => dashboards.filter((uid) => !isElsewhere(world, uid)).flatMap((uid) => ofDashboard(world, uid))),
  },
];

function ofDashboard(world: World, uid: string): readonly Shortfall[] {
  const name = `dashboard-${uid}`;
  const manifest = world.find('ConfigMap', infra, name);
  return [
    ...expectObject(
      world,
      { kind: 'ConfigMap', namespace: infra, name },
      { metadata: { labels: { grafana_dashboard: '1' }, annotations: { grafana_folder: 'ERP' } } },
    ),
    ...(manifest === undefined ? [] : contentOf(world, manifest, uid)),
  ];
}

function contentOf(world: World, manifest: Manifest, uid: string): readonly Shortfall[] {
  const shortfall = (message: string): Shortfall => ({
    message: `ConfigMap "${manifest.name}" ${message}`,
    ...place(world, manifest, 'data'),
  });
  const [dashboard, ...more] = dashboardsOf({ ...manifest, labels: { ...manifest.labels, grafana_dashboard: '1' } });
  if (dashboard === undefined || more.length > 0) return [shortfall('does not hold exactly one dashboard.')];
  const { key, fields } = dashboard;
  if (key !== `${uid}.json` || textAt(fields, 'uid') !== uid)
    return [shortfall(`holds "${key}" with uid "${textAt(fields, 'uid') ?? ''}", expected "${uid}".`)];
  const panels = panelsOf(fields);
  const empty = panels.filter((panel) => listAt(panel, 'targets').length === 0).map((panel) => textAt(panel, 'title') ?? '');
  return [
    ...(panels.length === 0 ? [shortfall('has no panels.')] : []),
    ...empty.map((title) => shortfall(`has a panel "${title}" that asks for nothing.`)),
    ...(at(fields, 'editable') === false ? [] : [shortfall('may be edited in Grafana, where the change is lost.')]),
  ];
}

export default requirements;
