import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { terminalText } from '../../scripts/preview/text/terminal.ts';

const comment = [
  '<!-- erp-gitops-preview -->',
  '## Preview: risk **low**',
  '',
  'Compared with `main` at `0123`: 2 objects.',
  '',
  '| What   | `dev` |',
  '| :----- | ----: |',
  '| 镜像   |     1 |',
  '| Others |    12 |',
  '',
  '- `dev`: `Deployment a/b` changes',
  '- and 3 more',
  '',
  '<details><summary><code>dev</code>: <code>Deployment a&#47;b</code> (+1 -1)</summary>',
  '',
  '```diff',
  ' kept',
  '-old: <b>',
  '+new: *x*',
  '```',
  '',
  '</details>',
].join('\n');

describe('a preview on a terminal', () => {
  const lines = [
    'Preview: risk low',
    '',
    'Compared with main at 0123: 2 objects.',
    '',
    'What    dev',
    '镜像      1',
    'Others   12',
    '',
    '  - dev: Deployment a/b changes',
    '  - and 3 more',
    '',
    'dev: Deployment a/b (+1 -1)',
    '',
    '     kept',
    '    -old: <b>',
    '    +new: *x*',
    '',
  ];

  it('says what the comment says, without marks, in columns', () => {
    expect(terminalText(comment, false).split('\n')).toEqual(lines);
  });

  it('has what is gone in red and what is new in green', () => {
    const colored = terminalText(comment, true);
    expect(stripVTControlCharacters(colored).split('\n')).toEqual(lines);
    expect(colored).toContain('\u001b[31m-old: <b>\u001b[39m');
    expect(colored).toContain('\u001b[32m+new: *x*\u001b[39m');
  });
});
