/** A repository of services whose pull requests may have an environment for as long as somebody tries them out. */
export interface PullRequestRepository {
  /** In the names of namespaces and Applications: a DNS label of at most 20 characters, other than that of every other repository. */
  readonly name: string;
  /** Its page: `https://github.com/example-erp/erp-services`. Of the same software as the Git host of the platform (`git.forge`). */
  readonly url: string;
  /** Services of which each of its pull requests builds an image, tagged `pr-<commit>`. The others run as they are released in the host. */
  readonly services: readonly string[];
}

/** Environments for a pull request, each a namespace in the cluster of its host with small stores of its own (docs/pull-requests.md). */
export interface PullRequests {
  /** None while the last environments go: their project must stay until they are gone. */
  readonly repositories: readonly PullRequestRepository[];
  /** Days ahead, 1 to 30, that the label of a pull request may name as the last of its environment. */
  readonly mostDays: number;
}

interface Spaces {
  readonly namespaces: { readonly app: string };
}

/** Before the day, in the label by which somebody asks for an environment: `environment-until-2026-12-05`. */
export const untilLabel = 'environment-until-';

/** Whether an environment is host to pull requests. */
export function isHost({ pullRequests }: { readonly pullRequests?: PullRequests }): boolean {
  return pullRequests !== undefined;
}

/** Folder of the generated template of a host. */
export function templateFolder(host: string): string {
  return `base/pull-requests/${host}`;
}

/** The namespace that the template names, of which those of pull requests begin: `erp-dev-pr`, `erp-dev-pr-<repository>-<number>`. */
export function templateNamespace({ namespaces }: Spaces): string {
  return `${namespaces.app}-pr`;
}

/** Numbers of pull requests have so many digits at most. */
const longestNumber = 7;

/** The most that the name of a repository leaves of the 63 characters of a namespace. */
export function roomForName(environment: Spaces): number {
  return Math.min(20, 63 - templateNamespace(environment).length - longestNumber - 2);
}

/** Tag of the image that a commit of a pull request is built to, before the commit. */
export const pullRequestTag = 'pr-';

/** ClusterSecretStore that hands the log-in of the registry to namespaces of pull requests, and nothing else. */
export function registryStoreName({ name }: { readonly name: string }): string {
  return `pull-requests-${name}`;
}

/**
 * Where the images of pull requests lie: in a folder beside those of releases, so that the credentials that pull requests build with can
 * write nothing that is released. `registry.example.com/erp/sales-service` is `registry.example.com/erp/pull-requests/sales-service`.
 */
export function pullRequestImage(image: string): string {
  const end = image.lastIndexOf('/');
  return `${image.slice(0, end)}/pull-requests${image.slice(end)}`;
}
