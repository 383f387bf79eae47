import { UserError } from '../../terminal/errors.ts';

/** A step of the story that `npm run test:argocd` plays. */
export interface Step {
  readonly name: string;
  /** What is seen in it, as the name of its test. */
  readonly title: string;
  /** The step that leaves what this one begins with. */
  readonly after?: string;
  /** Whose Applications it needs; the others are kept from coming up, which saves the time. */
  readonly environment?: 'dev' | 'production';
  /** Has clusters of its own, with the pinned version, and stands in no story. */
  readonly alone?: true;
}

/** In the order in which they are played. */
export const steps = [
  { name: 'projects', title: 'accepts every AppProject by its own validator' },
  { name: 'health', title: 'says by its own interpreter how healthy an Application is, as the tests say it by theirs' },
  { name: 'dev', title: 'brings up dev from nothing, each wave after the one before it', environment: 'dev' },
  { name: 'drift', title: 'puts back what somebody changed by hand, and what somebody deleted', after: 'dev', environment: 'dev' },
  { name: 'delivery', title: 'lets a delivery arrive', after: 'dev', environment: 'dev' },
  { name: 'rollback', title: 'lets a rollback arrive', after: 'delivery', environment: 'dev' },
  { name: 'waiting', title: 'gives a freeze and its end to a production whose root waits', environment: 'production' },
  { name: 'outage', title: 'goes on by itself after an outage that outlasted many retries', environment: 'production' },
  { name: 'promotion', title: 'lets a promotion arrive in production, and a rollback', after: 'outage', environment: 'production' },
  {
    name: 'removal',
    title: 'waits with a removed service of production for a person; a freeze refuses and a thaw lets through meanwhile',
    after: 'outage',
    environment: 'production',
  },
  { name: 'pull-requests', title: 'makes environments of pull requests and ends them, by the answers of three Git hosts', alone: true },
] as const satisfies readonly Step[];

/** Name of a step. */
export type StepName = (typeof steps)[number]['name'];

/** Name of a step of the story. */
export type StoryName = Exclude<StepName, 'pull-requests'>;

/**
 * The steps of some names and those that they need, in the order of the story; all of them where no name is given.
 * @throws UserError for a name that is none
 */
export function stepsFor(names: readonly string[]): readonly (Step & { readonly name: StepName })[] {
  const all: readonly (Step & { readonly name: StepName })[] = steps;
  const byName = new Map<string, Step>(all.map((step) => [step.name, step]));
  const unknown = names.filter((name) => !byName.has(name));
  if (unknown.length > 0) {
    throw new UserError({
      what: `There is no step ${unknown.map((name) => `"${name}"`).join(', ')}.`,
      where: '--only',
      how: `Take some of ${[...byName.keys()].join(', ')}.`,
    });
  }
  const wanted = new Set(names.length === 0 ? byName.keys() : names);
  // A set is gone through with what is added meanwhile.
  for (const name of wanted) {
    const before = byName.get(name)?.after;
    if (before !== undefined) wanted.add(before);
  }
  return all.filter(({ name }) => wanted.has(name));
}

/** The same, of the story only. */
export function storyFor(names: readonly string[]): readonly (Step & { readonly name: StoryName })[] {
  return stepsFor(names).flatMap(({ name, ...step }) => (name === 'pull-requests' ? [] : [{ ...step, name }]));
}
