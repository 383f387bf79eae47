import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { textAt } from '../../../policies/kubernetes/fields.ts';
import { slashed } from '../../repository/sources.ts';
import { parseYaml } from '../../repository/yaml.ts';
import { inTemporaryFolder } from '../../terminal/temporary.ts';
import type { ChartApplication } from '../facts/applications.ts';
import type { ChartFacts, FactsHead } from '../facts/facts.ts';
import type { ChartFinding } from '../facts/finding.ts';
import { digestOf } from '../facts/hash.ts';
import { unpack } from './archive.ts';
import { HelmError, helm } from './helm.ts';

/** A chart that is at hand. */
export interface ChartSource {
  /** The folder that it is unpacked in. */
  readonly path: string;
  readonly appVersion: string;
  readonly origin: ChartFacts['source'];
}

type Pin = Pick<ChartApplication, 'repository' | 'chart' | 'version' | 'source'>;

/** Where charts are taken from: each once in a run, as what it is or why it is not there. */
export type ChartSupply = (pin: Pin) => Promise<ChartSource | ChartFinding>;

/** Unpacked charts in a folder, one each by its name. */
export function fromFolder(folder: string): ChartSupply {
  return once(async (pin) => {
    const location = path.join(folder, pin.chart);
    const how = `Unpack ${pin.chart} ${pin.version} there.`;
    const description = await describe(location);
    if (description === undefined) return { what: `There are no sources of chart "${pin.chart}".`, where: location, how };
    const { version, appVersion } = description;
    return wrongVersion(pin, version, location) ?? { path: location, appVersion, origin: { folder: await folderDigest(location) } };
  });
}

/**
 * The repositories that the Applications name, over HTTP or as OCI. A package that was recorded before has to be the same,
 * byte for byte. Packages are kept in a folder, and pulled again only when what is kept is not what was recorded.
 */
export function fromRepositories(kept: string, recorded: readonly FactsHead[]): ChartSupply {
  return once(async (pin) => {
    const { repository, chart, version, source } = pin;
    const expected = recorded.flatMap(({ facts }) =>
      facts.chart === chart && facts.version === version && facts.repository === repository && 'package' in facts.source
        ? [facts.source.package]
        : [],
    );
    try {
      const content = await packageOf(pin, kept, new Set(expected));
      const digest = digestOf(content);
      if (expected.length > 0 && !expected.includes(digest)) {
        return {
          what: `The package of ${chart} ${version} is ${digest}, and was ${expected[0]} when its facts were made.`,
          where: `${repository} and ${source}`,
          how: 'Ask who published it why. Another version is safe; to take this package all the same, remove the facts of the chart from charts/ first.',
        };
      }
      const location = path.join(kept, digest.replace(':', '-'), chart);
      if ((await describe(location)) === undefined) await place(content, path.dirname(location));
      const description = await describe(location);
      if (description === undefined)
        return { what: `The package of ${chart} ${version} holds no chart "${chart}".`, where: repository, how: `Change ${source}.` };
      const { appVersion } = description;
      return wrongVersion(pin, description.version, repository) ?? { path: location, appVersion, origin: { package: digest } };
    } catch (error) {
      if (!(error instanceof HelmError)) throw error;
      const how = `Look whether the version exists, and change it in ${source}; without a way to the repository, use --from <folder>.`;
      return { what: `${chart} ${version} cannot be pulled: ${error.message.replace(/\s+/g, ' ')}`, where: repository, how };
    }
  });
}

function once(take: ChartSupply): ChartSupply {
  const taken = new Map<string, ReturnType<ChartSupply>>();
  return (pin) => {
    const key = `${pin.repository} ${pin.chart} ${pin.version}`;
    const known = taken.get(key) ?? take(pin);
    taken.set(key, known);
    return known;
  };
}

async function packageOf({ repository, chart, version }: Pin, kept: string, expected: ReadonlySet<string>): Promise<Buffer> {
  await mkdir(kept, { recursive: true });
  const file = path.join(kept, `${chart}-${version}.tgz`);
  const content = await readFile(file).catch(() => undefined);
  if (content !== undefined && expected.has(digestOf(content))) return content;
  return inTemporaryFolder(
    'pull-',
    async (scratch) => {
      const options = ['--version', version, '--destination', scratch];
      // Registries on this machine speak no TLS, which is what helm itself takes for granted of repositories there.
      const plain = /^(?:127\.0\.0\.1|localhost)(?::\d+)?\//.test(repository) ? ['--plain-http'] : [];
      const from = /^https?:\/\//.test(repository)
        ? [chart, '--repo', repository]
        : [`oci://${repository.replace(/^oci:\/\//, '')}/${chart}`, ...plain];
      await helm(['pull', ...from, ...options], scratch);
      const pulled = (await readdir(scratch)).find((name) => name.endsWith('.tgz'));
      if (pulled === undefined) throw new HelmError('helm pulled no package');
      await rename(path.join(scratch, pulled), file);
      return readFile(file);
    },
    kept,
  );
}

/** Unpacks beside and renames: nobody ever finds half a chart. */
async function place(content: Buffer, target: string): Promise<void> {
  const draft = await mkdtemp(`${target}-`);
  try {
    await unpack(content, draft);
    await rename(draft, target);
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    throw new HelmError(`the package cannot be unpacked: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Versions with and without the `v` that Helm leaves away are the same. */
function wrongVersion({ chart, version, source }: Pin, found: string, where: string): ChartFinding | undefined {
  if (found.replace(/^v/, '') === version.replace(/^v/, '')) return undefined;
  return {
    what: `The chart at hand is ${chart} ${found}, the Application is of ${version}.`,
    where: `${where} and ${source}`,
    how: `Bring ${chart} ${version}, or change the version in ${source}.`,
  };
}

async function describe(location: string): Promise<{ readonly version: string; readonly appVersion: string } | undefined> {
  const text = await readFile(path.join(location, 'Chart.yaml'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const value = parseYaml(text).documents[0]?.value;
  return { version: textAt(value, 'version') ?? '', appVersion: textAt(value, 'appVersion') ?? '' };
}

/** One digest for all files below a folder, by their names and contents. */
async function folderDigest(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const lines = await Promise.all(files.map(async (file) => `${slashed(path.relative(folder, file))} ${digestOf(await readFile(file))}\n`));
  return digestOf(lines.sort().join(''));
}
