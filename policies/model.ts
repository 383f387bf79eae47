import type { Company } from './company/company.ts';
import type { Tier } from './environments.ts';
import type { ContainerExample, FailingExample, KustomizationExample, ObjectExample, PodExample } from './example.ts';

/** How bad a finding is. An `error` fails the run; so does a `warning`, but it may be exempted without a second pair of eyes. */
export type Severity = 'error' | 'warning';

/** A parsed YAML mapping that nobody has checked yet. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * Who makes an object that no overlay renders. Rules refer to all objects of a cluster alike; they judge those of others only where
 * they say so (`foreign`).
 */
export type Origin =
  /** A chart renders it with the values of its Application (charts/). */
  | { readonly by: 'chart'; readonly application: string; readonly chart: string; readonly version: string }
  /** An operator makes it of another object, of the overlay or of a chart (policies/kubernetes/operators/). */
  | { readonly by: 'operator'; readonly operator: string; readonly of: Manifest; readonly roles?: readonly Role[] }
  /** It comes with the cluster (policies/cluster.ts). */
  | { readonly by: 'cluster'; readonly source: string };

/** Pods of one workload that get labels of their own while they run, such as the primary of a database. */
export interface Role {
  readonly labels: Readonly<Record<string, string>>;
  /** How many of the workload's pods have it at one time. */
  readonly count: number;
}

/** One Kubernetes object of one environment, and where it was read. */
export interface Manifest {
  /** The object as parsed. Untrusted: any field may be absent or of the wrong type. */
  readonly fields: Fields;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Empty for cluster-scoped objects and for objects that state none. */
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** The file as the user knows it, `-` for standard input, empty when unknown. */
  readonly file: string;
  /** 0-based YAML document in `file`. */
  readonly document: number;
  /** Absent: an overlay renders it, or somebody gave it to be judged. */
  readonly origin?: Origin;
}

/** The pod template (or Pod) of one workload. */
export interface Pod {
  readonly manifest: Manifest;
  /** Whether it answers requests for as long as it lives: not so for Job and CronJob. */
  readonly serving: boolean;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The template: `metadata` and `spec`. */
  readonly template: Fields;
  readonly spec: Fields;
  /** Path of the pod spec in the manifest, such as `spec.template.spec`; of a Pod: `spec`. */
  readonly path: string;
  /** Path of the template's metadata; of a Pod: `metadata`. */
  readonly metadataPath: string;
  readonly containers: readonly Container[];
  /** How many pods of the workload this is about; absent: all that it has. */
  readonly count?: number;
}

/** `sidecar` is an init container with `restartPolicy: Always`. */
export type ContainerRole = 'main' | 'init' | 'sidecar' | 'ephemeral';

/** One container of a pod. */
export interface Container {
  readonly pod: Pod;
  readonly role: ContainerRole;
  readonly name: string;
  readonly fields: Fields;
  /** Path in the manifest, such as `spec.template.spec.containers[0]`. */
  readonly path: string;
}

/** One namespace in use: declared by a Namespace object, or only named by the objects in it. */
export interface NamespaceInUse {
  readonly name: string;
  /** The Namespace object, or the first object that names the namespace. */
  readonly manifest: Manifest;
  readonly declared: boolean;
}

/** What a check returns: one broken promise, in words, and the field that breaks it. */
export interface Problem {
  /** What is wrong: subject with its name in quotes, the offending value, present tense, full stop. */
  readonly message: string;
  /** Field of the judged object, such as `spec.template.spec.containers[0].image`. Empty for the whole object. */
  readonly path: string;
}

/** A kustomization.yaml with what it builds on, as it lies on disk. */
export interface Kustomization {
  /** Path of the kustomization file. */
  readonly file: string;
  readonly fields: Fields;
  /** Objects that its resources contribute, before its own patches and images. */
  readonly resources: readonly Manifest[];
  /** Its patches, in order; `target` where the entry has one. */
  readonly patches: readonly KustomizationPatch[];
  /** Keys that its generators take away from what its resources generate; absent: none. */
  readonly dropped?: readonly DroppedKeys[];
}

/** What an entry of a generator with `behavior: replace` does not say again. */
export interface DroppedKeys {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly keys: readonly string[];
  /** Path of the entry in the kustomization, such as `configMapGenerator[0]`. */
  readonly path: string;
}

/** One document of one patch of a kustomization. */
export interface KustomizationPatch {
  /** The patch file, or the kustomization file for an inline patch. */
  readonly file: string;
  readonly document: number;
  /** Path of the entry in the kustomization, such as `patches[0]`. */
  readonly path: string;
  readonly target: Fields | undefined;
  /** A strategic-merge patch is a mapping, a JSON 6902 patch a list of operations. */
  readonly content: unknown;
}

/** When Argo CD applies an object in a first sync. */
export interface Place {
  /** Overlay folder or chart of its Application. */
  readonly application: string;
  /** Sync wave of the Application within its root. */
  readonly wave: number;
  /** Sync wave of the object within its Application; hooks lie far outside of all waves. */
  readonly stage: number;
}

