import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { codeOwnersFiles } from '../../generators/output/file.ts';
import namesOfExample from '../repository/company/example-names.json' with { type: 'json' };

/**
 * Where a company that made the repository its own keeps what the tests stand on: the catalog, the facts of charts and the pages of
 * the example, by the paths that they had. In the repository that everybody begins with there is no such folder.
 */
export const exampleFolder = 'test/example';

/** What a company changes when it adopts the repository, and afterwards: these folders, and some files beside them. */
export const foldersOfCompany = ['.github', 'charts', 'docs', 'generators/adjustments', 'generators/catalog'];
const files = /^(?:[^/]+\.md|\.gitlab-ci\.yml)$/;
/** What is made of the catalog without the network, by the commands that `drawn.ts` runs. */
const drawnFolders = ['base', 'overlays', 'argocd', 'docs/topology'];

/** Whether a file of the repository, by its path with `/`, is the company's, and has a counterpart that is the example's. */
export function isOfCompany(file: string): boolean {
  return !isDrawn(file) && (files.test(file) || foldersOfCompany.some((folder) => file.startsWith(`${folder}/`)));
}

/** Whether a file is drawn from the catalog, so that nobody has to keep it. */
export function isDrawn(file: string): boolean {
  return Object.values<string>(codeOwnersFiles).includes(file) || drawnFolders.some((folder) => file.startsWith(`${folder}/`));
}

/** Whether the catalog of a repository is still that of the example: its Git repository and its labels have those names. */
export function isExample(root: string): boolean {
  const file = path.join(root, 'generators/catalog/platform.ts');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const { 'git.url': git, labelDomain } = namesOfExample.platform;
  return [git, labelDomain].every((name) => text.includes(`'${name}'`));
}
