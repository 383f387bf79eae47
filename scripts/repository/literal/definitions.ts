import type { Definition } from './module.ts';

/** The kinds of files that a person writes, by the folder or file that holds them. */
export const definitions = {
  services: { define: 'defineService', from: '../../model/service.ts' },
  environments: { define: 'defineEnvironment', from: '../../model/environment.ts' },
  'platform.ts': { define: 'definePlatform', from: '../model/platform.ts' },
} as const satisfies Readonly<Record<string, Definition>>;

/** The kind of a file of the catalog; undefined for what is no file of data in TypeScript. */
export function definitionOf(file: string): Definition | undefined {
  const [, kind, name] = /^generators\/catalog\/([^/]+)(?:\/([^/]+\.ts))?$/.exec(file) ?? [];
  if (kind === 'platform.ts' && name === undefined) return definitions['platform.ts'];
  return name !== undefined && (kind === 'services' || kind === 'environments') ? definitions[kind] : undefined;
}
