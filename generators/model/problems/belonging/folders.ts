import type { Catalog } from '../../catalog.ts';
import { dataApplication, signaturesApplication } from '../../names.ts';
import { at, type CatalogProblem, label, problem, unless } from '../problem.ts';

/** Longest name of a folder: it is a part of the names of roots. */
export const longestFolder = 30;

/**
 * Applications that one root makes: so many have 0.6 MB in its status, and etcd takes 1.5 MiB of one object; and so many files of one
 * folder a Git host shows (docs/scale.md).
 */
export const mostInRoot = 1000;

/** Applications of an environment that are of no service: components, charts, and roots of folders. */
const beside = 40;

/**
 * Folders whose names cannot be a part of the names of their roots, and more Applications than one root holds.
 * @param applications names of those that are of no service
 */
export function folderProblems(catalog: Catalog, applications: readonly string[]): CatalogProblem[] {
  const { services, environments } = catalog;
  const taken = new Set(environments.map(({ value }) => `root-${value.name}`));
  const used = new Set([...applications, ...services.flatMap(({ value }) => [value.name, dataApplication(value)])]);
  const byFolder = Map.groupBy(services, ({ value }) => value.folder);
  const signatures = new Set([...byFolder.keys()].map(signaturesApplication));
  const named = [...byFolder].flatMap(([folder, [first]]) => {
    if (folder === undefined || first === undefined) return [];
    const roots = environments.flatMap(({ value }) => ['data', 'services'].map((part) => `root-${value.name}-${folder}-${part}`));
    const clash = roots.find((name) => taken.has(name));
    return [
      ...unless(
        !used.has(signaturesApplication(folder)),
        at(first, 'folder'),
        `The folder "${folder}" would have an application "${signaturesApplication(folder)}" of its signatures, and a service is called so.`,
        'Choose another name.',
      ),
      ...unless(
        !used.has(folder) && !signatures.has(folder),
        at(first, 'folder'),
        `The folder "${folder}" is called as an application, whose own folder lies at that place.`,
        'Choose another name.',
      ),
      ...unless(
        label.test(folder) && folder.length <= longestFolder,
        at(first, 'folder'),
        `The folder "${folder}" is no DNS label of at most ${longestFolder} characters.`,
        'Use lower-case letters, digits and hyphens, starting with a letter.',
      ),
      ...unless(
        clash === undefined,
        at(first, 'folder'),
        `The folder "${folder}" would have a root "${clash ?? ''}", which is that of an environment.`,
        'Choose another name.',
      ),
    ];
  });
  const full = [...byFolder].flatMap(([folder, members]) => {
    const most = folder === undefined ? Math.floor((mostInRoot - beside) / 2) : mostInRoot;
    const [, ...others] = members.slice(most - 1);
    const [first] = others;
    if (first === undefined) return [];
    const where = folder === undefined ? 'Services without a folder' : `Services of the folder "${folder}"`;
    return [
      problem(
        at(first, folder === undefined ? 'name' : 'folder'),
        `${where}: ${members.length}, and the root of an environment has room for ${most}: beyond ${mostInRoot} Applications its status nears what etcd takes.`,
        `Write folder: '<name>' into the files of ${others.length} or more of them (docs/scale.md).`,
      ),
    ];
  });
  return [...named, ...full];
}
