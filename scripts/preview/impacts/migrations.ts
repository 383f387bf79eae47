import { compareVersions } from '../../operations/versions.ts';
import type { Impact } from './impact.ts';
import { say } from './sentence.ts';

/** A release of a service in an environment, as its file says it before and after; undefined where there is none. */
export interface ReleaseMove {
  readonly environment: string;
  readonly service: string;
  readonly file: string;
  readonly before: { readonly version: string; readonly forwardOnly?: string } | undefined;
  readonly after: { readonly version: string; readonly forwardOnly?: string } | undefined;
}

/** Whether a release goes back. */
export function goesBack({ before, after }: ReleaseMove): boolean {
  return before !== undefined && after !== undefined && compareVersions(after.version, before.version) < 0;
}

/**
 * What a move does to the database that no rollback undoes: a version that changes it for good comes, or one goes back past such a change,
 * and does not know the database as it is.
 * @param marks versions of the service that were ever marked so, with what they change
 */
export function migrationImpacts(
  move: ReleaseMove,
  marks: readonly { readonly version: string; readonly reason: string }[],
): readonly Impact[] {
  const { environment, service, file, before, after } = move;
  if (before === undefined || after === undefined || before.version === after.version) return [];
  const impact = { class: 'migrations', environment, application: service, object: file } as const;
  if (!goesBack(move)) {
    if (after.forwardOnly === undefined) return [];
    const text = say`${service} ${after.version} changes the database for good, and no rollback leads back before it: ${after.forwardOnly}`;
    return [{ ...impact, text, harmless: true }];
  }
  return marks
    .filter(({ version }) => compareVersions(version, after.version) > 0 && compareVersions(version, before.version) <= 0)
    .map(({ version, reason }) => ({
      ...impact,
      text: say`${service} goes back to ${after.version}, past ${version}, which changed the database for good: ${reason}`,
    }));
}
