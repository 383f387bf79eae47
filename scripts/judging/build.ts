import { type Generated, generate } from '../../generators/generate.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import type { Application } from '../../generators/model/object.ts';
import type { Rule } from '../../policies/model.ts';
import { findingsText } from '../../policies/reporters/text.ts';
import { loadCatalog } from '../catalog/catalog.ts';
import { rememberedBuilds } from '../kustomize/build-cache.ts';
import { type RenderedEnvironment, renderEnvironments } from '../kustomize/kustomize.ts';
import { proofText, prove } from '../kustomize/proof.ts';
import { generateTree } from '../repository/generated/generation.ts';
import { createSources, type Sources } from '../repository/sources.ts';
import { judgeTree } from '../repository/whole-tree/judge.ts';
import { doing } from '../terminal/progress.ts';
import { type Stage, stageLine } from '../terminal/stages.ts';
import { conformanceFile, conformanceSummary, judgeBuilt, shortfallText } from './conformance.ts';
import { lintRepository } from './lint/lint.ts';
import { exitCodeOf } from './lint/report.ts';
import { loadSuite } from './lint/suite.ts';
import { validateRepository } from './validate/validate-run.ts';

/** How the main job is done. */
export interface BuildOptions {
  /** Kustomize builds everything again, also what it has built before of the same files. */
  readonly fresh?: boolean;
  /** Looks at what is about to be written, and stops it by an error. */
  readonly guard?: (catalog: Catalog, generated: Generated) => Promise<void>;
  /** Proves and judges what environments of pull requests are made from; undefined where there is none. */
  readonly judgeTemplates?: (root: string, catalog: Catalog, applications: readonly Application[]) => Promise<Stage> | undefined;
  /** Writes the documents that follow from what was built, once it is in order, and says how many. */
  readonly draw?: (sources: Sources, rendered: readonly RenderedEnvironment[], rules: readonly Rule[], catalog: Catalog) => Promise<number>;
}

/**
 * The main job, stage by stage: generates, proves that kustomize builds what the catalog means, validates, judges, holds it
 * against the requirements of the manual, draws.
 * @param root absolute and without symbolic links
 * @param say takes the findings and the line of each stage as soon as it has ended
 * @returns its exit code: 0 in order, 1 findings, 2 where a rule threw
 * @throws UserError for a catalog that cannot be read, and for a broken tool
 */
export async function build(
  root: string,
  say: (text: string) => void,
  { fresh = false, guard, judgeTemplates, draw }: BuildOptions = {},
): Promise<0 | 1 | 2> {
  const started = performance.now();
  let failed = false;
  let crashed = false;
  const run = async (name: string, stage: () => Promise<Stage>): Promise<void> => {
    const start = performance.now();
    doing(name);
    const { summary, details } = await stage();
    failed ||= details !== '';
    say(`${details}${stageLine(name, summary, performance.now() - start, details === '')}`);
  };

  const suite = loadSuite();
  const catalog = await loadCatalog(root);
  const generated = generate(catalog);
  await guard?.(catalog, generated);
  const { files, applications } = generated;
  await run('generate', async () => {
    const { written, removed } = generateTree(root, files);
    return { summary: `${files.length} files, ${written} written, ${removed} removed`, details: '' };
  });

  const tree = judgeTree(root);
  if (tree.entries === undefined) process.stderr.write(tree.text);
  else {
    await run('tree', async () => ({
      summary: `${tree.entries} names in Git's index, ${tree.faults} findings`,
      details: tree.text,
    }));
  }

  const sources = createSources(root);
  let rendered: readonly RenderedEnvironment[] = [];
  await run('prove', async () => {
    rendered = await renderEnvironments(root, { sources, ...(!fresh && (await rememberedBuilds(sources))) });
    const result = prove(applications, rendered);
    const summary = `${result.overlays} overlays build ${result.objects} objects, as the catalog means them`;
    return result.problems.length === 0
      ? { summary, details: '' }
      : { summary: `${result.problems.length} differences`, details: proofText(result) };
  });
  await run('validate', async () => {
    const { findings, summary } = await validateRepository(root, { sources, rendered, kubeconform: { skip: true } });
    return {
      summary: `${summary.objects} objects in ${summary.files} files, ${findings.length} findings`,
      details: findingsText(findings),
    };
  });
  await run('judge', async () => {
    const { findings, summary } = await lintRepository({ root, prepared: { sources, rendered } }, await suite);
    crashed = exitCodeOf(findings, findings) === 2;
    const environments = Object.entries(summary.environments).map(([name, { objects }]) => `${name} ${objects}`);
    return {
      summary: `${Object.keys(summary.rules).length} rules over ${environments.join(', ')} objects, ${findings.length} findings`,
      details: findingsText(findings),
    };
  });
  const templates = judgeTemplates?.(root, catalog, applications);
  if (templates !== undefined) await run('pull-requests', () => templates);
  // Where a repository keeps the table of the manual's requirements; not where an overlay does not even build.
  if (sources.isFile(conformanceFile) && rendered.every(({ problems }) => problems.length === 0)) {
    await run('conform', async () => {
      const judged = await judgeBuilt(sources, rendered);
      return { summary: conformanceSummary(judged).replace(/\.$/, ''), details: shortfallText(judged, sources) };
    });
  }
  if (!failed && draw !== undefined) {
    await run('draw', async () => ({
      summary: `${await draw(sources, rendered, (await suite).rules, catalog)} stale documents of what is built and of the rules written`,
      details: '',
    }));
  }
  say(stageLine('build', failed ? 'findings above' : 'everything in order', performance.now() - started, !failed));
  return crashed ? 2 : failed ? 1 : 0;
}
