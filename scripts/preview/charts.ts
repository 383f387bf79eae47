import { asFields, at, fieldsAt, listAt, textAt } from '../../policies/kubernetes/fields.ts';
import { manifestsOf } from '../../policies/manifest.ts';
import type { Fields, Manifest } from '../../policies/model.ts';
import { isFactsHead } from '../charts/facts/facts.ts';
import type { Sources } from '../repository/sources.ts';
import { pairsOf } from './diff/pairs.ts';
import { changedObjects } from './impacts/classify.ts';
import type { ChangedObject } from './impacts/impact.ts';

/** Whether a file, relative to the root, holds what a chart renders. */
export function isChartFile(file: string): boolean {
  return /^charts\/[^/]+\/[^/]+\.yaml$/.test(file);
}

/** What charts make now and did not, or made otherwise: each changed file of facts as it is, compared with what it was. */
export function changedChartObjects(work: Sources, base: Sources, files: readonly string[]): readonly ChangedObject[] {
  return files.filter(isChartFile).flatMap((file) => {
    const [environment = '', name = ''] = file
      .replace(/\.yaml$/, '')
      .split('/')
      .slice(1);
    const read = (sources: Sources) => sources.documents(file).flatMap(({ value }, document) => objectsIn(value, file, document));
    return changedObjects(pairsOf({ environment, application: `charts/${name}` }, read(base), read(work)));
  });
}

function objectsIn(value: unknown, file: string, document: number): readonly Manifest[] {
  const objects = isFactsHead(value) ? headObjects(asFields(value) ?? {}) : [value];
  return objects.flatMap((object) => manifestsOf(object, { file, document })).filter((object) => 'fields' in object);
}

/** The head says which chart and which images, and stands for the definitions, whose bodies nobody keeps. */
function headObjects(head: Fields): readonly Fields[] {
  const { chart, version, appVersion, repository, kubernetesVersion, images } = fieldsAt(head, 'spec');
  return [
    { ...head, spec: { repository, chart, version, appVersion, kubernetesVersion, images } },
    ...listAt(head, 'spec', 'definitions').map((definition) => ({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: textAt(definition, 'name') },
      spec: {
        group: at(definition, 'group'),
        kind: at(definition, 'kind'),
        scope: at(definition, 'scope'),
        versions: at(definition, 'versions'),
      },
    })),
  ];
}
