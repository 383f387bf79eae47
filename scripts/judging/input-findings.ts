import { findingOf } from '../../policies/finding.ts';
import { noManifest } from '../../policies/manifest.ts';
import type { Finding, Manifest } from '../../policies/model.ts';
import type { OverlayProblem } from '../kustomize/build.ts';

interface Fault {
  readonly summary: string;
  readonly rationale: string;
  readonly remediation: string;
  readonly manual: string;
}

/** What can be wrong with the input itself, before any rule can look at it. */
export const inputFaults = {
  'broken-overlay': {
    summary: 'Let kustomize build every overlay.',
    rationale: 'Argo CD builds it in the same way: nothing of it would be deployed.',
    remediation: 'Make "kubectl kustomize" build the overlay.',
    manual: 'Kustomize',
  },
  'empty-input': {
    summary: 'Give files that hold Kubernetes objects.',
    rationale: 'Where nothing is judged, nothing is found.',
    remediation: 'Give a file that holds Kubernetes objects.',
    manual: 'Kubernetes API conventions',
  },
  'empty-overlay': {
    summary: 'Keep no overlay that builds nothing.',
    rationale: 'Argo CD would remove everything that was deployed from it.',
    remediation: "List the overlay's objects under resources, or remove its folder.",
    manual: 'Kustomize',
  },
  'incomplete-environment': {
    summary: 'Let an environment build exactly what its applications build.',
    rationale: 'What is judged would be other than what Argo CD syncs.',
    remediation:
      'List exactly the application folders under resources, and nothing else, so that the environment builds what Argo CD syncs.',
    manual: 'Kustomize',
  },
  'missing-environment': {
    summary: 'Have overlays for every environment of the manual.',
    rationale: 'A release passes through all of them.',
    remediation: 'Describe the environment, and generate its overlays.',
    manual: '1.1',
  },
  'not-an-object': {
    summary: 'Give only Kubernetes objects.',
    rationale: 'No API server takes anything else.',
    remediation: 'Give every document an apiVersion, a kind and metadata.',
    manual: 'Kubernetes API conventions',
  },
  'undeclared-difference': {
    summary: 'Declare every difference between environments.',
    rationale: 'What nobody decided is tried in one environment and runs in another that is not the same.',
    remediation:
      'Take the value from the other environment, or say the difference where it is decided: in generators/catalog/environments or under ' +
      'environments in the service file. A new kind of difference needs an entry in policies/ladder/explanations.ts.',
    manual: '1.1',
  },
  'undescribed-kind': {
    summary: 'Judge kinds of operators that the platform does not run where they run.',
    rationale: 'Nobody here knows what such an object may hold, and no cluster of the platform serves it.',
    remediation: 'Judge it where its operator runs, or correct apiVersion and kind.',
    manual: 'Kubernetes API reference',
  },
  'unknown-kind': {
    summary: 'Use kinds that Kubernetes or an operator of the platform serves.',
    rationale: 'Nothing can be said about an object of another kind, and no cluster of the platform would take it.',
    remediation: 'Correct apiVersion and kind.',
    manual: 'Kubernetes API reference',
  },
  'unused-rule': {
    summary: 'Keep no rule that finds nothing to look at.',
    rationale: 'A rule about nothing says that all is well.',
    remediation: 'Correct the kinds or the scope of the rule, or remove it.',
    manual: 'policies',
  },
  'weaker-environment': {
    summary: 'Let production be in nothing weaker than its rehearsal.',
    rationale: 'What was tried with three copies, a log-in and a budget is not what runs without them.',
    remediation: 'Give the environment in its file what the tier below has, or take it from there.',
    manual: '1.1',
  },
  'yaml-syntax': {
    summary: 'Write YAML that Kubernetes reads as it is meant.',
    rationale: 'What cannot be read is not deployed, and not judged.',
    remediation: 'Correct the YAML.',
    manual: 'YAML 1.2',
  },
} as const satisfies Record<string, Fault>;

export type InputFault = keyof typeof inputFaults;

/** A finding about the input: of a whole file, or of one object. */
export function inputFinding(
  fault: InputFault,
  message: string,
  where: {
    readonly environment: string;
    readonly file: string;
    readonly manifest?: Manifest;
    readonly path?: string;
    readonly document?: number;
    readonly line?: number;
    /** Where it is known better than the fault knows it. */
    readonly fix?: string;
    readonly severity?: 'error' | 'warning';
  },
): Finding {
  const nothing = noManifest({ file: where.file, document: where.document ?? 0 });
  const rule = {
    id: fault,
    severity: where.severity ?? ('error' as const),
    ...inputFaults[fault],
    ...(where.fix !== undefined && { remediation: where.fix }),
  };
  return { ...findingOf(rule, where.manifest ?? nothing, { message, path: where.path ?? '' }, where.environment), line: where.line ?? 0 };
}

/** The finding of an overlay that cannot be judged. */
export function overlayFinding({ rule, message, file, path, fix }: OverlayProblem, environment: string): Finding {
  return inputFinding(rule, message, { environment, file, path, ...(fix !== undefined && { fix }) });
}
