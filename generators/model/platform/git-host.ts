/** The software of a Git host, which decides how pages are addressed and who is asked to approve. */
export type Forge = 'github' | 'gitlab' | 'gitea';

/** This repository, as Argo CD reads it. */
export interface GitHost {
  /** `https://host/path.git`, `ssh://git@host/path.git` or `git@host:path.git`: Argo CD takes all three (util/git, IsSSHURL). */
  readonly url: string;
  /** The branch that is synced. */
  readonly revision: string;
  readonly forge: Forge;
  /** Where people see the files of that branch, without a slash at its end; absent: as the forge shows those of `url`, by HTTPS. */
  readonly files?: string;
}

/** What each forge puts between the page of a repository and the name of a branch. */
const between: Readonly<Record<Forge, string>> = { github: 'blob', gitlab: '-/blob', gitea: 'src/branch' };

/** Where a file of the followed branch is shown. */
export function pageOf({ url, forge, revision, files }: GitHost, file: string): string {
  return `${files ?? `${repositoryPage(url)}/${between[forge]}/${revision}`}/${file}`;
}

/** The section of an alert in the handbook, or its whole page (manual 8). */
export function runbookPage(git: GitHost, alert?: string): string {
  return pageOf(git, `docs/runbooks/alerts.md${alert === undefined ? '' : `#${alert.toLowerCase()}`}`);
}

/** The page of a repository: by HTTPS, and without a port of SSH. */
export function repositoryPage(url: string): string {
  const [, host = '', path = ''] = /^(?:ssh:\/\/)?[^@/:]+@([^:/]+)(?::\d+(?=\/))?[:/](.*)$/.exec(url) ?? [];
  return (host === '' ? url : `https://${host}/${path}`).replace(/\.git$/, '');
}
