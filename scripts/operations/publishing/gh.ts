import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UserError } from '../../terminal/errors.ts';
import { withoutSecrets } from './remote.ts';
import type { OpenPullRequest } from './request.ts';

const execute = promisify(execFile);

/**
 * Pull requests by GitHub's own program (gh 2.60: `pkg/cmd/pr/list`, `pkg/cmd/pr/create`, exit code 4 for "log in first"), which knows who is
 * logged in, by a token of the environment too.
 * @param repository as gh takes it: host, owner and name
 */
export function withGh(repository: string): OpenPullRequest {
  return async ({ branch, base, title, body }) => {
    const ends = ['--repo', repository, '--head', branch, '--base', base];
    const listed = await gh(['pr', 'list', ...ends, '--state', 'open', '--json', 'url', '--jq', '.[].url']);
    const [open = ''] = listed.split('\n');
    if (open !== '') return { url: open, isNew: false };
    const url = (await gh(['pr', 'create', ...ends, '--title', title, '--body', body])).split('\n').at(-1) ?? '';
    return { url, isNew: true };
  };
}

async function gh(args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await execute('gh', args, { timeout: 60_000, env: { ...process.env, GH_PROMPT_DISABLED: '1', NO_COLOR: '1' } });
    return stdout.trim();
  } catch (error) {
    const { code, stderr = '' } = error as { readonly code?: unknown; readonly stderr?: string };
    throw new UserError({
      what: `gh failed: ${withoutSecrets(stderr.trim().replaceAll(/\s*\n\s*/g, ' ')) || 'it does not say why.'}`,
      where: `gh ${args.slice(0, 2).join(' ')}`,
      how: code === 4 ? 'Log in with "gh auth login".' : 'Put right what it says.',
    });
  }
}
