import { closest } from 'fastest-levenshtein';
import { settingsOf } from '../../../generators/model/instance.ts';
import type { Partially, ServiceSettings } from '../../../generators/model/service/service.ts';
import { UserError } from '../../terminal/errors.ts';
import { dataFile, settingsText } from '../data-files.ts';
import { incidentGiven, thawFor } from '../gates/thaw.ts';
import { environmentOf, serviceOf } from '../lookup.ts';
import { trailers } from '../message.ts';
import type { Change, Ground } from './change.ts';
import { settable } from './settable.ts';

interface Request {
  readonly service: string;
  readonly env: string;
  readonly field: string;
  /** Absent: what the command has set goes, and the file of the service says it again. */
  readonly value?: string;
  readonly reason: string;
  readonly incident?: string;
  readonly now: number;
}

type Fields = { readonly [key: string]: unknown };

/**
 * What a setting changes: one field of the environment's own settings of a service, which go over those of its file.
 * @throws UserError for a field that is not settable, or no number
 */
export async function planSetting({ catalog }: Ground, request: Request): Promise<Change> {
  const environment = environmentOf(catalog, request.env);
  const service = serviceOf(catalog, request.service);
  const value = typed(request.field, request.value);
  const file = dataFile('settings', environment.name, service.name);
  const own = catalog.settings.find((entry) => entry.file === file)?.value ?? {};
  const edited: Partially<ServiceSettings> = withField(own, request.field.split('.'), value);
  const was = fieldOf(settingsOf(service, environment.name, own), request.field);
  const is = fieldOf(settingsOf(service, environment.name, edited), request.field);
  const incident = request.incident === undefined ? undefined : incidentGiven(request.incident);
  return {
    branch: `config/${service.name}/${environment.name}/${request.field}-${String(is)}`,
    subject: `config(${service.name}): ${environment.name} ${request.field} ${String(was)} -> ${String(is)}`,
    reason: request.reason,
    trailers: trailers({ Service: service.name, Environment: environment.name, Incident: incident }),
    edits: new Map([[file, settingsText(edited)], ...thawFor(catalog, environment, request.now, incident, request.reason)]),
  };
}

function typed(field: string, value: string | undefined): number | undefined {
  if (!settable.includes(field)) {
    throw new UserError({
      what: `"${field}" is no setting that a command changes.`,
      how: `Did you mean "${closest(field, settable)}"? There are ${settable.join(', ')}; the rest is in generators/catalog/services.`,
    });
  }
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value);
  throw new UserError({ what: `"${value}" is no whole number.`, where: field, how: 'Write digits only.' });
}

function withField(fields: Fields, [key = '', ...rest]: readonly string[], value: unknown): Fields {
  const { [key]: old, ...others } = fields;
  const inner = rest.length === 0 ? value : withField(isFields(old) ? old : {}, rest, value);
  const isNothing = inner === undefined || (rest.length > 0 && isFields(inner) && Object.keys(inner).length === 0);
  return isNothing ? others : { ...others, [key]: inner };
}

function fieldOf(value: unknown, field: string): unknown {
  return field.split('.').reduce<unknown>((inner, key) => (isFields(inner) ? inner[key] : undefined), value);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
