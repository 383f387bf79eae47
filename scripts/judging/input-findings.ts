import { findingOf } from '../../policies/finding.ts';
import type { Finding, Manifest } from '../../policies/model.ts';
import type { OverlayProblem } from '../kustomize/kustomize.ts';

interface Fault {
  readonly remediation: string;
  readonly manual: string;
}

/** What can be wrong with the input itself, before any rule can look at it. */
export const inputFaults = {
  'broken-overlay': { remediation: 'Make "kubectl kustomize" build the overlay.', manual: 'Kustomize' },
  'empty-input': { remediation: 'Give a file that holds Kubernetes objects.', manual: 'Kubernetes API conventions' },
  'empty-overlay': { remediation: "List the overlay's objects under resources, or remove its folder.", manual: 'Kustomize' },
  'incomplete-environment': {
    remediation:
      'List exactly the application folders under resources, and nothing else, so that the environment builds what Argo CD syncs.',
    manual: 'Kustomize',
  },
  'missing-environment': { remediation: 'Describe the environment, and generate its overlays.', manual: '1.1' },
  'not-an-object': { remediation: 'Give every document an apiVersion, a kind and metadata.', manual: 'Kubernetes API conventions' },
  'unknown-kind': {
    remediation: 'Correct apiVersion and kind, or describe the kind in policies/schemas.',
    manual: 'Kubernetes API reference',
  },
  'unused-rule': { remediation: 'Correct the kinds or the scope of the rule, or remove it.', manual: 'policies' },
  'yaml-syntax': { remediation: 'Correct the YAML.', manual: 'YAML 1.2' },
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
  },
): Finding {
  const nothing: Manifest = {
    fields: {},
    apiVersion: '',
    kind: '',
    name: '',
    namespace: '',
    labels: {},
    annotations: {},
    file: where.file,
    document: where.document ?? 0,
  };
  const rule = { id: fault, severity: 'error' as const, ...inputFaults[fault] };
  return { ...findingOf(rule, where.manifest ?? nothing, { message, path: where.path ?? '' }, where.environment), line: where.line ?? 0 };
}

/** The finding of an overlay that cannot be judged. */
export function overlayFinding({ rule, message, file, path }: OverlayProblem, environment: string): Finding {
  return inputFinding(rule, message, { environment, file, path });
}
