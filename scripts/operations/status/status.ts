import type { Catalog } from '../../../generators/model/catalog.ts';
import { activeFreeze, freezesIn } from '../../../generators/model/operations/freezes.ts';
import { instantOf } from '../../../generators/model/time.ts';
import { columns } from '../../terminal/columns.ts';
import { dataFile } from '../data-files.ts';
import { leftovers } from '../gates/expiry.ts';
import { inOrder, releaseOf } from '../lookup.ts';
import { span } from '../times.ts';

/** What runs of one service in one environment, as it is committed. */
export interface StatusRow {
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly digest: string;
  /** Since when, as an instant; absent where no commit says it. */
  readonly since?: string;
  readonly age?: string;
  /** Why nobody can go back to a version before this one. */
  readonly forwardOnly?: string;
  readonly hold?: { readonly reason: string; readonly until: string };
  readonly emergency?: { readonly incident: string; readonly until: string };
  readonly scale?: { readonly min: number; readonly max: number; readonly until: string };
}

/** Everything that an operator wants to see at one look. */
export interface Status {
  readonly rows: readonly StatusRow[];
  /** Environments that are frozen now. */
  readonly frozen: readonly {
    readonly environment: string;
    readonly name: string;
    readonly reason: string;
    readonly since: string;
    readonly until: string;
  }[];
  /** What is over or due, in sentences. */
  readonly due: readonly string[];
}

/** The services of a catalog in the order of their environments; `since` as `releasedSince` gives it. */
export function statusOf(
  catalog: Catalog,
  since: ReadonlyMap<string, number>,
  now: number,
  { env, service }: { readonly env?: string; readonly service?: string } = {},
): Status {
  const environments = inOrder(catalog).filter(({ name }) => env === undefined || name === env);
  const services = catalog.services.map(({ value }) => value.name).filter((name) => service === undefined || name === service);
  const scales = new Map(catalog.scaling.map(({ file, value }) => [file, value]));
  return {
    rows: services.flatMap((name) =>
      environments.flatMap((environment): readonly StatusRow[] => {
        const release = releaseOf(catalog, environment.name, name);
        if (release === undefined) return [];
        const start = since.get(dataFile('releases', environment.name, name));
        const scale = scales.get(dataFile('scaling', environment.name, name));
        const { version, digest, forwardOnly, hold, emergency } = release;
        return [
          {
            service: name,
            environment: environment.name,
            version,
            digest,
            ...(start !== undefined && { since: instantOf(start), age: span(now - start) }),
            ...(forwardOnly !== undefined && { forwardOnly }),
            ...(hold && { hold }),
            ...(emergency && { emergency }),
            ...(scale && { scale: { min: scale.min, max: scale.max, until: scale.until } }),
          },
        ];
      }),
    ),
    frozen: environments.flatMap(({ name: environment, delivery }) => {
      const active = activeFreeze(delivery.freezes, freezesIn(catalog, environment), now);
      return active === undefined
        ? []
        : [{ environment, name: active.name, reason: active.reason, since: instantOf(active.from), until: instantOf(active.to) }];
    }),
    due: leftovers(catalog, now)
      .filter(({ environment }) => env === undefined || environment === '' || environment === env)
      .map(({ message }) => message),
  };
}

/** The status as a list, with digests: a line for each service of each environment. Times are UTC. */
export function statusList({ rows, frozen, due }: Status): string {
  const head = ['SERVICE', 'ENVIRONMENT', 'VERSION', 'DIGEST', 'AGE', 'REMARKS'];
  const cells = rows.map((row) => [row.service, row.environment, row.version, row.digest.slice(7, 19), row.age ?? '-', remarks(row)]);
  const table = columns([head, ...cells]).map((line) => `${line}\n`);
  return [
    ...table,
    ...frozen.map(({ environment, reason, until }) => `frozen   ${environment} until ${until}: ${reason}\n`),
    ...due.map((message) => `due      ${message}\n`),
  ].join('');
}

function remarks({ forwardOnly, hold, emergency, scale }: StatusRow): string {
  return [
    ...(forwardOnly === undefined ? [] : [`forward only: ${forwardOnly}`]),
    ...(hold === undefined ? [] : [`held until ${hold.until}: ${hold.reason}`]),
    ...(emergency === undefined ? [] : [`${emergency.incident}, due below by ${emergency.until}`]),
    ...(scale === undefined ? [] : [`${scale.min} to ${scale.max} pods until ${scale.until}`]),
  ].join('; ');
}
