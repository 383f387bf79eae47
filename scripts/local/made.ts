import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { LocalWants } from '../../generators/local/local.ts';
import type { WantedValue } from '../../generators/local/secrets.ts';
import type { LocalMade, ServerCertificate } from '../../generators/local/stores.ts';
import { UserError } from '../terminal/errors.ts';
import { isFit, makeAuthority, makeServer, type Pair } from './certificates.ts';

/** What was made up on the machine, as it is kept between runs. */
interface Kept {
  readonly values: Readonly<Record<string, string>>;
  readonly authority: Pair;
  readonly servers: Readonly<Record<string, Pair>>;
}

const fileName = 'secrets.json';
/** Of a registry that lets everybody in. */
const openRegistry = '{"auths":{}}';

/**
 * What is wanted, as it was made before, and made now where it is new or no longer fit. Kept in the folder, for its owner's eyes only.
 * @param registry a `config.json` of Docker; absent: no registry asks who comes
 * @throws UserError for a file that somebody has damaged
 */
export function keptIn(folder: string, wants: LocalWants, now: Date, registry = openRegistry): LocalMade {
  const file = path.join(folder, fileName);
  const before = existsSync(file) ? read(file) : undefined;
  const authority = before?.authority ?? makeAuthority(now);
  const values = Object.fromEntries(wants.values.map((value) => [value.key, before?.values[value.key] ?? madeUp(value)]));
  const servers = Object.fromEntries(
    Object.entries(wants.hosts).map(([name, hosts]) => {
      const own = before?.servers[name];
      return [name, own !== undefined && isFit(own, authority, hosts, now) ? own : makeServer(authority, hosts, now)];
    }),
  );
  // Of services that are not there today, too: tomorrow they find their data under the same keys.
  write(file, { values: { ...before?.values, ...values }, authority, servers });
  return madeOf({ values, authority, servers }, registry);
}

/** Values that say that they are none: what is only shown needs no secrets. */
export function placeholders(wants: LocalWants): LocalMade {
  const pair = { certificate: 'made by "ops local up"\n', key: 'made by "ops local up"\n' };
  return madeOf(
    {
      values: Object.fromEntries(wants.values.map(({ key }) => [key, 'made-by-ops-local-up'])),
      authority: pair,
      servers: Object.fromEntries(Object.keys(wants.hosts).map((name) => [name, pair])),
    },
    openRegistry,
  );
}

function madeOf({ values, authority, servers }: Kept, registry: string): LocalMade {
  return {
    values: (key) => {
      const value = key === 'registry' ? registry : values[key];
      if (value === undefined) throw new Error(`Nobody has made "${key}"`);
      return value;
    },
    authority: authority.certificate,
    servers: servers as Readonly<Record<'postgres' | 'kafka' | 'edge', ServerCertificate>>,
  };
}

function madeUp({ shape }: WantedValue): string {
  if (shape?.base64Bytes !== undefined) return randomBytes(shape.base64Bytes).toString('base64');
  return randomBytes(Math.max(24, Math.ceil((shape?.atLeast ?? 0) / 2))).toString('hex');
}

function read(file: string): Kept {
  const how = 'Remove the file, and what was made with it: "npm run ops -- local down".';
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Partial<Kept>;
    if (kept.values !== undefined && kept.authority !== undefined && kept.servers !== undefined) return kept as Kept;
  } catch (cause) {
    throw new UserError({ what: 'What was made up for the laptop cannot be read.', where: file, how }, { cause });
  }
  throw new UserError({ what: 'What was made up for the laptop is not whole.', where: file, how });
}

function write(file: string, kept: Kept): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.part`, `${JSON.stringify(kept, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.part`, file);
}
