import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { pastReleases } from '../../scripts/operations/git/history.ts';
import { addTo, folderWith } from '../support/folder.ts';

const file = 'generators/catalog/releases/production/sales-service.yaml';
const digestOf = (letter: string) => `sha256:${letter.repeat(64)}`;

describe('the builds that a release file had', () => {
  it('are those of the merges that brought them, though lines of the file stay the same', async () => {
    const root = folderWith({});
    const git = (...args: readonly string[]) => {
      const { status, stderr, stdout } = spawnSync('git', ['-c', 'user.name=Op', '-c', 'user.email=op@example.com', ...args], {
        cwd: root,
        encoding: 'utf8',
      });
      expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
      return stdout.trim();
    };
    git('init', '--quiet', '--initial-branch=main');
    git('commit', '--quiet', '--allow-empty', '--message', 'first');
    const merges: string[] = [];
    for (const [version, letter] of [
      ['1.0.0', 'a'],
      ['1.1.0', 'b'],
      ['1.1.1', 'c'],
    ] as const) {
      git('switch', '--quiet', '--create', version);
      addTo(root, { [file]: `# Written by "npm run ops".\nversion: ${version}\ndigest: ${digestOf(letter)}\n` });
      git('add', '--all');
      git('commit', '--quiet', '--message', version);
      git('switch', '--quiet', 'main');
      git('merge', '--quiet', '--no-ff', '--no-edit', version);
      merges.unshift(git('rev-parse', 'HEAD'));
    }
    // What is not committed is not asked.
    addTo(root, { [file]: 'version: 9.9.9\n' });
    git('add', '--all');
    const past = await pastReleases(root, 'HEAD', [file]);
    expect(past.map(({ commit, release }) => [commit, release.version])).toEqual([
      [merges[0], '1.1.1'],
      [merges[1], '1.1.0'],
      [merges[2], '1.0.0'],
    ]);
  });
});
