import { describe, expect, it } from 'vitest';
import { generate } from '../../generators/generate.ts';
import { manifestsOf } from '../../policies/manifest.ts';
import type { Manifest } from '../../policies/model.ts';
import { pairsOf } from '../../scripts/preview/diff/pairs.ts';
import { exceptionChanges } from '../../scripts/preview/exceptions.ts';
import { explain } from '../../scripts/preview/explain.ts';
import { explanationText } from '../../scripts/preview/explanation-text.ts';
import { changedObjects } from '../../scripts/preview/impacts/classify.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { folderWith } from '../support/folder.ts';
import { companyCatalog } from './support.ts';

const { files, applications } = generate(companyCatalog);

describe('what a service adjusts and exempts in the data layer', () => {
  const sources = createSources(folderWith(Object.fromEntries(files.map(({ path, text }) => [path, text]))));
  const told = async (object: string, field: string) => explanationText(await explain(sources, object, field)).split('\n');

  it('is told of a field by explain, with the code to edit', async () => {
    expect(await told('production/KafkaTopic/audit.recorded', 'spec.config["max.message.bytes"]')).toEqual([
      'KafkaTopic erp-infra/audit.recorded  spec.config["max.message.bytes"]',
      '  value  4194304',
      expect.stringMatching(/^ {2}set {4}base\/audit-log-data\/kafka-topic\.audit\.recorded\.yaml:\d+ \(base\)$/),
      '  beyond adjusted by whole-documents (spec.config["max.message.bytes"]): A change holds the document before and after it, 3Mi at most',
      '  edit   generators/adjustments/audit-log.ts',
      '',
    ]);
  });

  it('is told of the exemption beside the adjustment', async () => {
    expect((await told('production/KafkaTopic/audit.exported', 'spec.config["retention.ms"]')).slice(3, -2)).toEqual([
      '  beyond adjusted by whole-documents (spec.config["retention.ms"]): A change holds the document before and after it, 3Mi at most',
      '  beyond exempt from limit-topic-retention: 2027-03-31 What was exported is in the archive within a minute, and the office wants no second copy (@example-erp/ops)',
    ]);
  });

  it('is told by the preview where the object comes', () => {
    const objects = applications
      .filter(({ name }) => name === 'audit-log-data')
      .flatMap(({ variants }) => variants.filter(({ environment }) => environment === 'production').flatMap((variant) => variant.objects));
    const manifests = objects.flatMap((object) => manifestsOf({ ...object }, { file: '', document: 0 })) as readonly Manifest[];
    const place = { environment: 'production', application: 'audit-log-data' };
    expect(exceptionChanges(changedObjects(pairsOf(place, [], manifests)))).toEqual(
      [
        ['audit.recorded', 'max.message.bytes'],
        ['audit.exported', 'retention.ms'],
      ].map(([topic, key]) => ({
        environment: 'production',
        object: `KafkaTopic erp-infra/${topic}`,
        change: 'new',
        text: `adjusted by whole-documents (spec.config["${key}"]): A change holds the document before and after it, 3Mi at most`,
      })),
    );
  });
});
