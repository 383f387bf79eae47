import { type DeclaredEnvironment, type DeliveryFacts, deliveryFactsOf } from '../../kubernetes/argo-cd/delivery-facts.ts';
import { at, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import type { Manifest, World } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { applicationOf } from '../../rollout/place.ts';

/** The project of the Applications that make Applications and projects. */
const rootProject = 'erp-root';

const application = (name: string, project: string, source: string, labels = 'environment: production') => `
# file: argocd/${name}.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name}, namespace: argocd, labels: { ${labels} } }
spec: { project: ${project}, source: { ${source} }, destination: { name: erp-production } }
`;
const tree = [
  application('root', rootProject, 'path: argocd, directory: { recurse: true }', 'app.kubernetes.io/part-of: erp'),
  application('projects', rootProject, 'path: argocd/projects', 'app.kubernetes.io/part-of: erp'),
  application('projects-production', rootProject, 'path: argocd/production/projects'),
  application('root-production', rootProject, 'path: argocd/production/applications'),
  application('web-production', 'erp-production-services', 'path: overlays/production/web'),
  application('keda-production', 'erp-production-platform', 'chart: keda', 'environment: production, erp.example.com/application: keda'),
  `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: ${rootProject}, namespace: argocd }
spec: {}
`,
  `
apiVersion: facts.erp.example.com/v1
kind: DeliveryFacts
metadata: { name: delivery }
spec:
  argo: { namespace: argocd, cluster: erp-production }
  environments: [{ name: production, clusters: [erp-production], namespaces: [erp-prod] }]
  folders: [{ path: overlays/production/web, reaches: [overlays/production/web] }]
  charts: [{ environment: production, application: keda, chart: keda, version: 2.20.2 }]
  built: [{ path: overlays/production/web, namespaces: [erp-prod], kinds: [] }]
`,
].join('---');

const whole = 'a root, those of production, an overlay and a chart';

export default defineRule({
  id: 'require-application',
  severity: 'error',
  manual: '1.1 (D3)',
  summary:
    'Have an Application for every overlay folder, every pinned chart, and every folder of argocd/ that holds Applications or projects.',
  rationale:
    'An overlay without one is proved, judged and deployed nowhere; where its Application was deleted, Argo CD deletes what runs with it.',
  remediation: 'Run "npm run generate", which writes one for each; what is to go leaves the catalog.',
  scope: 'object',
  kinds: ['Application', 'AppProject'],

  check(manifest, world) {
    const facts = deliveryFactsOf(world);
    // Where only some overlays were built, only some Applications were read.
    if (facts?.built === undefined) return [];
    const title = titleOf(manifest);
    const missing = missingFor(manifest, facts, world);
    return missing.map((what) => ({ message: `${title} makes no Application of ${what}.`, path: '' }));
  },

  examples: {
    pass: [{ name: whole, manifests: tree }],
    fail: [
      {
        name: 'an overlay and a chart that nobody deploys',
        from: whole,
        change: { 'Application/web-production': undefined, 'Application/keda-production': undefined },
        problems: [
          {
            on: 'Application/root-production',
            message: 'Application "root-production" makes no Application of the overlay "overlays/production/web".',
            path: '',
          },
          {
            on: 'Application/root-production',
            message: 'Application "root-production" makes no Application of the chart "keda" of "production".',
            path: '',
          },
        ],
      },
      {
        name: 'an environment without roots',
        from: whole,
        change: { 'Application/root-production': undefined, 'Application/projects-production': undefined },
        problems: [
          {
            on: 'Application/root',
            message: 'Application "root" makes no Application of the folder "argocd/production/projects".',
            path: '',
          },
          {
            on: 'Application/root',
            message: 'Application "root" makes no Application of the folder "argocd/production/applications".',
            path: '',
          },
        ],
      },
      {
        name: 'no first root',
        from: whole,
        change: { 'Application/root': undefined },
        problems: [
          {
            on: 'AppProject/erp-root',
            message: 'AppProject "erp-root" makes no Application of the folder "argocd", which everything begins with.',
            path: '',
          },
        ],
      },
    ],
  },
});

/** What is missing is told of the one that would make it. */
function missingFor(manifest: Manifest, facts: DeliveryFacts, world: World): readonly string[] {
  const { paths, firsts } = toldOf(world);
  if (manifest.kind === 'AppProject')
    return manifest.name === rootProject && firsts.length === 0 ? ['the folder "argocd", which everything begins with'] : [];
  if (firsts[0] === manifest) {
    const folders = ['argocd/projects', ...facts.environments.flatMap(foldersOf)];
    return folders.filter((folder) => !paths.has(folder)).map((folder) => `the folder "${folder}"`);
  }
  const folder = isRoot(manifest) ? pathOf(manifest) : undefined;
  const environment = facts.environments.find(({ name }) => folder === `argocd/${name}/applications`);
  return environment === undefined ? [] : missingIn(environment, facts, world);
}

function foldersOf({ name }: DeclaredEnvironment): readonly string[] {
  return [`argocd/${name}/projects`, `argocd/${name}/applications`];
}

function missingIn({ name }: DeclaredEnvironment, facts: DeliveryFacts, world: World): readonly string[] {
  const { paths, charts } = toldOf(world);
  const overlays = [...facts.folders.keys()].filter((folder) => folder.startsWith(`overlays/${name}/`) && !paths.has(folder));
  const pins = facts.charts.filter(({ environment, borrowed }) => environment === name && !borrowed).map(({ application }) => application);
  const unused = pins.filter((pin) => ![name, ''].some((environment) => charts.has(`${environment}/${pin.split('.')[0] ?? ''}`)));
  return [...overlays.map((folder) => `the overlay "${folder}"`), ...unused.map((pin) => `the chart "${pin}" of "${name}"`)];
}

function isRoot({ fields }: Manifest): boolean {
  return textAt(fields, 'spec', 'project') === rootProject;
}

function pathOf({ fields }: Manifest): string | undefined {
  return textAt(fields, 'spec', 'source', 'path');
}

/** What the Applications take: folders, charts by environment and name; and those that read several folders of `argocd/`. */
const toldOf = perWorld((world: World) => {
  const all = world.ofKind('Application');
  return {
    paths: new Set(all.flatMap((manifest) => pathOf(manifest) ?? [])),
    charts: new Set(
      all
        .filter(({ fields }) => at(fields, 'spec', 'source', 'chart') !== undefined)
        .map((manifest) => `${manifest.labels['environment'] ?? ''}/${applicationOf(manifest)}`),
    ),
    firsts: all.filter((manifest) => isRoot(manifest) && pathOf(manifest) === 'argocd'),
  };
});
