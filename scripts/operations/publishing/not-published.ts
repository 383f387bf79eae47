import { type ErrorLines, UserError } from '../../terminal/errors.ts';

/** A branch that was made, and could not be pushed, or has no pull request. */
export class NotPublished extends UserError {
  /** What stays. */
  readonly made: { readonly branch: string; readonly commit: string; readonly remote?: string };

  constructor(lines: ErrorLines, made: NotPublished['made']) {
    super(lines);
    this.made = made;
  }
}
