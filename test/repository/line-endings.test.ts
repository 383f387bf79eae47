import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith } from '../support/folder.ts';

const attributes = readFileSync(path.resolve(import.meta.dirname, '../../.gitattributes'), 'utf8');
const lines = 'kind: ConfigMap\nmetadata: {}\n';

function git(folder: string, ...args: readonly string[]): string {
  const person = ['-c', 'user.name=A Person', '-c', 'user.email=person@example.com'];
  return execFileSync('git', ['-C', folder, ...person, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

/** A repository with one commit of a text that had the line endings of Windows. */
function committed(): string {
  const folder = folderWith({ '.gitattributes': attributes, 'base/map.yaml': lines.replaceAll('\n', '\r\n') });
  git(folder, 'init', '--quiet');
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '--message', 'A text with other line endings');
  return folder;
}

describe('line endings', () => {
  it('are those of the repository in what is committed, whatever the editor wrote', () => {
    expect(git(committed(), 'show', 'HEAD:base/map.yaml')).toBe(lines);
  });

  it.each(['true', 'input', 'false'])('are the same in a checkout with core.autocrlf=%s', (autocrlf) => {
    const origin = committed();
    const clone = path.join(folderWith({}), 'clone');
    git(origin, '-c', `core.autocrlf=${autocrlf}`, 'clone', '--quiet', '--config', `core.autocrlf=${autocrlf}`, origin, clone);
    expect(readFileSync(path.join(clone, 'base/map.yaml'), 'utf8')).toBe(lines);
  });
});
