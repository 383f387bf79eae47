/**
 * Replaces the variables of Grafana by something of the same length that a parser takes, so that offsets stay true: a
 * duration for an interval, a number for seconds, a name for all others.
 */
export function withoutVariables(query: string): string {
  return query.replace(
    /\$(?<plain>\w+)|\$\{(?<braced>\w+)(?:\.[\w.]+)?(?::\w+)?\}|\[\[(?<old>\w+)(?::\w+)?\]\]/g,
    (text, plain: string | undefined, braced: string | undefined, old: string | undefined) => standIn(plain ?? braced ?? old ?? '', text),
  );
}

/** Names of the variables that a text uses, built-in ones included. */
export function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(/\$\{?(\w+)|\[\[(\w+)/g)].map(([, name, old]) => name ?? old ?? '');
}

/** Whether a text stands where a variable was: nobody can know its value. */
export function isStandIn(value: string): boolean {
  return /^v+$/.test(value);
}

function standIn(name: string, text: string): string {
  if (name === '__rate_interval' || name === '__interval' || name === '__range') return '5m'.padEnd(text.length);
  if (/^__(range|interval)_(m?s)$/.test(name)) return '300'.padEnd(text.length);
  return 'v'.repeat(text.length);
}
