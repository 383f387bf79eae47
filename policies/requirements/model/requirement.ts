import type { World } from '../../model.ts';

/** What requirements are held against: what is rendered and committed, never what it was made from. */
export interface Evidence {
  /** One for each rendered environment. */
  readonly environments: readonly World[];
  /** What Argo CD is told: the objects under `argocd/`. */
  readonly argocd: World;
  /** Text of `.github/CODEOWNERS`; empty when there is none. */
  readonly codeOwners: string;
  /** What the repository of each service is given to release from. */
  readonly serviceRepositories: readonly ServiceRepository[];
  /** Text of the pages of the operator's handbook, by path from the root of the repository. */
  readonly runbooks: ReadonlyMap<string, string>;
}

/** How a service is built and released, in the repository that it is developed in. */
export interface ServiceRepository {
  readonly service: string;
  /** The release workflow of GitHub, parsed. */
  readonly workflow: unknown;
  /** The Dockerfile, one for each stage. */
  readonly stages: readonly DockerStage[];
}

/** A stage of a Dockerfile. */
export interface DockerStage {
  /** Of `FROM`. */
  readonly image: string;
  /** Keyword in capitals and what follows it, comments and line ends aside. */
  readonly instructions: readonly { readonly keyword: string; readonly text: string }[];
}

/** One way in which a requirement is not met. */
export interface Shortfall {
  /** A sentence: subject with its name in quotes, the value as found, the value expected. */
  readonly message: string;
  /** Environment, file, object and field, as far as they are known. */
  readonly where: string;
  /** The file that the object was written in; absent when there is no object. */
  readonly file?: string;
}

/** Part of the platform to which an open requirement belongs. */
export type Area = 'data layer' | 'delivery' | 'observability' | 'backup' | 'operations';

/** Where the repository keeps the intent of the manual, but not its letter. */
export interface Deviation {
  /** Defects of the manual that are the reason, such as `D30`. */
  readonly defects: readonly string[];
  /** What differs from a literal reading, and why. */
  readonly text: string;
}

interface RequirementFacts {
  /** `R1` to `R127` */
  readonly id: string;
  /** Section of the manual. */
  readonly section: string;
  /** One sentence. */
  readonly requirement: string;
}

/** A requirement that the rendered manifests must meet. */
export interface CheckedRequirement extends RequirementFacts {
  /** The objects and fields that meet it. */
  readonly where: string;
  readonly deviation?: Deviation;
  /** The part of it that no rendered manifest can show yet; nothing is asserted about it. */
  readonly remaining?: { readonly area: Area; readonly text: string };
  /** Empty when the requirement is met. Never throws, whatever the manifests hold. */
  check(evidence: Evidence): readonly Shortfall[];
}

/** A requirement about which nothing is asserted yet. */
export interface OpenRequirement extends RequirementFacts {
  readonly open: Area;
}

export type Requirement = CheckedRequirement | OpenRequirement;

/** Whether a requirement has a check. */
export function isChecked(requirement: Requirement): requirement is CheckedRequirement {
  return 'check' in requirement;
}
