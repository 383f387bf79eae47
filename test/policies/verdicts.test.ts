import { describe, expect, it } from 'vitest';
import { manifestsOf } from '../../policies/manifest.ts';
import { validateObjects } from '../../scripts/judging/validate/validation.ts';
import { parseYaml } from '../../scripts/repository/yaml.ts';
import { verdicts } from '../support/verdicts.ts';

async function errorsOf(yaml: string): Promise<readonly string[]> {
  const items = manifestsOf(parseYaml(yaml).documents[0]?.value, { file: 'example.yaml', document: 0 });
  const problems = items.flatMap((item) => ('fields' in item ? [] : [item.problem]));
  const findings = await validateObjects(items.flatMap((item) => ('fields' in item ? [item] : [])));
  return [...problems, ...findings.flatMap(({ severity, message }) => (severity === 'error' ? [message] : []))];
}

describe('the validator says what the API server said of small objects', () => {
  it.each(verdicts)('$server $what', async ({ object, server }) => {
    const errors = await errorsOf(object);
    if (server === 'takes') expect(errors).toEqual([]);
    else expect(errors).not.toEqual([]);
  });
});
