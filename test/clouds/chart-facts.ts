import type { Chart } from '../../generators/charts/chart.ts';
import { chartsOf as pinned } from '../../generators/charts/charts.ts';
import { cloudOf } from '../../generators/clouds/clouds.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import { asFields, at } from '../../policies/kubernetes/fields.ts';
import { manifestsOf } from '../../policies/manifest.ts';
import type { Fields, Manifest } from '../../policies/model.ts';
import { chartsOf } from '../support/chart-facts.ts';

/**
 * What the charts of an environment of this repository would render with the values of another cloud: the same but for accounts,
 * labels of pods, disks, and what the operator of PostgreSQL is told.
 */
export function chartsOn(catalog: Catalog, name: string): readonly Manifest[] {
  const change = changeOn(catalog, name);
  if (change === undefined) return [];
  return chartsOf(name).flatMap((manifest) =>
    manifestsOf(change(manifest.kind, manifest.name, manifest.fields), { file: manifest.file, document: manifest.document }).flatMap(
      (item) => ('fields' in item && manifest.origin !== undefined ? [{ ...item, origin: manifest.origin }] : []),
    ),
  );
}

/** What becomes of one object of a chart; undefined where there is no such environment. */
export function changeOn(catalog: Catalog, name: string): ((kind: string, name: string, fields: Fields) => Fields) | undefined {
  const platform = catalog.platform.value;
  const environment = catalog.environments.find(({ value }) => value.name === name)?.value;
  const cluster = environment?.clusters[0];
  if (environment === undefined || cluster === undefined) return undefined;
  const charts = pinned(environment, platform, cluster);
  const { disks } = cloudOf(platform);
  const values = (chart: string): Chart['values'] => charts.find((one) => one.name === chart)?.values ?? {};
  return (kind, called, fields) => {
    const own = JSON.parse(JSON.stringify(fields).replaceAll('"gp3"', JSON.stringify(disks.name))) as Fields;
    return changes[`${kind}/${called}`]?.(own, values) ?? own;
  };
}

type Change = (fields: Fields, values: (chart: string) => Chart['values']) => Fields;

const account =
  (chart: string): Change =>
  (fields, values) => {
    const { annotations: _, ...metadata } = asFields(fields['metadata']) ?? {};
    const annotations = at(values(chart), 'serviceAccount', 'annotations');
    return { ...fields, metadata: { ...metadata, ...(annotations !== undefined && { annotations }) } };
  };

const labelled =
  (chart: string, ...keys: readonly string[]): Change =>
  (fields, values) => {
    const spec = asFields(fields['spec']) ?? {};
    const template = asFields(spec['template']) ?? {};
    const metadata = asFields(template['metadata']) ?? {};
    const labels = { ...asFields(metadata['labels']), ...asFields(at(values(chart), ...keys)) };
    return { ...fields, spec: { ...spec, template: { ...template, metadata: { ...metadata, labels } } } };
  };

const changes: Readonly<Record<string, Change>> = {
  'ServiceAccount/cert-manager': account('cert-manager'),
  'ServiceAccount/loki': account('loki'),
  'Deployment/cert-manager': labelled('cert-manager', 'podLabels'),
  'StatefulSet/loki': labelled('loki', 'singleBinary', 'podLabels'),
  'OperatorConfiguration/postgres-operator': (fields, values) => {
    const configuration = asFields(fields['configuration']) ?? {};
    const kubernetes = { ...asFields(configuration['kubernetes']), ...asFields(values('postgres-operator')['configKubernetes']) };
    const told = asFields(values('postgres-operator')['configAwsOrGcp']) ?? {};
    return { ...fields, configuration: { ...configuration, kubernetes, aws_or_gcp: told } };
  },
};
