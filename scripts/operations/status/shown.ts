import { instantOf } from '../../../generators/model/time.ts';
import { loadCatalog } from '../../catalog/catalog.ts';
import { isColored } from '../../terminal/paint.ts';
import { currentTime } from '../clock.ts';
import { nextSteps } from '../delivery/promotion.ts';
import { releasedSince } from '../git/history.ts';
import { repositoryRoot } from '../git/workspace.ts';
import { environmentOf, serviceOf } from '../lookup.ts';
import { statusList, statusOf } from './status.ts';
import { shownEnvironments, statusText } from './text.ts';

/** What is asked for. */
export interface StatusOptions {
  readonly env?: string;
  readonly service?: string;
  readonly list?: boolean;
  readonly json?: boolean;
}

/**
 * What `ops status` prints of what is checked out.
 * @throws UserError for an environment or a service that there is not
 */
export async function shownStatus({ env, service, list, json }: StatusOptions): Promise<string> {
  const root = await repositoryRoot();
  const catalog = await loadCatalog(root);
  if (env !== undefined) environmentOf(catalog, env);
  if (service !== undefined) serviceOf(catalog, service);
  const since = await releasedSince(root, 'HEAD');
  const now = currentTime();
  const result = statusOf(catalog, since, now, { ...(env !== undefined && { env }), ...(service !== undefined && { service }) });
  if (list === true && json !== true) return statusList(result);
  const steps = nextSteps(catalog, since, now).filter(
    (step) => (env === undefined || step.from === env || step.to === env) && (service === undefined || step.service === service),
  );
  if (json === true) {
    const next = steps.map(({ soakedAt, ...step }) => ({ ...step, ...(soakedAt !== undefined && { soakedAt: instantOf(soakedAt) }) }));
    return `${JSON.stringify({ ...result, next }, undefined, 2)}\n`;
  }
  const look = { isColored: isColored(), width: process.stdout.columns ?? Number.POSITIVE_INFINITY };
  return statusText(shownEnvironments(catalog), result, steps, look);
}
