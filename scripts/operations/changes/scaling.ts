import { fewestPods, settingsOf } from '../../../generators/model/instance.ts';
import { UserError } from '../../terminal/errors.ts';
import { dataFile, scaleText } from '../data-files.ts';
import { incidentGiven, thawFor } from '../gates/thaw.ts';
import { deployedRelease, environmentOf, serviceOf } from '../lookup.ts';
import { trailers } from '../message.ts';
import { deadlineGiven } from '../times.ts';
import type { Change, Ground } from './change.ts';

interface Request {
  readonly service: string;
  readonly env: string;
  readonly min?: number;
  readonly max?: number;
  readonly until?: string;
  readonly end?: boolean;
  readonly reason: string;
  readonly incident?: string;
  readonly now: number;
}

const mostDays = 31;

/**
 * What a scale changes: other bounds for the autoscaler, or another fixed number of pods, until a day; or, with `end`, the
 * ordinary ones again.
 * @throws UserError for bounds that are missing or cannot be
 */
export async function planScale({ catalog }: Ground, request: Request): Promise<Change> {
  const environment = environmentOf(catalog, request.env);
  const service = serviceOf(catalog, request.service);
  deployedRelease(catalog, environment.name, service.name);
  const file = dataFile('scaling', environment.name, service.name);
  const incident = request.incident === undefined ? undefined : incidentGiven(request.incident);
  const thaw = thawFor(catalog, environment, request.now, incident, request.reason);
  const common = { reason: request.reason };
  const head = { Service: service.name, Environment: environment.name };
  if (request.end === true) {
    if (!catalog.scaling.some((entry) => entry.file === file)) {
      throw new UserError({
        what: `${service.name} has no temporary scale in ${environment.name}.`,
        where: file,
        how: 'See "npm run ops -- status".',
      });
    }
    return {
      ...common,
      branch: `scale/${service.name}/${environment.name}/ordinary`,
      subject: `scale(${service.name}): ${environment.name} as ordinary`,
      trailers: trailers({ ...head, Incident: incident }),
      edits: new Map([[file, undefined], ...thaw]),
    };
  }
  const { min, max } = boundsOf(request, 'fixed' in environment.replicas, {
    min: fewestPods(environment),
    max: settingsOf(service, environment.name).maxReplicas,
  });
  if (request.until === undefined) {
    throw new UserError({ what: 'A scale needs an end.', where: '--until', how: 'Name one, such as --until 7d.' });
  }
  const until = deadlineGiven(request.until, '--until', request.now, mostDays);
  return {
    ...common,
    branch: `scale/${service.name}/${environment.name}/${min}-${max}`,
    subject: `scale(${service.name}): ${environment.name} ${min === max ? `${min}` : `${min} to ${max}`} pods until ${until}`,
    trailers: trailers({ ...head, Incident: incident, Expires: until }),
    edits: new Map([[file, scaleText({ min, max, reason: request.reason, until })], ...thaw]),
  };
}

/** A bound that is not named stays as it is ordinarily; a fixed number is both. */
function boundsOf(
  { min, max }: Pick<Request, 'min' | 'max'>,
  isFixed: boolean,
  ordinary: { readonly min: number; readonly max: number },
): { readonly min: number; readonly max: number } {
  if (min === undefined && max === undefined) {
    throw new UserError({ what: 'A scale needs a number of pods.', where: '--min, --max', how: 'Name one, such as --min 10.' });
  }
  if (isFixed) return { min: min ?? max ?? ordinary.min, max: max ?? min ?? ordinary.min };
  return { min: min ?? ordinary.min, max: max ?? Math.max(ordinary.max, min ?? 0) };
}
