import { mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { asFields, asList, at, textAt } from '../../../policies/kubernetes/fields.ts';
import { rememberedBuilds } from '../../kustomize/build-cache.ts';
import { reach } from '../../kustomize/kustomizations.ts';
import { renderEnvironments } from '../../kustomize/kustomize.ts';
import { findEnvironments, foldersIn, kustomizationFile } from '../../repository/environments.ts';
import { createSources, type Sources } from '../../repository/sources.ts';
import { foldersOfArgo } from '../../repository/whole-tree/names.ts';
import { inTemporaryFolder } from '../../terminal/temporary.ts';
import { type Difference, differences } from '../changes/effect.ts';
import { gitNames } from '../git/git.ts';
import { sourcesAt } from '../git/side.ts';

/** An object that a change adds, removes or makes different where it runs. */
export interface RenderedEffect {
  readonly environment: string;
  /** The folder that Argo CD syncs, or the name of the file that tells Argo CD of it. */
  readonly application: string;
  /** `Kind namespace/name`. */
  readonly object: string;
  readonly change: Difference;
  /** The chart of an Application that gets another version of it. */
  readonly chart?: { readonly file: string; readonly was: string | undefined; readonly is: string | undefined; readonly alone: boolean };
}

/**
 * What differs of what runs between two commits, as kustomize builds it and as Argo CD is told it, whichever file is the cause. Comments,
 * the order of fields and what is not built differ in nothing. The deny windows of projects are left out: they are the freezes themselves,
 * which are judged as such. An application that does not build counts as changed.
 * @param home the environment in whose cluster Argo CD runs, which what all environments share of it belongs to
 */
export async function renderedEffects(root: string, start: string, head: string, home: string): Promise<readonly RenderedEffect[]> {
  const files = await gitNames(root, ['diff', '--name-only', '--no-renames', '-z', start, head, '--', ...foldersOfArgo]);
  if (files.length === 0) return [];
  const work = createSources(await realpath(root));
  return inTemporaryFolder('erp-gitops-effects-', async (scratch) => {
    const side = async (name: string, commit: string) => {
      await mkdir(path.join(scratch, name));
      return sourcesAt(work, commit, path.join(scratch, name));
    };
    const [before, after] = await Promise.all([side('before', start), side('after', head)]);
    return [...(await builtEffects(before, after, files)), ...toldEffects(before, after, files, home)];
  });
}

type Objects = ReadonlyMap<string, unknown>;

async function builtEffects(before: Sources, after: Sources, files: readonly string[]): Promise<readonly RenderedEffect[]> {
  const sides = [before, after];
  const reached = namesReaching(sides, files);
  const [old, now] = await Promise.all(sides.map((sources) => builtObjects(sources, files, sides, reached)));
  return differences(old ?? new Map(), now ?? new Map()).map(({ key, change }) => {
    const [environment = '', application = '', object = ''] = key.split('\n');
    return { environment, application, object, change };
  });
}

/** The objects of the applications that a changed file may be built into. */
async function builtObjects(
  sources: Sources,
  files: readonly string[],
  sides: readonly Sources[],
  reached: ReadonlySet<string>,
): Promise<Objects> {
  const touches = (folder: string) =>
    files.some((file) => file.startsWith(`${folder}/`)) ||
    sides.some((side) => mentionsAny(side, folder, reached) && reaches(side, folder, files));
  const environments = findEnvironments(sources);
  const touched = new Set(environments.flatMap(({ applications }) => applications.map(({ folder }) => folder).filter(touches)));
  const rendered = await renderEnvironments(sources.root, {
    sources,
    ...(await rememberedBuilds(sources)),
    environments: environments.flatMap(({ name, applications }) => (applications.some(({ folder }) => touched.has(folder)) ? [name] : [])),
    applications: ({ folder }) => touched.has(folder),
  });
  return new Map(
    rendered.flatMap(({ name, applicationOf, problems }) => [
      ...[...applicationOf].map(([{ apiVersion, kind, namespace, name: own, fields }, application]): [string, unknown] => {
        const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0]}` : '';
        return [`${name}\n${application.name}\n${kind} ${namespace === '' ? '' : `${namespace}/`}${own}\n${group}`, fields];
      }),
      ...problems
        .filter(({ rule }) => rule === 'broken-overlay')
        // What does not build is never the same as what does, nor as what does not either.
        .map(({ message, file }): [string, unknown] => [`${name}\n${file.split('/')[2] ?? ''}\nthe build\n`, [message, sources.root]]),
    ]),
  );
}

function reaches(side: Sources, folder: string, files: readonly string[]): boolean {
  return [...reach(side, folder)].some((part) => files.some((file) => file.startsWith(`${part}/`)));
}

/**
 * The names of folders that a kustomization must mention to have to do with a change: those that hold changed files, and bases that
 * mention one of them. Of thousands of applications only those that mention one are looked at closely.
 */
function namesReaching(sides: readonly Sources[], files: readonly string[]): ReadonlySet<string> {
  const names = new Set(files.filter((file) => !file.startsWith('argocd/')).flatMap((file) => file.split('/').slice(1, -1)));
  const bases = files.some((file) => file.startsWith('base/')) ? [...new Set(sides.flatMap((side) => foldersBelow(side, 'base')))] : [];
  for (let size = -1; size !== names.size; ) {
    size = names.size;
    for (const folder of bases) if (sides.some((side) => mentionsAny(side, folder, names))) names.add(path.posix.basename(folder));
  }
  return names;
}

function mentionsAny(side: Sources, folder: string, names: ReadonlySet<string>): boolean {
  const file = kustomizationFile(side, folder);
  const parts = file === undefined ? [] : (side.text(file) ?? '').split(/[^\w.-]+/);
  return parts.some((part) => names.has(part));
}

function foldersBelow(side: Sources, folder: string): readonly string[] {
  return foldersIn(side, folder).flatMap((name) => [`${folder}/${name}`, ...foldersBelow(side, `${folder}/${name}`)]);
}

/** What Argo CD is told beside: Applications with the versions and values of charts, and projects. */
function toldEffects(before: Sources, after: Sources, files: readonly string[], home: string): readonly RenderedEffect[] {
  const environments = new Set([before, after].flatMap((sources) => [...foldersIn(sources, 'overlays'), ...foldersIn(sources, 'argocd')]));
  environments.delete('projects');
  return files
    .filter((file) => file.startsWith('argocd/'))
    .flatMap((file) => {
      const [, first = ''] = file.split('/');
      const environment = environments.has(first) && file.split('/').length > 2 ? first : home;
      const application = path.posix.basename(file).replace(/\..*$/, '');
      const [old, now] = [toldObjects(before, file), toldObjects(after, file)];
      return differences(old, now).map(({ key, change }): RenderedEffect => {
        const chart = chartChange(file, old.get(key), now.get(key));
        return { environment, application, object: key.split('\n')[0] ?? '', change, ...(chart && { chart }) };
      });
    });
}

function toldObjects(sources: Sources, file: string): Objects {
  if (!sources.isFile(file)) return new Map();
  // What is no YAML is compared as it stands.
  if (!/\.ya?ml$/.test(file) || sources.problems(file).length > 0) return new Map([[file, sources.text(file)]]);
  return new Map(
    sources.documents(file).map(({ value }, index) => {
      const named = `${textAt(value, 'kind') ?? file} ${textAt(value, 'metadata', 'name') ?? index}`;
      return [`${named}\n${textAt(value, 'apiVersion')?.split('/')[0] ?? ''}`, withoutFreezes(value)];
    }),
  );
}

/** A project without its deny windows. */
function withoutFreezes(value: unknown): unknown {
  if (textAt(value, 'kind') !== 'AppProject') return value;
  const { syncWindows: _, ...spec } = asFields(at(value, 'spec')) ?? {};
  const allowed = asList(at(value, 'spec', 'syncWindows')).filter((window) => textAt(window, 'kind') !== 'deny');
  return { ...asFields(value), spec: { ...spec, allowed } };
}

function chartChange(file: string, old: unknown, now: unknown): RenderedEffect['chart'] {
  const versionOf = (value: unknown) =>
    textAt(value, 'spec', 'source', 'chart') === undefined ? undefined : textAt(value, 'spec', 'source', 'targetRevision');
  const [was, is] = [versionOf(old), versionOf(now)];
  if (was === is) return undefined;
  return { file, was, is, alone: isDeepStrictEqual(withoutVersion(old), withoutVersion(now)) };
}

function withoutVersion(value: unknown): unknown {
  const spec = asFields(at(value, 'spec'));
  const { targetRevision: _, ...source } = asFields(at(spec, 'source')) ?? {};
  return { ...asFields(value), spec: { ...spec, source } };
}
