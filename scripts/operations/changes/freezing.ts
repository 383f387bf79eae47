import { freezesIn } from '../../../generators/model/operations/freezes.ts';
import { timeOf } from '../../../generators/model/time.ts';
import { UserError } from '../../terminal/errors.ts';
import { whenWindowsChange } from '../arrival.ts';
import { type Edits, freezeFile, freezesText, thawFile, thawText } from '../data-files.ts';
import { incidentGiven, thawFor } from '../gates/thaw.ts';
import { environmentOf } from '../lookup.ts';
import { type ChangeType, type Trailer, trailers } from '../message.ts';
import { instantGiven } from '../times.ts';
import type { Change, Ground } from './change.ts';

interface Request {
  readonly env: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  readonly now: number;
}

/** What a freeze changes: the list of the environment, and with it the deny windows of its projects. */
export async function planFreeze({ catalog }: Ground, request: Request & { readonly name?: string }): Promise<Change> {
  const environment = environmentOf(catalog, request.env).name;
  const { from, to } = spanOf(request);
  const name = request.name ?? `freeze-${from.slice(0, 10)}`;
  const list = freezesIn(catalog, environment);
  const freezes = [...list.freezes, { name, from, to, reason: request.reason }];
  const subject = `from ${from} to ${to}`;
  return listChange(
    'freeze',
    environment,
    name,
    subject,
    request.reason,
    new Map([[freezeFile(environment), freezesText(freezes)]]),
    trailers({ Environment: environment, Expires: to }),
  );
}

interface End {
  readonly env: string;
  readonly name: string;
  readonly reason: string;
  readonly incident?: string;
  readonly now: number;
}

/**
 * What the early end of a one-time freeze changes. What ends while the environment is frozen passes the freeze, for an incident.
 * @throws Refused in a freeze without an incident
 */
export async function planUnfreeze({ catalog }: Ground, { env, name, reason, incident, now }: End): Promise<Change> {
  const definition = environmentOf(catalog, env);
  const environment = definition.name;
  const list = freezesIn(catalog, environment);
  const freezes = list.freezes.filter((freeze) => freeze.name !== name);
  if (freezes.length === list.freezes.length) {
    const names = list.freezes.map((freeze) => freeze.name).join(', ');
    throw new UserError({
      what: `${environment} has no one-time freeze "${name}".`,
      where: freezeFile(environment),
      how: names === '' ? 'There is none; what comes again is in the file of the environment.' : `There are ${names}.`,
    });
  }
  return listChange(
    'freeze',
    environment,
    `${name}-ends`,
    `${name} ends early`,
    reason,
    new Map([[freezeFile(environment), freezesText(freezes)], ...thawFor(catalog, definition, now, incident, reason)]),
    trailers({ Environment: environment, Incident: incident }),
  );
}

/** What a thaw changes: a gap in all freezes of the environment. */
export async function planThaw({ catalog }: Ground, request: Request & { readonly incident: string }): Promise<Change> {
  const environment = environmentOf(catalog, request.env).name;
  const { from, to } = spanOf(request);
  const incident = incidentGiven(request.incident);
  const thaw = { from, to, reason: request.reason, incident };
  const lines = trailers({ Environment: environment, Incident: incident, Expires: to });
  return listChange(
    'thaw',
    environment,
    incident.toLowerCase(),
    `from ${from} to ${to} for ${incident}`,
    request.reason,
    new Map([[thawFile(environment, thaw), thawText(thaw)]]),
    lines,
  );
}

function spanOf({ from: first, to: last, now }: Request): { readonly from: string; readonly to: string } {
  const [from, to] = [instantGiven(first, '--from', now), instantGiven(last, '--to', now)];
  if (timeOf(to) <= now) throw new UserError({ what: `${to} is over.`, where: '--to', how: 'Name a time that lies ahead.' });
  return { from, to };
}

function listChange(
  type: ChangeType,
  environment: string,
  name: string,
  text: string,
  reason: string,
  edits: Edits,
  lines: readonly Trailer[],
): Change {
  return {
    branch: `${type}/${environment}/${name}`,
    subject: `${type}(${environment}): ${text}`,
    reason,
    trailers: lines,
    edits,
    next: whenWindowsChange(environment),
  };
}
