import { describe, expect, it } from 'vitest';
import { loadRules } from '../../scripts/judging/lint/rules.ts';
import { absences } from '../../scripts/judging/open-world.ts';

const rules = (await loadRules('.')).map(({ value }) => value);
const messages = rules.flatMap(({ examples }) => examples.fail.flatMap(({ problems }) => problems.map(({ message }) => message)));

describe('the words by which rules say that something is absent', () => {
  it.each(absences.map((absence) => [absence.source, absence] as const))('%s is said by a rule', (_, absence) => {
    expect(messages.filter((message) => absence.test(message))).not.toEqual([]);
  });
});
