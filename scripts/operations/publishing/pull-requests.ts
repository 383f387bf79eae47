import { type GitHost, repositoryPage } from '../../../generators/model/platform/git-host.ts';
import { UserError } from '../../terminal/errors.ts';
import { onPath } from '../../terminal/on-path.ts';
import { forges } from './forges.ts';
import { withGh } from './gh.ts';
import type { Remote } from './remote.ts';
import type { OpenPullRequest } from './request.ts';

/**
 * How pull requests of the repository that Argo CD follows are opened: on GitHub with `gh` where it is on PATH, else with the REST API
 * of its forge and a token of the environment. Nobody is asked yet.
 * @param remote that the branch is pushed to
 * @throws UserError when there is neither, or the remote is another repository
 */
export function pullRequestsOf(git: GitHost, remote: Remote, environment: NodeJS.ProcessEnv = process.env): OpenPullRequest {
  const page = new URL(repositoryPage(git.url));
  const path = page.pathname.slice(1);
  const other = repositoryNamed(remote.url);
  if (other !== undefined && (other.path !== path || (other.host.includes('.') && other.host !== page.host))) {
    throw new UserError({
      what: `The remote "${remote.name}" is ${other.host}/${other.path}, and pull requests go to ${page.host}/${path}.`,
      where: 'git.url in generators/catalog/platform.ts',
      how: 'Name its remote with "git config remote.pushDefault <name>"; from a fork, take --push and open the pull request by hand.',
    });
  }
  const forge = forges[git.forge];
  if (git.forge === 'github' && onPath('gh', environment['PATH'] ?? '') !== undefined) return withGh(`${page.host}/${path}`);
  const token = forge.tokens.map((name) => environment[name]).find((value) => value !== undefined && value !== '');
  if (token === undefined) {
    const [most = ''] = forge.tokens;
    throw new UserError({
      what: `Nobody can open a pull request on ${forge.name}: there is no token${git.forge === 'github' ? ', and no gh' : ''}.`,
      where: [...forge.tokens, ...(git.forge === 'github' ? ['PATH'] : [])].join(', '),
      how: `Set ${most} to a token that may open ${forge.calls}${git.forge === 'github' ? ', or install gh and log in' : ''}; --push needs neither.`,
    });
  }
  return forge.with({ api: (environment[forge.apiVariable] || forge.api(page)).replace(/\/$/, ''), path, token });
}

/** Host and path of a repository, by the address of a remote; undefined for a folder of this machine. */
function repositoryNamed(url: string): { readonly host: string; readonly path: string } | undefined {
  if (!/^(?:https?|ssh):\/\/|^[^@/:\s]+@[^/:\s]+:/.test(url)) return undefined;
  const page = repositoryPage(url.replace(/^(https?:\/\/)[^/@]*@/, '$1').replace(/\/$/, ''));
  return URL.canParse(page) ? { host: new URL(page).host, path: new URL(page).pathname.slice(1) } : undefined;
}
