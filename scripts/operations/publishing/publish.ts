import type { GitHost } from '../../../generators/model/platform/git-host.ts';
import { UserError } from '../../terminal/errors.ts';
import { doing } from '../../terminal/progress.ts';
import { git } from '../git/git.ts';
import { NotPublished } from './not-published.ts';
import { pullRequestsOf } from './pull-requests.ts';
import { push, type Remote, remoteOf } from './remote.ts';
import type { OpenPullRequest, PullRequest } from './request.ts';

/** Where a branch went. */
export interface Published {
  readonly remote: string;
  /** Absent where none was asked for. */
  readonly pullRequest?: PullRequest;
}

/** What is to be done with the branch of a command, found out before it is made. */
export interface Publishing {
  readonly remote: Remote;
  readonly base: string;
  /** Absent where the branch is only pushed. */
  readonly open?: OpenPullRequest;
}

/**
 * Finds out how a branch is published.
 * @throws UserError when there is no remote, and for a pull request neither `gh` nor a token
 */
export async function publishing(repository: string, host: GitHost, pullRequest: boolean): Promise<Publishing> {
  const remote = await remoteOf(repository);
  return { remote, base: host.revision, ...(pullRequest && { open: pullRequestsOf(host, remote) }) };
}

/**
 * Pushes a branch, and opens its pull request where one is asked for: title and text are those of its commit.
 * @throws NotPublished with what stays and how to go on
 */
export async function publish(repository: string, { remote, base, open }: Publishing, branch: string, commit: string): Promise<Published> {
  let pushed = false;
  try {
    doing(`pushing to ${remote.name}`);
    await push(repository, remote, branch);
    pushed = true;
    if (open === undefined) return { remote: remote.name };
    doing('opening the pull request');
    const [title = '', body = ''] = (await git(repository, ['log', '-1', '--format=%s%x00%b', commit])).split('\0');
    return { remote: remote.name, pullRequest: await open({ branch, base, title, body: body.trim() }) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const stays = pushed ? `The branch is on ${remote.name}` : 'Branch and commit stay';
    const again = `${stays}: the same command again goes on from there${pushed ? '' : `, or git push -u ${remote.name} ${branch}`}.`;
    const made = { branch, commit, ...(pushed && { remote: remote.name }) };
    throw new NotPublished({ ...error.lines, how: `${error.lines.how} ${again}` }, made);
  }
}
