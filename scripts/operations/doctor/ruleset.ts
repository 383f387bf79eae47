/** A ruleset as GitHub exports and imports it, as far as it is compared here. */
export interface Ruleset {
  readonly name: string;
  readonly target: 'branch' | 'tag';
  readonly conditions: { readonly ref_name: { readonly include: readonly string[] } };
  readonly bypass_actors: readonly BypassActor[];
  readonly rules: readonly Rule[];
}

/** Who may pass a ruleset by. */
export interface BypassActor {
  readonly actor_type: string;
  readonly actor_id: number | null;
  readonly bypass_mode: string;
}

/** One rule; what it asks is in its parameters. */
export interface Rule {
  readonly type: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** Parameters by which a queue or a check is tuned: another value makes nothing weaker. */
const tuning = new Set([
  'min_entries_to_merge',
  'max_entries_to_merge',
  'min_entries_to_merge_wait_minutes',
  'max_entries_to_build',
  'check_response_timeout_minutes',
]);

/**
 * What some rules ask less than others, as sentences; none where they ask as much or more. Of several rules of one type GitHub holds
 * the strictest of each parameter.
 */
export function weaker(wanted: readonly Rule[], found: readonly Rule[]): readonly string[] {
  return wanted.flatMap(({ type, parameters = {} }) => {
    const same = found.filter((rule) => rule.type === type);
    if (same.length === 0) return [`the rule "${type}" is missing`];
    return Object.entries(parameters)
      .filter(([name]) => !tuning.has(name))
      .flatMap(([name, value]) => {
        const values = same.map((rule) => rule.parameters?.[name]);
        return values.some((other) => asksAsMuch(value, other))
          ? missingIn(name, value, values)
          : [
              `"${name}" of "${type}" is ${[...new Set(values.map((other) => JSON.stringify(other) ?? 'not set'))].join(', ')} instead of ${JSON.stringify(value)}`,
            ];
      });
  });
}

function asksAsMuch(wanted: unknown, found: unknown): boolean {
  if (typeof wanted === 'boolean') return found === wanted || (wanted === false && found === undefined);
  if (typeof wanted === 'number') return typeof found === 'number' && found >= wanted;
  // Fewer ways to merge are stricter; which checks are missing is said one by one.
  if (Array.isArray(wanted)) {
    return (
      wanted.some((item) => typeof item === 'object') ||
      (Array.isArray(found) && found.length > 0 && found.every((item) => wanted.includes(item)))
    );
  }
  return found === wanted;
}

/** Checks that are wanted and in none of the lists. */
function missingIn(name: string, wanted: unknown, found: readonly unknown[]): readonly string[] {
  if (name !== 'required_status_checks' || !Array.isArray(wanted)) return [];
  const known = new Set(found.flatMap((list) => (Array.isArray(list) ? list.map(contextOf) : [])));
  return wanted.map(contextOf).flatMap((context) => (known.has(context) ? [] : [`the check "${context}" is not required`]));
}

function contextOf(check: unknown): string {
  return typeof check === 'object' && check !== null && 'context' in check ? String(check.context) : '';
}

/** Those who may pass by some rules and may not pass by others, as sentences. */
export function passingBy(
  wanted: Pick<Ruleset, 'bypass_actors'>,
  found: { readonly name: string; readonly bypass_actors?: unknown },
): readonly string[] {
  if (!Array.isArray(found.bypass_actors)) return [`who may pass "${found.name}" by is not shown to this token`];
  const key = ({ actor_type, actor_id }: BypassActor) => `${actor_type} ${actor_id ?? ''}`.trim();
  const known = new Set(wanted.bypass_actors.map(key));
  return (found.bypass_actors as readonly BypassActor[])
    .map(key)
    .flatMap((actor) => (known.has(actor) ? [] : [`${actor} may pass "${found.name}" by`]));
}
