import { createColors } from 'picocolors';
import type { UserError } from '../terminal/errors.ts';
import { isColored } from '../terminal/paint.ts';
import type { Outcome } from './changes/change.ts';
import { Refused } from './gates/gates.ts';

/** An error as JSON, for callers that asked for it. */
export function errorJson(error: UserError): string {
  const refused = error instanceof Refused ? { refusals: error.refusals } : {};
  return `${JSON.stringify({ state: error instanceof Refused ? 'refused' : 'failed', error: error.lines, ...refused }, undefined, 2)}\n`;
}

/** What a change became, for a person. */
export function outcomeText({ state, subject, branch, commit, effects, next = [], notes = [], diff }: Outcome): string {
  switch (state) {
    case 'unchanged':
      return `${subject}\nIt is so already; nothing was changed.\n`;
    case 'planned':
      return [diff ?? '', subject, ...notes, `Would be committed on ${branch}; nothing was changed.`, ''].join('\n');
    default: {
      const colors = createColors(isColored());
      const count = `${effects.length} object${effects.length === 1 ? '' : 's'} changed`;
      const made = state === 'made' ? 'is on the new branch' : 'was on the branch already:';
      return [
        colors.bold(subject),
        ...notes,
        `${commit?.slice(0, 12)} ${made} ${branch}; ${count}. Your files and your branch are as they were.`,
        `Next: git push -u origin ${branch}, and open a pull request. To look at it: git show ${branch}`,
        ...next,
        '',
      ].join('\n');
    }
  }
}
