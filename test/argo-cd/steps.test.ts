import { describe, expect, it } from 'vitest';
import { type StepName, steps, stepsFor } from '../../scripts/cluster/argo-cd/steps.ts';
import { UserError } from '../../scripts/terminal/errors.ts';

const namesOf = (names: readonly string[]) => stepsFor(names).map(({ name }) => name);

describe('the steps that are played', () => {
  it('are all of them, in their order, where none is named', () => {
    expect(namesOf([])).toEqual(steps.map(({ name }) => name));
  });

  it.each<{ readonly of: readonly StepName[]; readonly played: readonly StepName[] }>([
    { of: ['projects'], played: ['projects'] },
    { of: ['rollback'], played: ['dev', 'delivery', 'rollback'] },
    { of: ['removal'], played: ['outage', 'removal'] },
    { of: ['waiting', 'drift'], played: ['dev', 'drift', 'waiting'] },
  ])('of $of are those and what they need', ({ of, played }) => {
    expect(namesOf(of)).toEqual(played);
  });

  it('are not guessed: a name that is none is refused, with those that there are', () => {
    expect(() => stepsFor(['drifts', 'dev'])).toThrow(UserError);
    expect(() => stepsFor(['drifts', 'dev'])).toThrow('There is no step "drifts".');
  });

  it('come after what they need', () => {
    const order = steps.map(({ name }): string => name);
    for (const step of steps) if ('after' in step) expect(order.indexOf(step.after)).toBeLessThan(order.indexOf(step.name));
  });
});
