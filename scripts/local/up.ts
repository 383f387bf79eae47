import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type LocalDrawing, type LocalStage, localObjects, localWants } from '../../generators/local/local.ts';
import { localLabelOf } from '../../generators/local/marks.ts';
import type { LocalProfile } from '../../generators/local/profile.ts';
import type { KubernetesObject } from '../../generators/model/object.ts';
import type { Company } from '../../policies/company/company.ts';
import { findingsText } from '../../policies/reporters/text.ts';
import { loadCatalog } from '../catalog/catalog.ts';
import { UserError } from '../terminal/errors.ts';
import { assertLocal, choicesOf, type LocalOptions, namespacesOf, profileOf } from './ask.ts';
import { claimsOf, claimsText, roomOf } from './claims.ts';
import { judgeLocal } from './judged.ts';
import { type Kubectl, withKubectl } from './kubectl.ts';
import { keptIn, placeholders } from './made.ts';
import { drawingText, folderOf, writeOverlay } from './overlay.ts';
import { reachText } from './reach.ts';
import { registryIn } from './registry.ts';
import { withoutRoom } from './room.ts';
import { waitFor } from './waiting.ts';

/** What `up` is told. */
export interface UpOptions extends LocalOptions {
  /** What rules are told of the company. */
  readonly company: Company;
  readonly dryRun?: boolean;
  /** Whether it waits until pods are ready. */
  readonly wait: boolean;
  /** Minutes that a stage may take. */
  readonly minutes: number;
  /** A `config.json` of Docker, to pull from a registry that asks who comes. */
  readonly registry?: string;
}

/** Where it says what goes on: the result to one, the progress to the other. */
export interface Output {
  readonly say: (text: string) => void;
  readonly tell: (text: string) => void;
}

/** Whose fields on the server are this command's. */
export const manager = 'erp-local';

/**
 * Brings the services to a cluster of this machine.
 * @returns the exit code: 1 when rules find something, the nodes are too small, or pods do not become ready
 * @throws UserError, NotLocal
 */
export async function up(root: string, options: UpOptions, { say, tell }: Output): Promise<number> {
  const catalog = await loadCatalog(root);
  const choices = choicesOf(catalog, options);
  const profile = profileOf(catalog, choices);
  const wants = localWants(profile);
  if (options.dryRun === true) {
    const drawing = localObjects(profile, choices, placeholders(wants));
    say(drawingText(drawing));
    return judged(profile, drawing, options.company, tell);
  }
  const registry = options.registry === undefined ? undefined : registryIn(options.registry);
  return withKubectl(options.context, async (kubectl) => {
    const facts = await assertLocal(kubectl, catalog);
    tell(`${kubectl.context.name} at ${kubectl.context.server} is a cluster of this machine.\n`);
    const folder = folderOf(root, kubectl.context.name);
    const drawing = localObjects(profile, choices, keptIn(folder, wants, new Date(), registry));
    const found = await judged(profile, drawing, options.company, tell);
    if (found !== 0) return found;
    const objects = drawing.stages.flatMap((stage) => stage.objects);
    const [asked, most, room] = [claimsOf(objects, 'requests'), claimsOf(objects, 'limits'), roomOf(facts.room)];
    tell(`${objects.length} objects; their pods ask for ${claimsText(asked)}, and take ${claimsText(most)} at most.\n`);
    if (facts.nodes.length > 0) {
      const [first, ...lines] = withoutRoom(objects, facts.room, facts.pods, namespacesOf(drawing));
      if (first !== undefined) {
        tell(`error  ${[first, ...lines].join('\n       ')}\n  fix  ${remedy}\n`);
        return 1;
      }
      if (most.memory > room.memory)
        tell(
          `note   The nodes have ${claimsText(room)}. When all pods take the most that they may, some are ended for want of memory. ${remedy}\n`,
        );
    }
    const files = writeOverlay(folder, drawing);
    for (const [index, stage] of drawing.stages.entries()) {
      await apply(kubectl, stage, files[index]?.file ?? '');
      tell(`${stage.name}: ${stage.objects.length} objects are applied.\n`);
      if (options.wait && !(await waitFor(kubectl, stage, options.minutes, tell))) return 1;
    }
    await prune(kubectl, drawing, localLabelOf(catalog.platform.value), tell);
    const authority = path.join(folder, 'ca.crt');
    writeFileSync(authority, authorityIn(objects));
    say(reachText(profile, kubectl.context.name, path.relative(root, folder)));
    return 0;
  });
}

async function judged({ environment }: LocalProfile, { stages }: LocalDrawing, company: Company, tell: Output['tell']): Promise<number> {
  const { findings } = await judgeLocal(
    environment.name,
    stages.flatMap(({ objects }) => objects),
    company,
  );
  if (findings.length === 0) return 0;
  tell(findingsText(findings));
  tell(`${findings.length} findings: nothing was applied.\n`);
  return 1;
}

/** Runs that end are made anew: what they are made of cannot be changed. */
async function apply(kubectl: Kubectl, { objects }: LocalStage, file: string): Promise<void> {
  for (const { metadata } of objects.filter(({ kind }) => kind === 'Job'))
    await kubectl.must(['delete', 'job', metadata.name, `--namespace=${metadata.namespace ?? ''}`, '--ignore-not-found', '--wait']);
  await kubectl.must(['apply', '--server-side', '--force-conflicts', `--field-manager=${manager}`, `--filename=${file}`]);
}

const remedy = 'Give the machine of the cluster more memory or processors, or name fewer services: --service <name>.';

/** Kinds that are made in namespaces; claims of disks stay, and with them what they hold. */
const pruned = [
  ...['deployments', 'statefulsets', 'cronjobs', 'jobs', 'services', 'configmaps', 'secrets', 'serviceaccounts', 'leases'],
  ...['networkpolicies.networking.k8s.io', 'poddisruptionbudgets', 'roles', 'rolebindings', 'resourcequotas', 'limitranges'],
].join(',');

/** What an earlier run made and this one did not goes. */
async function prune(kubectl: Kubectl, drawing: LocalDrawing, mark: string, tell: Output['tell']): Promise<void> {
  const now = new Set(drawing.stages.flatMap(({ objects }) => objects.map(keyOf)));
  for (const namespace of namespacesOf(drawing)) {
    const text = await kubectl.must(['get', pruned, `--namespace=${namespace}`, `--selector=${mark}=true`, '--output=json']);
    const { items } = JSON.parse(text) as { readonly items: readonly KubernetesObject[] };
    for (const object of items.filter((item) => !now.has(keyOf(item)))) {
      await kubectl.must([
        'delete',
        object.kind.toLowerCase(),
        object.metadata.name,
        `--namespace=${namespace}`,
        '--ignore-not-found',
        '--wait=false',
      ]);
      tell(`${object.kind} ${namespace}/${object.metadata.name} is no longer wanted, and removed.\n`);
    }
  }
}

function keyOf({ kind, metadata: { namespace = '', name } }: KubernetesObject): string {
  return `${kind} ${namespace}/${name}`;
}

function authorityIn(objects: readonly KubernetesObject[]): string {
  const found = objects.find(({ kind, metadata: { name } }) => kind === 'Secret' && name === 'data-ca') as
    | { readonly data?: Record<string, string> }
    | undefined;
  if (found?.data?.['ca.crt'] === undefined) throw new UserError({ what: 'No authority is drawn.', how: 'Tell who keeps this program.' });
  return Buffer.from(found.data['ca.crt'], 'base64').toString();
}