/** Everything a check may look at besides its subject: all objects of one environment, indexed. */
export interface World {
  /** Name of the environment whose rules apply, such as `production`. */
  readonly environment: string;
  /** Whose names hold. */
  readonly company: Company;
  /** How strictly it is judged, by the label of its Namespaces. */
  readonly tier: Tier;
  /** Of the overlay first, then of charts, then what operators make of them, then what comes with the cluster. */
  readonly manifests: readonly Manifest[];
  /** A workload whose pods play several roles has one entry for each. */
  readonly pods: readonly Pod[];
  readonly namespaces: readonly NamespaceInUse[];
  /** All objects of a kind, in any API group, in order. */
  ofKind(kind: string): readonly Manifest[];
  /** The object of that kind and name in a namespace (empty for cluster-scoped ones). */
  find(kind: string, namespace: string, name: string): Manifest | undefined;
  /** Pods of a namespace that a label selector selects (an empty selector selects all; `undefined` none). */
  podsSelected(namespace: string, selector: unknown): readonly Pod[];
  /** When the object is applied; undefined where no Application is known for it. */
  placeOf(manifest: Manifest): Place | undefined;
  /** The pod of a workload object. */
  podOf(manifest: Manifest): Pod | undefined;
  /** Objects of a kind that act on that workload, looked up by its `scaleTargetRef` or `targetRef`. */
  targeting(kind: string, workload: Manifest): readonly Manifest[];
}

/** What of a cluster one check of admission judges: objects of one shape, by the resources that have it. */
export type AdmissionTarget = 'pods' | 'workloads' | 'cron-jobs' | 'serving-workloads' | 'services' | 'roles' | 'role-bindings';

/** One expression of a rule, for the API server. */
export interface AdmissionCheck {
  readonly on: readonly AdmissionTarget[];
  /**
   * CEL (Kubernetes 1.35) that is true where the rule is kept, over `object`, and for what has pods over `variables.pod` (the spec),
   * `variables.labels` and `variables.annotations` (of the pod or the template), `variables.containers` (of every role), `variables.started` (all but
   * ephemeral ones), `variables.serving` (main containers and sidecars) and `variables.registries` (of the company). A field may be absent, and is of the right type.
   */
  readonly keeps: string;
  /** Whether what operators and charts make of the data layer and the monitoring keeps it, too; absent: namespaces of services only. */
  readonly everywhere?: true;
}

/**
 * What puts a finding right without a person's judgement: the field that the finding names gets the one value that the rule accepts, or goes.
 * Only where no other value is right, the API server takes it, and no program loses what it may have been made for.
 */
export type Fix = (
  | {
      /** The value that the field gets. */
      readonly set: unknown;
    }
  | {
      /** The field goes. */
      readonly remove: true;
    }
) & {
  /**
   * Where fields beside it say otherwise, by their path from the mapping that holds the field: one with this value, a list with it, or one that
   * is there at all.
   */
  readonly unless?: readonly ({ readonly beside: string } & ({ readonly holds: unknown } | { readonly isSet: true }))[];
};

interface RuleFacts {
  /** Equals the file name without `.ts`. */
  readonly id: string;
  readonly severity: Severity;
  /** Section of the manual, or the standard, that asks for it: `2.4`, `9.1 (D133)`, `Pod Security Standards`. */
  readonly manual: string;
  /** One imperative sentence. */
  readonly summary: string;
  /** Why it matters, for somebody who is about to ask for an exemption. */
  readonly rationale: string;
  /** One imperative sentence that says how to put it right. */
  readonly remediation: string;
  /** Tiers of environments in which the rule applies; absent: all of them. */
  readonly tiers?: readonly Tier[];
  /** Whether what charts render is judged too. */
  readonly foreign?: true;
  /** Whether what operators make is judged too: only where the objects that it is made of decide about it. */
  readonly made?: true;
  /** What `--fix` writes at the path of a finding; absent: a person decides. */
  readonly fix?: Fix;
  /** Whether what it finds is secret, so that no report repeats the lines. */
  readonly secret?: true;
  /** The rule once more, where one object alone decides it: the cluster refuses by it what came past the repository. */
  readonly admission?: readonly AdmissionCheck[];
}

interface Examples<Example> {
  readonly pass: readonly Example[];
  readonly fail: readonly FailingExample<Example>[];
}

/** A rule about each container: of every role (`every-container`), or of main containers and sidecars of serving pods. */
export interface ContainerRule extends RuleFacts {
  readonly scope: 'every-container' | 'serving-container';
  check(container: Container, world: World): readonly Problem[];
  readonly examples: Examples<ContainerExample>;
}

/** A rule about each pod template: of every workload (`every-pod`), or only of those that serve. */
export interface PodRule extends RuleFacts {
  readonly scope: 'every-pod' | 'serving-pod';
  check(pod: Pod, world: World): readonly Problem[];
  readonly examples: Examples<PodExample>;
}

/** A rule about each object of some kinds (`*`: of all). It may look at the world, but reports only on its subject. */
export interface ObjectRule extends RuleFacts {
  readonly scope: 'object';
  readonly kinds: readonly string[] | '*';
  check(manifest: Manifest, world: World): readonly Problem[];
  readonly examples: Examples<ObjectExample>;
}

/** A rule about each namespace in use. */
export interface NamespaceRule extends RuleFacts {
  readonly scope: 'namespace';
  check(namespace: NamespaceInUse, world: World): readonly Problem[];
  readonly examples: Examples<ObjectExample>;
}

/** A rule about each kustomization of the repository. */
export interface KustomizationRule extends RuleFacts {
  readonly scope: 'kustomization';
  check(kustomization: Kustomization): readonly Problem[];
  readonly examples: Examples<KustomizationExample>;
}

export type Rule = ContainerRule | PodRule | ObjectRule | NamespaceRule | KustomizationRule;

/** Types a rule without widening it; the default export of each file in `policies/rules` and its folders is loaded. */
export function defineRule<R extends Rule>(rule: R): R {
  return rule;
}

/** A problem, with everything a reader needs to act on it. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly remediation: string;
  readonly manual: string;
  readonly environment: string;
  readonly object: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly namespace: string;
    readonly name: string;
    /** 0-based YAML document in `file`. */
    readonly document: number;
  };
  /** Field of the object, empty for the whole object. */
  readonly path: string;
  readonly file: string;
  /** 1-based; 0 when unknown. */
  readonly line: number;
}
