import type { Catalog } from '../../../generators/model/catalog.ts';
import type { EnvironmentDefinition } from '../../../generators/model/environment/environment.ts';
import { activeFreeze, freezesIn } from '../../../generators/model/operations/freezes.ts';
import { instantOf } from '../../../generators/model/time.ts';
import { UserError } from '../../terminal/errors.ts';
import { type Edits, thawFile, thawText } from '../data-files.ts';
import { freezeRefusals, refuse } from './gates.ts';

/** Argo CD looks every few minutes, and a rollout takes its time. */
const thawHours = 4;
const hour = 3_600_000;

const incidents = /^[A-Z][A-Z0-9]*-[0-9]+$/;

/**
 * The number of an incident.
 * @throws UserError for anything else
 */
export function incidentGiven(text: string): string {
  if (incidents.test(text)) return text;
  throw new UserError({ what: `"${text}" is no incident.`, where: '--incident', how: 'Write it like INC-123.' });
}

/**
 * What lets a change through a freeze: nothing where there is none, a thaw for an incident, of four hours and what has
 * passed of this one. Two that are made in one hour mean the same windows of Argo CD, so that their branches merge without a conflict.
 * @throws Refused when the environment is frozen and there is no incident
 */
export function thawFor(
  catalog: Catalog,
  environment: EnvironmentDefinition,
  now: number,
  incident: string | undefined,
  reason: string,
): Edits {
  const list = freezesIn(catalog, environment.name);
  if (activeFreeze(environment.delivery.freezes, list, now) === undefined) return new Map();
  if (incident === undefined) refuse(freezeRefusals(environment, list, now), environment.name);
  const from = Math.floor(now / hour) * hour;
  const thaw = { from: instantOf(from), to: instantOf(from + (thawHours + 1) * hour), reason, incident: incidentGiven(incident ?? '') };
  return new Map([[thawFile(environment.name, thaw), thawText(thaw)]]);
}
