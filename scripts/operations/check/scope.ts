import { catalogFolder } from '../../catalog/folder.ts';
import type { Leftover } from '../gates/expiry.ts';
import type { DataCommit } from '../git/commits.ts';
import { parseSubject, valuesOf } from '../message.ts';
import type { RenderedEffect } from './effects.ts';

/** What a change has to do with. */
export interface Touched {
  /** All that it changes. */
  readonly files: readonly string[];
  readonly effects: readonly RenderedEffect[];
  readonly commits: readonly DataCommit[];
  /** Whether another place begins to serve, and nothing else changes. */
  readonly isFailover?: boolean;
}

/**
 * What is over and is a matter of this change: of the same service in the same environment, of the freezes of the same environment, of the
 * same definition. An emergency, a rollback, a thaw, a failover, and whatever else is done for an incident is only told: it must not wait for it.
 */
export function ofChange(all: readonly Leftover[], { files, effects, commits, isFailover = false }: Touched): readonly Leftover[] {
  const places = new Set([
    ...files.flatMap((file) => data.exec(file)?.[1] ?? []),
    ...effects.flatMap(({ environment, application }) =>
      [application, application.replace(/-data$/, '')].map((name) => `${environment}/${name}`),
    ),
  ]);
  const frozen = new Set(files.flatMap((file) => freezes.exec(file)?.[1] ?? []));
  const isUrgent =
    isFailover ||
    commits.some(({ subject, trailers }) => {
      const type = parseSubject(subject)?.type;
      return type === 'rollback' || type === 'emergency' || type === 'thaw' || valuesOf(trailers, 'Incident').length > 0;
    });
  return all
    .filter(({ file, environment, service }) => {
      if (environment === '') return files.includes(file);
      return service === '' ? frozen.has(environment) : places.has(`${environment}/${service}`);
    })
    .map((leftover) => (isUrgent ? { ...leftover, severity: 'warning' } : leftover));
}

const data = new RegExp(`^${catalogFolder}/(?:releases|scaling|settings|retired)/([^/]+/[^/]+)\\.yaml$`);
const freezes = new RegExp(`^${catalogFolder}/(?:freezes|thaws)/([^/.]+)[/.]`);
