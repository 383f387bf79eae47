import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

interface Package {
  readonly version: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly license?: string;
  readonly hasInstallScript?: boolean;
  readonly link?: boolean;
}

interface Lockfile {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, Package>>;
}

/** Licences that let us use and build with a package, as SPDX names them. Nothing of the packages is handed on. */
const allowed: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'Artistic-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC-BY-3.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MPL-2.0',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
  'WTFPL',
]);

/** Packages that may run a program when they are installed, and why. */
const installScripts: Readonly<Record<string, string>> = {
  esbuild: 'puts the program of the platform in the place of its wrapper; only an older Node uses it, by tsx',
};

const read = (name: string): unknown => JSON.parse(readFileSync(path.resolve(import.meta.dirname, '..', name), 'utf8'));
const lockfile = read('package-lock.json') as Lockfile;

/** What is wrong with the packages of a lockfile. */
function complaintsOf({ packages }: Pick<Lockfile, 'packages'>): readonly string[] {
  return Object.entries(packages).flatMap(([place, item]) => {
    if (place === '') return [];
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return [
      ...(/^sha512-[A-Za-z0-9+/]{86}==$/.test(item.integrity ?? '') ? [] : [`${name}: no SHA-512 of its content`]),
      ...(item.resolved === undefined && item.link !== true ? [] : [`${name}: comes from an address of its own`]),
      ...(item.hasInstallScript === true && !Object.hasOwn(installScripts, name) ? [`${name}: runs a program when it is installed`] : []),
      ...(isAllowed(item.license) ? [] : [`${name}: the licence ${JSON.stringify(item.license)} is none that is allowed`]),
    ];
  });
}

/** An expression of SPDX: one of several may be chosen, of several that all hold each must be allowed. */
function isAllowed(licence: string | undefined): boolean {
  if (licence === undefined) return false;
  return licence
    .replace(/^\((.*)\)$/, '$1')
    .split(/ OR /)
    .some((choice) => choice.split(/ AND /).every((name) => allowed.has(name)));
}

describe('every package of the lockfile', () => {
  it('is known by its content, comes from the registry, runs nothing when it is installed, and has a licence that is allowed', () => {
    expect(lockfile.lockfileVersion).toBe(3);
    expect(Object.keys(lockfile.packages).length).toBeGreaterThan(100);
    expect(complaintsOf(lockfile)).toEqual([]);
  });

  it('that may run a program when it is installed is there, and does', () => {
    const running = Object.entries(lockfile.packages).filter(([, item]) => item.hasInstallScript === true);
    expect(new Set(running.map(([place]) => place.slice(place.lastIndexOf('node_modules/') + 13)))).toEqual(
      new Set(Object.keys(installScripts)),
    );
  });

  const good = { version: '1.0.0', integrity: `sha512-${'a'.repeat(86)}==`, license: 'MIT' };
  it.each([
    ['no hash', { integrity: '' }, 'no SHA-512 of its content'],
    ['a weak hash', { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }, 'no SHA-512 of its content'],
    ['an address', { resolved: 'git+ssh://git@example.com/a.git#0123456' }, 'comes from an address of its own'],
    ['a folder', { link: true }, 'comes from an address of its own'],
    ['a program', { hasInstallScript: true }, 'runs a program when it is installed'],
    ['a licence for nobody', { license: 'GPL-3.0-only' }, 'the licence "GPL-3.0-only" is none that is allowed'],
    ['two licences at once', { license: '(MIT AND GPL-3.0-only)' }, 'the licence "(MIT AND GPL-3.0-only)" is none that is allowed'],
    ['no licence', { license: undefined }, 'the licence undefined is none that is allowed'],
  ])('is refused with %s', (_, over, complaint) => {
    const { license, ...rest } = { ...good, ...over };
    const item: Package = license === undefined ? rest : { ...rest, license };
    expect(complaintsOf({ packages: { 'node_modules/a/node_modules/@b/c': item } })).toEqual([`@b/c: ${complaint}`]);
    expect(complaintsOf({ packages: { 'node_modules/a': { ...good, license: 'GPL-3.0-only OR MIT' } } })).toEqual([]);
  });

  it('is pinned to one version in package.json', () => {
    const { dependencies, devDependencies, optionalDependencies } = read('package.json') as Readonly<
      Record<string, Readonly<Record<string, string>>>
    >;
    const all = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
    expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))).toEqual([]);
  });
});
