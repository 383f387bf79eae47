/** A pull request that is to be there. */
export interface Request {
  readonly branch: string;
  /** The branch that it goes to. */
  readonly base: string;
  readonly title: string;
  readonly body: string;
}

/** A pull request that is open, by the address at which people see it. */
export interface PullRequest {
  readonly url: string;
  /** Whether it was not there before. */
  readonly isNew: boolean;
}

/** Finds the open pull request of a branch, or opens one. */
export type OpenPullRequest = (request: Request) => Promise<PullRequest>;
