/** An example of a container rule: one container, placed by the tests in every workload kind. */
export interface ContainerExample {
  readonly name: string;
  readonly environment?: string;
  /** YAML of one container. */
  readonly container: string;
}

/** An example of a pod rule: a pod template (`metadata`, `spec`), placed by the tests in every workload kind. */
export interface PodExample {
  readonly name: string;
  readonly environment?: string;
  /** YAML of one pod template. */
  readonly template: string;
  /** YAML of other objects of the environment, in namespace `erp-prod` or their own. */
  readonly beside?: string;
  /** YAML of what a chart renders. */
  readonly charts?: string;
  /** It is asked of our own pods only. */
  readonly own?: true;
}

/** An example of a rule over objects: all objects of a small environment. */
export interface ObjectExample {
  readonly name: string;
  readonly environment?: string;
  /** YAML of all objects. */
  readonly manifests: string;
  /** YAML of what a chart renders beside them. */
  readonly charts?: string;
}

/** An example of a rule over kustomizations. */
export interface KustomizationExample {
  readonly name: string;
  /** YAML of the kustomization file. */
  readonly kustomization: string;
  /** YAML of the objects that its resources contribute. */
  readonly resources: string;
  /** Patch files by the path that the kustomization uses. */
  readonly patches?: Readonly<Record<string, string>>;
}

/** What a fail example must give. `path` is relative to the example's container or pod template, else to the object. */
export interface ExpectedProblem {
  readonly message: string;
  readonly path: string;
  /** `Kind/name` of the object that must be reported; only for rules over objects, namespaces. */
  readonly on?: string;
}

/**
 * What makes a passing example fail: new values by what they are the value of, `undefined` for what is taken away. An address is the
 * path of a field, as in findings, in the container, pod template, kustomization or only object of the example. Elsewhere the
 * `Kind/name` (or `Kind/namespace/name`) of the object or the path of the patch file comes in front: `Service/api > spec.ports[0].port`.
 * Without a path it adds, replaces (both as YAML) or takes away all of the object. `charts > ` comes in front of what a chart renders;
 * `environment` is where the example is judged.
 */
export type Change = Readonly<Record<string, unknown>>;

/** An example that a rule reports: a passing one with one change. Only what cannot be told so is given in full. */
export type FailingExample<Example> = (
  | Example
  | {
      readonly name: string;
      /** Name of the passing example. */
      readonly from: string;
      readonly change: Change;
      /** It is asked of our own pods only. */
      readonly own?: true;
    }
) & { readonly problems: readonly ExpectedProblem[] };
