import { UserError } from '../../terminal/errors.ts';
import type { Change, Ground } from '../changes/change.ts';
import { dataFile, releaseText } from '../data-files.ts';
import { deployedRelease, environmentOf, serviceOf } from '../lookup.ts';
import { trailers } from '../message.ts';
import { deadlineGiven } from '../times.ts';
import { mostHoldDays } from './rollback.ts';

interface Request {
  readonly service: string;
  readonly env: string;
}

/** What a hold changes: the mark in the release file. What runs stays. */
export async function planHold(
  { catalog }: Ground,
  request: Request & { readonly reason: string; readonly until: string; readonly now: number },
): Promise<Change> {
  const environment = environmentOf(catalog, request.env).name;
  const service = serviceOf(catalog, request.service).name;
  const release = deployedRelease(catalog, environment, service);
  const until = deadlineGiven(request.until, '--until', request.now, mostHoldDays);
  return {
    branch: `hold/${service}/${environment}/${release.version}`,
    subject: `hold(${service}): ${environment} stays at ${release.version}`,
    reason: request.reason,
    trailers: trailers({ Service: service, Environment: environment, Expires: until }),
    edits: new Map([[dataFile('releases', environment, service), releaseText({ ...release, hold: { reason: request.reason, until } })]]),
  };
}

/** What the end of a hold changes: the mark goes. */
export async function planRelease({ catalog }: Ground, request: Request & { readonly reason: string }): Promise<Change> {
  const environment = environmentOf(catalog, request.env).name;
  const service = serviceOf(catalog, request.service).name;
  const { hold, ...release } = deployedRelease(catalog, environment, service);
  if (hold === undefined) {
    throw new UserError({
      what: `${service} is not held in ${environment}.`,
      where: environment,
      how: 'Holds are in "npm run ops -- status".',
    });
  }
  return {
    branch: `release/${service}/${environment}/${release.version}`,
    subject: `release(${service}): ${environment} is no longer held at ${release.version}`,
    reason: request.reason,
    trailers: trailers({ Service: service, Environment: environment }),
    edits: new Map([[dataFile('releases', environment, service), releaseText(release)]]),
  };
}
