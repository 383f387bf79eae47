import { asList, asText, at, textAt } from '../../kubernetes/fields.ts';
import { servicesAskedFor } from './expectations.ts';
import type { DockerStage, Evidence, ServiceRepository, Shortfall } from './requirement.ts';

/** What a check finds in the repository of every service of the manual. */
export function inEveryRepository(
  { serviceRepositories, argocd }: Pick<Evidence, 'serviceRepositories' | 'argocd'>,
  check: (repository: ServiceRepository) => readonly string[],
): readonly Shortfall[] {
  return servicesAskedFor(argocd.company).flatMap(({ name }) => {
    const where = `npm run scaffold:service-repo -- ${name}`;
    const repository = serviceRepositories.find(({ service }) => service === name);
    if (repository === undefined) return [{ message: `Nothing is written for the repository of "${name}".`, where }];
    return check(repository).map((message) => ({ message: `The release of "${name}": ${message}`, where }));
  });
}

/** One step of a workflow, with what the checks read. */
export interface Step {
  readonly job: string;
  readonly uses: string;
  readonly run: string;
  readonly inputs: unknown;
}

/** The steps of a workflow, jobs in the order in which they are written. */
export function stepsOf({ workflow }: ServiceRepository): readonly Step[] {
  const jobs = at(workflow, 'jobs');
  if (typeof jobs !== 'object' || jobs === null) return [];
  return Object.entries(jobs).flatMap(([job, content]) =>
    asList(at(content, 'steps')).map((step) => ({
      job,
      uses: textAt(step, 'uses') ?? '',
      run: textAt(step, 'run') ?? '',
      inputs: at(step, 'with'),
    })),
  );
}

/** What each argument of an instruction in a stage says. */
export function textsOf(stage: DockerStage | undefined, keyword: string): readonly string[] {
  return (stage?.instructions ?? []).filter((instruction) => instruction.keyword === keyword).map(({ text }) => text);
}

/** A sentence for each expectation that is not met. */
export function unmet(expectations: Readonly<Record<string, boolean>>): readonly string[] {
  return Object.entries(expectations).flatMap(([sentence, isMet]) => (isMet ? [] : [sentence]));
}

/** A string somewhere in a workflow. */
export function workflowText(workflow: unknown, ...path: readonly string[]): string {
  return asText(at(workflow, ...path)) ?? '';
}
