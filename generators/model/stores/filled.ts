import { type FurtherName, furtherStore } from '../further/further.ts';
import type { FurtherStore } from '../further/store.ts';
import { authorityFile, type Layered, type Place } from './places.ts';

/** What a service that uses a further store is given in an environment. */
export interface FilledStore {
  readonly variables: Readonly<Record<string, string>>;
  /** Keys of its Secret: templates of External Secrets. */
  readonly secrets: Readonly<Record<string, string>>;
  /** What the people of the store make for it. */
  readonly asks: Readonly<Record<string, string>>;
}

/** A place in a text, and none of the braces of a template of External Secrets. */
const hole = /(?<![{\\])\{([a-z]+)\}(?!\})/g;

/** The texts of a kind, for one service in one environment. */
export function filledStore(
  name: FurtherName,
  service: string,
  environment: Layered & { readonly name: string },
  place: Place,
): FilledStore {
  const kind = furtherStore(name) as FurtherStore;
  const authority = authorityFile(name, place);
  const [host = ''] = place.address.split(/:\d+$/);
  const values: Readonly<Record<string, string>> = {
    host,
    port: String(place.port),
    scheme: (authority === undefined ? kind.plain : kind.tls).scheme,
    environment: environment.name,
    service,
    snake: service.replaceAll('-', '_'),
    ...environment.stores?.[name]?.with,
  };
  const filled = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, text.replace(hole, (whole, key: string) => values[key] ?? whole)]));
  return {
    variables: { ...filled(kind.variables), ...(authority !== undefined && { [kind.authority]: authority }) },
    secrets: filled(kind.secrets),
    asks: filled(kind.asks),
  };
}
