import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectEvidence } from '../../scripts/lib/conformance.ts';
import { createSources } from '../../scripts/lib/sources.ts';
import { kustomizeTool } from '../../scripts/lib/tools.ts';
import { startApiServer } from './api-server.ts';
import { liveCluster } from './live-cluster.ts';
import { englishPages, type Page, readPages } from './pages.ts';
import { problemsOf, requestProblems } from './session-problems.ts';
import { runPage, shellBlocks } from './shell.ts';

const evidence = await collectEvidence(createSources(realpathSync(process.cwd())));
const production = evidence.environments.find(({ environment }) => environment === 'production');
if (production === undefined) throw new Error('There is no production to hold the handbook against.');
const objects = liveCluster(production, evidence.argocd);
const { command: kubectl } = await kustomizeTool();
const pages = englishPages(readPages()).filter((page) => shellBlocks(page).length > 0);

/** What is wrong with the shell blocks of a page, tried out on a cluster of its own. */
async function wrongIn(page: Page): Promise<readonly string[]> {
  const server = await startApiServer(objects);
  try {
    const session = await runPage(page, kubectl, server.url, mkdtempSync(path.join(tmpdir(), 'handbook-')));
    return [...problemsOf(session, production, evidence.argocd), ...requestProblems(server.asked(), production)];
  } finally {
    await server.stop();
  }
}

describe('the commands of the handbook', () => {
  it.each(pages.map((page) => [page.name, page] as const))(
    'of %s work on a cluster of production',
    { timeout: 240_000 },
    async (_, page) => {
      expect(await wrongIn(page)).toEqual([]);
    },
  );
});
