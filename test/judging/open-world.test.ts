import { describe, expect, it } from 'vitest';
import { loadRules } from '../../scripts/judging/lint/rules.ts';
import { absences, openWorld } from '../../scripts/judging/open-world.ts';

const rules = (await loadRules('.')).map(({ value }) => value);
const messages = rules.flatMap(({ examples }) => examples.fail.flatMap(({ problems }) => problems.map(({ message }) => message)));

it('metrics of exporters that nobody here has described are not decided, slips of known ones are', () => {
  const finding = (message: string) =>
    ({ rule: 'match-metric', message, object: { namespace: 'shop' } }) as unknown as Parameters<ReturnType<typeof openWorld>>[0];
  const isOpen = openWorld([]);
  expect(isOpen(finding('Alert "A" asks for "smartctl_device_status", which no exporter in policies/metrics has.'))).toBe(true);
  expect(isOpen(finding('Alert "A" asks for "upp", which no exporter in policies/metrics has. Did you mean "up"?'))).toBe(false);
  const known = messages.filter((message) => message.includes('which no exporter in policies/metrics has'));
  expect(new Set(known.map((message) => isOpen(finding(message))))).toEqual(new Set([true, false]));
});

describe('the words by which rules say that something is absent', () => {
  it.each(absences.map((absence) => [absence.source, absence] as const))('%s is said by a rule', (_, absence) => {
    expect(messages.filter((message) => absence.test(message))).not.toEqual([]);
  });
});
