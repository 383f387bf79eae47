import type { FurtherName } from '../further/further.ts';
import type { ExternalServer } from './stores.ts';

/** A store of such a kind, as an environment has it. */
export interface FurtherServer extends ExternalServer {
  /** What its kind asks for beside where it is. */
  readonly with?: Readonly<Record<string, string>>;
}

/** By its kind. */
export type FurtherServers = { readonly [Name in FurtherName]?: FurtherServer };
