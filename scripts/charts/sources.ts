import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { textAt } from '../../policies/kubernetes/fields.ts';
import { slashed } from '../lib/sources.ts';
import { parseYaml } from '../lib/yaml.ts';
import type { ChartApplication } from './applications.ts';
import type { ChartFacts } from './facts.ts';
import { digestOf } from './hash.ts';

/** A chart that is at hand. */
export interface ChartSource {
  /** Unpacked, or a package. */
  readonly path: string;
  readonly version: string;
  readonly appVersion: string;
  readonly origin: ChartFacts['source'];
}

/** The unpacked chart of that name in a folder; undefined when there is none. Its version is what its own description says. */
export async function unpackedChart(folder: string, { chart }: Pick<ChartApplication, 'chart'>): Promise<ChartSource | undefined> {
  const location = path.join(folder, chart);
  const description = await readFile(path.join(location, 'Chart.yaml'), 'utf8').catch(() => undefined);
  if (description === undefined) return undefined;
  const value = parseYaml(description).documents[0]?.value;
  return {
    path: location,
    version: textAt(value, 'version') ?? '',
    appVersion: textAt(value, 'appVersion') ?? '',
    origin: { folder: await folderDigest(location) },
  };
}

/** One digest for all files below a folder, by their names and contents. */
async function folderDigest(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const lines = await Promise.all(files.map(async (file) => `${slashed(path.relative(folder, file))} ${digestOf(await readFile(file))}\n`));
  return digestOf(lines.sort().join(''));
}
