import type { OpsRepository } from '../../support/ops.ts';
import { commit, edit } from './platform.ts';

interface Edit {
  readonly file: string;
  readonly from: RegExp;
  readonly to: string;
}

const projectMetadata = {
  from: /metadata: \{ name, namespace: platform\.argoNamespace \}/,
  to: "metadata: { name, namespace: platform.argoNamespace, annotations: { 'argocd.argoproj.io/sync-wave': '-20' } }",
};

/** No rule may see the fault: who knows it only from the cluster has only the cluster to see it by. */
function silent(rule: string): Edit {
  return { file: `policies/rules/argo-cd/${rule}.ts`, from: /\n {2}check\(([^)]*)\) \{/, to: '\n  check($1) {\n    return [];' };
}

/**
 * Faults that were there once. The story is told with one of them in its copy of the repository (`ARGO_CD_FAULT`), to see that it
 * ends badly.
 */
const faults: Readonly<Record<string, readonly Edit[]>> = {
  /** A root gives up after five more attempts. */
  'five-retries': [
    { file: 'generators/argocd/application.ts', from: /retry = \{ limit: -1,/, to: 'retry = { limit: 5,' },
    silent('require-endless-retry'),
  ],
  /** The AppProjects are a wave of the root whose Applications they bound. */
  'queued-projects': [
    {
      file: 'generators/argocd/roots.ts',
      from: /source: \{ path: `argocd\/\$\{environment\.name\}\/applications` \}/,
      to: "source: { path: `argocd/$${environment.name}`, directory: { recurse: true, include: '{applications/*.yaml,projects/*.yaml}' } }",
    },
    { file: 'generators/argocd/roots.ts', from: /\*\/projects\.yaml,/, to: '' },
    { file: 'generators/argocd/project.ts', ...projectMetadata },
    { file: 'generators/argocd/chart-application.ts', ...projectMetadata },
    silent('require-free-projects'),
  ],
};

/** Puts a fault back. */
export function putBack(repository: OpsRepository, name: string): void {
  const edits = faults[name];
  if (edits === undefined) throw new Error(`ARGO_CD_FAULT is "${name}": there are ${Object.keys(faults).join(', ')}.`);
  for (const { file, from, to } of edits) edit(repository, file, from, to);
  commit(repository, `${name} is put back`);
}
