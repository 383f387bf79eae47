/** What of a service says what it was called. */
interface Named {
  readonly name: string;
  readonly formerly?: readonly string[];
}

/** The name by which the data layer knows a service: the first that it had, so that groups and users never change hands. */
export function keptName({ name, formerly }: Named): string {
  return formerly?.[0] ?? name;
}

/**
 * The service whose place this one is to take and which still runs: that of the last name that it had. While both run, the forerunner keeps
 * what there can be only one of.
 */
export function forerunnerOf<T>({ formerly }: Pick<Named, 'formerly'>, there: ReadonlyMap<string, T>): T | undefined {
  const last = formerly?.at(-1);
  return last === undefined ? undefined : there.get(last);
}
