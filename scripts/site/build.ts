import { readFileSync } from 'node:fs';
import path from 'node:path';
import Eleventy, { type Settings } from '@11ty/eleventy';
import { UserError } from '../terminal/errors.ts';
import { clearFolder, listFolder } from './folder.ts';
import type { Files } from './pages.ts';

const browser = path.join(import.meta.dirname, 'browser');
const packages = path.join(import.meta.dirname, '../../node_modules');

/** What the browser gets beside the pages, by its place in the site: files of ours, and the search, which is a package. */
const assets: Readonly<Record<string, string>> = {
  'assets/style.css': path.join(import.meta.dirname, '../html/style.css'),
  'assets/site.css': path.join(browser, 'site.css'),
  'assets/theme.js': path.join(browser, 'theme.js'),
  'assets/site.mjs': path.join(browser, 'site.mjs'),
  'assets/terms.mjs': path.join(browser, 'terms.mjs'),
  'assets/topology.mjs': path.join(browser, 'topology.mjs'),
  'assets/minisearch.js': path.join(packages, 'minisearch/dist/es/index.js'),
};

/** What the browser gets beside the pages, with its text. */
export function assetTexts(): readonly (readonly [file: string, text: string])[] {
  return Object.entries(assets).map(([file, source]) => [file, readFileSync(source, 'utf8')] as const);
}

/** What is looked at while the site is served: a change there makes it anew. */
const watched = ['docs', 'README.md', 'README.zh-CN.md', 'policies/RULES.md', 'generators/catalog', 'overlays', 'argocd'];

/** Where and how the site is made. */
export interface Making {
  /** A folder that is written whole. */
  readonly out: string;
  /** The port of this machine at which it is served, and made anew whenever something changes; absent: it is only written. */
  readonly port?: number;
}

/**
 * Writes the site, by Eleventy: `files` gives the files with their texts, and is asked again for each change; what is wrong then is said, and
 * what was served stays.
 * @throws what `files` throws, before anything is written
 */
export async function makeSite(root: string, { out, port }: Making, files: () => Promise<Files>): Promise<number> {
  const made = async () => [...(await files()), ...assetTexts()];
  let current = await made();
  clearFolder(path.join(root, out), new Set(current.map(([file]) => file)));
  let isFirst = true;
  const config = (settings: Settings) => {
    settings.setTemplateFormats(['11ty.js']);
    settings.setUseGitIgnore(false);
    settings.on('eleventy.before', async () => {
      if (isFirst) {
        isFirst = false;
        return;
      }
      try {
        current = await made();
      } catch (error) {
        process.stderr.write(error instanceof UserError ? error.text() : `${String(error)}\n`);
      }
    });
    settings.on('eleventy.after', () =>
      listFolder(
        path.join(root, out),
        current.map(([file]) => file),
      ),
    );
    settings.addGlobalData('numbers', () => current.map((_, index) => index));
    settings.addTemplate('site.11ty.js', {
      data: {
        pagination: { data: 'numbers', size: 1, alias: 'number' },
        permalink: (data: { readonly number: number }) => current[data.number]?.[0] ?? false,
      },
      render: (data) => current[(data as { readonly number: number }).number]?.[1] ?? '',
    });
    for (const place of watched) settings.addWatchTarget(path.join(root, place));
    settings.setServerOptions({ showAllHosts: false });
  };
  const mode = port === undefined ? 'build' : 'serve';
  const eleventy = new Eleventy(browser, out, { configPath: false, quietMode: true, source: 'script', runMode: mode, config });
  await eleventy.init();
  if (port === undefined) await eleventy.write();
  else {
    await eleventy.watch();
    await eleventy.serve(port);
  }
  return current.length;
}
