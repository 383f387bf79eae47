import { createColors } from 'picocolors';
import type { UserError } from '../terminal/errors.ts';
import { isColored } from '../terminal/paint.ts';
import type { Outcome } from './changes/change.ts';
import { Refused } from './gates/gates.ts';
import { NotPublished } from './publishing/not-published.ts';

/** An error as JSON, for callers that asked for it. */
export function errorJson(error: UserError): string {
  const refused = error instanceof Refused ? { refusals: error.refusals } : {};
  const made = error instanceof NotPublished ? error.made : {};
  const state = error instanceof Refused ? 'refused' : 'failed';
  return `${JSON.stringify({ state, error: error.lines, ...refused, ...made }, undefined, 2)}\n`;
}

/** What a change became, for a person. */
export function outcomeText({ state, subject, branch, commit, effects, next = [], notes = [], diff, published }: Outcome): string {
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
        nextText(branch, published),
        ...next,
        '',
      ].join('\n');
    }
  }
}

/** What is left to do with a branch. */
function nextText(branch: string, published: Outcome['published']): string {
  const look = `To look at it: git show ${branch}`;
  if (published === undefined) return `Next: git push -u origin ${branch}, and open a pull request (--pr does both). ${look}`;
  const { remote, pullRequest } = published;
  if (pullRequest === undefined) return `Pushed to ${remote}. Next: open a pull request. ${look}`;
  return `Pushed to ${remote}. ${pullRequest.isNew ? 'The pull request is open' : 'Its pull request was open already'}: ${pullRequest.url}`;
}
