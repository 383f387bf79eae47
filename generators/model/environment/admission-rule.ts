/** Objects of one shape, by the resources that have it. */
export type AdmissionTarget = 'pods' | 'workloads' | 'cron-jobs' | 'serving-workloads' | 'services' | 'roles' | 'role-bindings';

/** One rule of the judge as the API server may judge it: written to `policies/admission.json` by `npm run docs`. */
export interface AdmissionRule {
  readonly id: string;
  /** What somebody is told who is refused. */
  readonly message: string;
  /** Environments that the rule leaves alone. */
  readonly exceptIn: readonly string[];
  readonly checks: readonly {
    readonly on: readonly AdmissionTarget[];
    /** CEL that is true where the rule is kept. */
    readonly keeps: string;
    /** Whether it holds in the namespace of the data layer and the monitoring, too. */
    readonly everywhere?: true;
  }[];
}
