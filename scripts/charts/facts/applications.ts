import path from 'node:path';
import { versionsFile } from '../../../generators/model/environment/versions.ts';
import { asFields, at, listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import { platformVersion } from '../../../policies/kubernetes/settings/platform-version.ts';
import type { Fields, Manifest } from '../../../policies/model.ts';
import { manifestsIn } from '../../kustomize/kustomizations.ts';
import { argoFiles } from '../../repository/argo-files.ts';
import type { Sources } from '../../repository/sources.ts';
import { parseYaml } from '../../repository/yaml.ts';
import { canonicalJson, digestOf } from './hash.ts';

/** An Application that takes its objects from a chart: what Argo CD is told to render. */
export interface ChartApplication {
  /** The generated file that holds it, relative to the root. */
  readonly file: string;
  /** Where its facts lie, relative to the root. */
  readonly facts: string;
  readonly environment: string;
  /** Name of the Application within its environment: that of its file, with the cluster where there are several. */
  readonly name: string;
  /** The file that a person edits to change chart, version or values. */
  readonly source: string;
  readonly repository: string;
  readonly chart: string;
  readonly version: string;
  /** What it is rendered for: the version of the environment's clusters, such as `1.35.0`. */
  readonly kubernetesVersion: string;
  readonly release: string;
  /** Where its objects go that say nothing else. */
  readonly namespace: string;
  readonly values: Fields;
  /** SHA-256 of the values, in any order of their keys. */
  readonly valuesHash: string;
  readonly syncOptions: readonly string[];
}

/** Where the facts of charts lie, relative to the root: a folder for each environment. */
export const factsFolder = 'charts';

/**
 * The Applications of `argocd/` whose source is a chart, sorted by environment and name. One that names no environment belongs
 * to the environment of its cluster: Argo CD itself, to the one in whose cluster it runs.
 */
export function chartApplications(sources: Sources): readonly ChartApplication[] {
  // Most files hold no chart, and reading YAML is what takes the time.
  const files = argoFiles(sources).filter((file) => /^ +chart: /m.test(sources.text(file) ?? ''));
  const all = files.flatMap((file) =>
    manifestsIn(sources, file)
      .filter(({ kind }) => kind === 'Application')
      .map((manifest) => ({ file, manifest })),
  );
  const environmentOf = new Map<string, string>();
  for (const { manifest } of all) {
    const environment = manifest.labels['environment'];
    // A root, which every environment has in the cluster of Argo CD, says nothing about that cluster.
    if (environment !== undefined && chartOf(manifest) !== undefined) environmentOf.set(cluster(manifest), environment);
  }
  return all
    .flatMap(({ file, manifest }) => {
      const environment = manifest.labels['environment'] ?? environmentOf.get(cluster(manifest));
      const chart = chartOf(manifest);
      return environment === undefined || chart === undefined ? [] : [read(sources, file, manifest, environment, chart)];
    })
    .toSorted((a, b) => (a.facts < b.facts ? -1 : 1));
}

function read(sources: Sources, file: string, { fields, name: fullName }: Manifest, environment: string, chart: string): ChartApplication {
  const name = path.posix.basename(file).replace(/\.ya?ml$/, '');
  const text = (...keys: readonly string[]) => textAt(fields, 'spec', ...keys) ?? '';
  const values = asFields(at(fields, 'spec', 'source', 'helm', 'valuesObject')) ?? {};
  return {
    file,
    facts: `${factsFolder}/${environment}/${name}.yaml`,
    environment,
    name,
    source: /^# Generated from ([^\n]+?)\. Do not edit/.exec(sources.text(file) ?? '')?.[1] ?? file,
    repository: text('source', 'repoURL'),
    chart,
    version: text('source', 'targetRevision'),
    kubernetesVersion: kubernetesOf(sources, environment),
    release: textAt(fields, 'spec', 'source', 'helm', 'releaseName') ?? fullName,
    namespace: text('destination', 'namespace'),
    values,
    valuesHash: digestOf(canonicalJson(values)),
    syncOptions: listAt(fields, 'spec', 'syncPolicy', 'syncOptions').filter((option) => typeof option === 'string'),
  };
}

function cluster({ fields }: Manifest): string {
  return textAt(fields, 'spec', 'destination', 'name') ?? '';
}

function chartOf({ fields }: Manifest): string | undefined {
  return textAt(fields, 'spec', 'source', 'chart');
}

/** Nobody but the catalog says it; where it says nothing of an environment, the version that the judge knows. */
function kubernetesOf(sources: Sources, environment: string): string {
  const text = sources.text(versionsFile(environment));
  const value: unknown = text === undefined ? undefined : parseYaml(text).documents[0]?.value;
  return `${textAt(value, 'kubernetes') ?? platformVersion}.0`;
}
