import { readFileSync } from 'node:fs';
import { dump } from 'js-yaml';
import { at, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import { chartApplications } from '../../../scripts/charts/facts/applications.ts';
import { type FactsFile, loadFacts } from '../../../scripts/charts/facts/facts.ts';
import type { StubChart } from '../../../scripts/cluster/argo-cd/chart-store.ts';
import { readCrds, standIns } from '../../../scripts/cluster/crds.ts';
import { filesIn } from '../../../scripts/repository/files-in.ts';
import { createSources } from '../../../scripts/repository/sources.ts';

/**
 * Kinds that the repository or a chart has an object of. Argo CD reads the whole schema of a cluster again for each definition that
 * comes, so those of kinds that nobody uses would cost more than all others together.
 */
function usedKinds(root: string, facts: Iterable<FactsFile>): ReadonlySet<string> {
  const files = ['base', 'overlays'].flatMap((folder) => filesIn(root, folder)).filter((file) => file.endsWith('.yaml'));
  const written = files.flatMap((file) => [...textOf(root, file).matchAll(/^kind: (\S+)$/gm)].map(([, kind = '']) => kind));
  const rendered = [...facts].flatMap(({ objects }) => objects.map((object) => textAt(object, 'kind') ?? ''));
  return new Set([...written, ...rendered]);
}

/**
 * What is left out of the stand-ins: no webhook and no aggregated API answers here, so that the API server would refuse or miss what
 * depends on them; and policies whose expressions the facts do not keep.
 */
const leftOut = new Set(['admissionregistration.k8s.io', 'apiregistration.k8s.io']);

/** Charts that render, for the values of each Application, the objects that its facts name; with whole CustomResourceDefinitions. */
export async function stubCharts(root: string, crds: string, ours = process.cwd()): Promise<readonly StubChart[]> {
  const facts = new Map(loadFacts(ours).map((file) => [file.file, file]));
  const read = await readCrds([crds]);
  const stoodIn = standIns(
    [...facts.values()].flatMap((file) => file.facts.definitions),
    read,
  );
  const bodies = new Map([...read, ...stoodIn].map((crd) => [textAt(crd, 'metadata', 'name') ?? '', crd]));
  const applications = chartApplications(createSources(root));
  const used = usedKinds(root, facts.values());
  const missing: string[] = [];
  const charts = [...Map.groupBy(applications, ({ repository, chart, version }) => `${repository} ${chart} ${version}`).values()];
  const stubs = charts.map((members): StubChart => {
    const [{ repository, chart, version }] = members as [(typeof members)[number]];
    const definitions = new Set<string>();
    const renderings = members.flatMap(({ facts: name, values }) => {
      const file = facts.get(name);
      if (file === undefined) {
        missing.push(name);
        return [];
      }
      // Those of Argo CD are there already, in the version that runs.
      if (chart !== 'argo-cd') for (const { name, kind } of file.facts.definitions) if (used.has(kind)) definitions.add(name);
      return [{ values, manifest: manifestOf(file.objects.filter((object) => isKept(chart, object))) }];
    });
    const texts = [...definitions].sort().flatMap((name) => {
      const body = bodies.get(name);
      if (body === undefined) missing.push(`CustomResourceDefinition ${name}`);
      return body === undefined ? [] : [dump(withoutWebhook(body), { lineWidth: -1, noRefs: true })];
    });
    return { repository, chart, version, renderings, definitions: texts };
  });
  if (missing.length > 0) throw new Error(`What the stand-ins of the charts are made from is not all there: ${missing.join(', ')}`);
  return stubs;
}

function isKept(chart: string, object: Fields): boolean {
  const group = (textAt(object, 'apiVersion') ?? '').split('/', 1)[0] ?? '';
  const isSetting =
    ['ConfigMap', 'Secret'].includes(textAt(object, 'kind') ?? '') && (textAt(object, 'metadata', 'name') ?? '').startsWith('argocd-');
  // The settings of the Argo CD that runs here are its own; those of its Redis are for pods that nobody starts, which must find them.
  return !leftOut.has(group) && !(chart === 'argo-cd' && isSetting);
}

function manifestOf(objects: readonly Fields[]): string {
  return objects.map((object) => `---\n${JSON.stringify(object)}\n`).join('');
}

function withoutWebhook(crd: Fields): Fields {
  const spec = at(crd, 'spec') as Fields;
  return textAt(spec, 'conversion', 'strategy') === 'Webhook' ? { ...crd, spec: { ...spec, conversion: { strategy: 'None' } } } : crd;
}

/** The values of Argo CD's own chart in a repository. */
export function argoValues(root: string): { readonly settings: Record<string, string>; readonly parameters: Record<string, string> } {
  const argo = chartApplications(createSources(root)).find(({ chart }) => chart === 'argo-cd');
  const texts = (value: unknown) => Object.fromEntries(Object.entries((value ?? {}) as Fields).map(([key, text]) => [key, String(text)]));
  return { settings: texts(at(argo?.values, 'configs', 'cm')), parameters: texts(at(argo?.values, 'configs', 'params')) };
}

/** What the operator of PostgreSQL is told to give to each pod in an environment, as `namespace/name`. */
export function podEnvironments(root: string, environment: string): readonly string[] {
  const operator = chartApplications(createSources(root)).find(
    (application) => application.environment === environment && application.chart === 'postgres-operator',
  );
  const name = textAt(operator?.values, 'configKubernetes', 'pod_environment_configmap');
  return name === undefined ? [] : [name];
}

/** A file of the repository, as text. */
export function textOf(root: string, file: string): string {
  return readFileSync(`${root}/${file}`, 'utf8');
}
