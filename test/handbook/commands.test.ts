import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { it as always, describe, expect } from 'vitest';
import { textAt } from '../../policies/kubernetes/fields.ts';
import type { World } from '../../policies/model.ts';
import { collectEvidence } from '../../scripts/judging/conformance.ts';
import { kustomizeTool } from '../../scripts/kustomize/tools.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { itNeeds, programPath } from '../support/programs.ts';
import { startApiServer } from './api-server.ts';
import { liveCluster } from './live-cluster.ts';
import { englishPages, type Page, readPage, readPages } from './pages.ts';
import { problemsOf, requestProblems } from './session-problems.ts';
import { runPage, shellBlocks } from './shell.ts';
import { standbyCluster } from './standby-cluster.ts';

const evidence = await collectEvidence(createSources(realpathSync(process.cwd())));
const production = evidence.environments.find(({ environment }) => environment === 'production');
if (production === undefined) throw new Error('There is no production to hold the handbook against.');
const here = { world: production, argocd: evidence.argocd };
const tool = await kustomizeTool();
const kubectl = tool.name === 'kubectl' ? tool.command : programPath('kubectl');
const it = kubectl === undefined ? itNeeds('kubectl') : always;
const pages = englishPages(readPages()).filter((page) => shellBlocks(page).length > 0);

/** Pages about several places of production: their commands are tried out on a standby, with the names of both. */
const aboutPlaces: readonly string[] = ['fail-over.md'];

interface Cluster {
  readonly world: World;
  readonly argocd: World;
}

/** What is wrong with the shell blocks of a page, tried out on a cluster of its own. */
async function wrongIn(page: Page, { world: production, argocd }: Cluster = here): Promise<readonly string[]> {
  const objects = liveCluster(production, argocd);
  const contexts = [...new Set(argocd.ofKind('Application').flatMap(({ fields }) => textAt(fields, 'spec', 'destination', 'name') ?? []))];
  const server = await startApiServer(objects);
  try {
    const session = await runPage(
      page,
      { kubectl: kubectl ?? '', server: server.url, contexts },
      mkdtempSync(path.join(tmpdir(), 'handbook-')),
    );
    return [...problemsOf(session, production, argocd), ...requestProblems(server.asked(), production)];
  } finally {
    await server.stop();
  }
}

describe('the commands of the handbook', () => {
  it.each(pages.map((page) => [page.name, page] as const))('of %s work on a cluster of production', async (_, page) => {
    expect(await wrongIn(page, aboutPlaces.includes(page.name) ? await standbyCluster() : here)).toEqual([]);
  });
});

describe('a command that would not work', () => {
  it.each([
    ['a namespace that does not exist', 'kubectl -n erp-prd get pods', 'finds nothing'],
    ['an object that does not exist', 'kubectl -n erp-prod get deployment finance-service', 'not found'],
    ['a kind that does not exist', 'kubectl -n erp-infra get postgres', `doesn't have a resource type "postgres"`],
    ['a label that nothing has', 'kubectl -n erp-infra get pods -l application=postgres', 'nothing has the labels application=postgres'],
    ['a flag that kubectl does not have', 'kubectl -n erp-prod logs -l app=sales-service --lines=100', 'unknown flag: --lines'],
    [
      'a container that the pod does not have',
      'kubectl -n erp-infra exec postgres-0 -c postgresql -- patronictl list',
      'container postgresql is not valid',
    ],
    [
      'logs of a container of other pods',
      'kubectl -n erp-infra logs -l cluster-name=postgres -c postgres',
      'container postgres is not valid',
    ],
    [
      'a path that the object does not have',
      "kubectl -n erp-prod get hpa sales-service-hpa -o jsonpath='{.spec.maxPods}'",
      'prints nothing',
    ],
    ['a column that is empty', 'kubectl -n erp-infra get pvc -o custom-columns=HAS:.status.capacity.size', 'has an empty column'],
    ['a CronJob that does not exist', 'kubectl -n erp-infra create job --from=cronjob/postgres-backups again', 'not found'],
    ['the values of a Secret', 'kubectl -n erp-prod get secret financial-service-secrets -o yaml', 'reads a Secret'],
    [
      'what nobody may do',
      'kubectl -n erp-prod delete deployment sales-service',
      'nobody may delete deployments.apps erp-prod/sales-service',
    ],
    ['what the group for incidents may do in the other namespace only', 'kubectl -n kube-public get pods', 'finds nothing'],
    ['all namespaces at once', 'kubectl get pods -A', 'nobody may list pods'],
    [
      'an ephemeral container that the namespace refuses',
      `kubectl -n erp-infra debug -i postgres-0 --image=registry.example.com/erp/break-glass@sha256:${'0'.repeat(64)} -- true`,
      'the ephemeral container is not restricted',
    ],
    [
      'an image of somebody else',
      'kubectl -n erp-infra debug -i postgres-0 --profile=restricted --image=busybox -- true',
      'the image "busybox" is not one of ours',
    ],
    ['an Application that does not exist', 'argocd app get sales-production', 'knows no Application "sales-production"'],
    ['an option that argocd does not have', 'argocd app sync sales-service-production --now', 'has no option --now'],
    [
      'a host that does not exist',
      'kubectl -n erp-infra exec postgres-0 -c postgres -- pg_isready -h postgres-ha.erp-infra.svc.cluster.local',
      'there is no Service',
    ],
    [
      'a port that the Service does not have',
      'kubectl -n erp-infra exec postgres-0 -c postgres -- pg_isready -h postgres-primary.erp-infra.svc.cluster.local -p 5433',
      'postgres-primary has no port 5433',
    ],
    ['a bucket that nothing writes to', 'aws s3 ls s3://erp-backup/postgres/', 'nothing writes to s3://erp-backup/postgres'],
    ['a program that an operator does not have', 'stern sales-service', 'fails: line 3: stern sales-service'],
    ['a variable that was not set', 'kubectl -n erp-prod get pod "$PODNAME"', 'PODNAME: unbound variable'],
    [
      'a service that has no database',
      'npm run --silent restore -- --env production --service stock-service --backup x_20261123_020000.dump',
      'fails: line 3: npm run',
    ],
  ])('is found: %s', async (_, command, problem) => {
    const problems = await wrongIn(readPage('example.md', `# Example\n\n\`\`\`sh\n${command}\n\`\`\`\n`));
    expect(problems.join('\n')).toContain(problem);
  });
});
