import type { Generated } from '../../../generators/generate.ts';
import type { Catalog } from '../../../generators/model/catalog.ts';
import { textAt } from '../../../policies/kubernetes/fields.ts';
import {
  applicationHeld,
  argoFile,
  type Declared,
  type Held,
  heldIn,
  heldOf,
  holdingKinds,
  keyOf,
  type Lost,
  lostBetween,
} from '../../judging/held.ts';
import { rememberedBuilds } from '../../kustomize/build-cache.ts';
import { renderEnvironments } from '../../kustomize/kustomize.ts';
import { changedSources } from '../../repository/changed-sources.ts';
import { type Names, namesIn } from '../../repository/company/names.ts';
import { partsOf } from '../../repository/environments.ts';
import { planTree } from '../../repository/generated/tree.ts';
import { createSources, type Sources } from '../../repository/sources.ts';
import { errorText, UserError } from '../../terminal/errors.ts';
import { inTemporaryFolder } from '../../terminal/temporary.ts';
import { findRevision } from '../sides/revision.ts';

/** What of a generated tree holds data, or holds what holds it, and is gone or of somebody else. Exit code 3. */
class NotKept extends UserError {
  override readonly exitCode = 3;
  readonly lost: readonly Lost[];

  constructor(lost: readonly [Lost, ...Lost[]]) {
    super(linesOf(lost[0]));
    this.lost = lost;
  }

  override text(): string {
    return this.lost.map((item) => errorText(linesOf(item))).join('');
  }
}

/**
 * Stops before topics, databases, volumes, namespaces or Applications disappear, or change hands, without a declaration: compares what
 * the catalog means with what was committed where the work left `origin/main` or `main`. Nothing is written.
 * @param say takes why nothing could be compared: no Git, no such branch, no common commit
 * @throws UserError with exit code 3 that names all of them
 */
export async function assertKept(root: string, catalog: Catalog, generated: Generated, say: (text: string) => void): Promise<void> {
  let revision: Awaited<ReturnType<typeof findRevision>>;
  try {
    revision = await findRevision(root, undefined);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    say(
      `warning  Nothing was compared with what is committed, so a topic, a database, a volume, a namespace or an Application may disappear unseen: ${error.lines.what}\n`,
    );
    return;
  }
  const plan = planTree(root, generated.files);
  const touched = new Set([
    ...revision.files.filter((file) => /^(?:base|overlays|argocd)\//.test(file)),
    ...[...plan.stale, ...plan.missing].map((file) => file.path),
    ...plan.orphaned,
  ]);
  if (touched.size === 0) return;
  await inTemporaryFolder('erp-gitops-kept-', async (scratch) => {
    const base = changedSources(createSources(root), revision.contents, scratch);
    if (isOfOthers(namesIn(base), namesIn(createSources(root)))) return;
    const [first, ...others] = lostBetween(await heldBefore(base, touched, generated), heldOf(generated), declaredIn(catalog));
    if (first !== undefined) throw new NotKept([first, ...others]);
  });
}

/**
 * Whether what was committed is another company's: from another repository, to other clusters, all of them. Nothing of it runs where this
 * repository deploys, so nothing disappears with it.
 */
function isOfOthers(before: Names, now: Names): boolean {
  const cluster = (names: Names, environment: string) => names.environments[environment]?.['clusters.0.name'];
  return (
    before.platform['git.url'] !== now.platform['git.url'] &&
    Object.keys(before.environments).every((environment) => cluster(before, environment) !== cluster(now, environment))
  );
}

/** What was held by whatever changed; the rest keeps its place. */
async function heldBefore(base: Sources, touched: ReadonlySet<string>, { files }: Generated): Promise<readonly Held[]> {
  const wanted = new Map(files.map((file) => [file.path, file.text]));
  const changed = [...touched].flatMap((file) => {
    const text = base.text(file);
    return text === undefined || text === wanted.get(file) ? [] : [{ file, text }];
  });
  const applications = new Set(changed.flatMap(({ file, text }) => applicationsIn(file, text)));
  const rendered =
    applications.size === 0
      ? []
      : await renderEnvironments(base.root, {
          sources: base,
          ...(await rememberedBuilds(base)),
          applications: ({ name }, environment) => applications.has(`${environment.name}/${name}`) || applications.has(`*/${name}`),
        });
  return [
    ...rendered.flatMap(({ name, manifests, applicationOf }) =>
      manifests.flatMap((manifest) => heldIn(name, applicationOf.get(manifest)?.name ?? '', [manifest])),
    ),
    ...changed.flatMap(({ file }) => {
      const [, environment] = argoFile.exec(file) ?? [];
      if (environment === undefined) return [];
      return base.documents(file).flatMap(({ value }) => applicationHeld(environment, textAt(value, 'metadata', 'name')));
    }),
  ];
}

const holding = new RegExp(`^kind: (?:${holdingKinds.join('|')})$`, 'm');

/** Whose file it is, each as `environment/application`, where it may say that something is held. */
function applicationsIn(file: string, text: string): readonly string[] {
  const { environment = '*', application } = partsOf(file) ?? {};
  if (application === undefined || (!holding.test(text) && !file.endsWith('/kustomization.yaml'))) return [];
  return [`${environment}/${application}`];
}

function declaredIn({ services, retired }: Catalog): Declared {
  return {
    ends: new Set(retired.flatMap(({ environment, value: { ends } }) => ends.map((end) => `${environment}/${end}`))),
    renamed: services.map(({ value: { name, formerly = [] } }) => ({ name, formerly })),
  };
}

const loses: Readonly<Record<Held['what'], string>> = {
  topic: 'with its messages',
  database: 'and with it who may reach it, and its backups',
  volume: 'with what is on it',
  store: 'with all that it holds',
  namespace: 'with everything in it',
  Application: 'with all that it deployed',
};

function linesOf({ environment, what, name, holder, to }: Lost) {
  const own = keyOf({ environment, what, name }).slice(environment.length + 1);
  return {
    what:
      to === undefined
        ? `The ${what} "${name}" disappears from ${environment}, ${loses[what]}, and nothing in the catalog says that it ends.`
        : `The ${what} "${name}" of ${environment} goes from ${holder} to ${to}, and nothing in the catalog says so.`,
    where: what === 'Application' ? `argocd/${environment}/applications` : `overlays/${environment} (${holder})`,
    how:
      what === 'namespace' || what === 'store'
        ? `Undo the change; or say that it ends: "${own}" in ends of generators/catalog/retired/${environment}/<name>.yaml, with the reason.`
        : `Undo the change. Or say it: formerly in the file of a service that has another name now; "npm run ops -- remove <service> --env ${environment} --reason <why>" for a service that ends; for anything else "${own}" in ends of generators/catalog/retired/${environment}/<service>.yaml, with the reason.`,
  };
}
