import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { definitionFile } from '../../scripts/catalog/definitions.ts';
import { chartApplications } from '../../scripts/charts/facts/applications.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { home, west } from '../places/company.ts';
import { runScript } from './repository.ts';

/** Gives a copy of this repository a standby of production in the west, as a person would: clusters, releases, versions, facts of charts; then all that is generated. */
export async function placedRepository(root: string): Promise<void> {
  const entry = (await loadCatalog(root)).environments.find(({ value }) => value.name === 'production');
  if (entry === undefined) throw new Error('There is no production.');
  const { versions: _, ...written } = entry.value;
  const clusters = [{ ...written.clusters[0], ...home }, west];
  writeFileSync(path.join(root, entry.file), definitionFile('environments', { ...written, clusters }));
  for (const of of ['generators/catalog/releases', 'charts']) {
    cpSync(path.join(root, of, 'production'), path.join(root, of, 'production-west'), { recursive: true });
  }
  const versions = path.join(root, 'generators/catalog/versions');
  cpSync(path.join(versions, 'production.yaml'), path.join(versions, 'production-west.yaml'));
  await ran(root, 'generate');
  const applications = chartApplications(createSources(root)).filter(({ file }) => file.startsWith('argocd/production-west/'));
  // As `npm run charts` does, of the charts that production has: only whose they are is another.
  for (const name of readdirSync(path.join(root, 'charts/production-west'))) {
    const facts = path.join(root, 'charts/production-west', name);
    if (!existsSync(path.join(root, 'argocd/production-west/applications', name))) {
      rmSync(facts);
      continue;
    }
    writeFileSync(
      facts,
      readFileSync(facts, 'utf8')
        .replaceAll('argocd/production/', 'argocd/production-west/')
        .replace('environment: production\n', 'environment: production-west\n')
        .replaceAll(/\berp-backups\b(?!-)/g, 'erp-backups-west')
        .replace(/^ {2}values: .*$/m, `  values: ${applications.find(({ file }) => path.basename(file) === name)?.valuesHash}`),
    );
  }
  await ran(root, 'generate');
  await ran(root, 'docs');
  await ran(root, 'topology');
  await ran(root, 'conformance');
}

async function ran(root: string, script: string): Promise<void> {
  const { code, stdout, stderr } = await runScript(root, script, []);
  if (code !== 0) throw new Error(`${script}: ${stdout}${stderr}`);
}
