import type { Miss } from './measure.ts';

/** Why a case is reported though its own check lets it through. */
export interface Reason {
  /** A sentence that begins the row. */
  readonly what: string;
  /** Rules, and checks of the validator by the beginning of their names. */
  readonly by: readonly string[];
}

/** Read by kind and by sample: each says what is so, and asks for more than the check. By what reports first. */
export const reasons: readonly Reason[] = [
  {
    what: 'The object is none that Kubernetes takes: fields that it asks for are not there, or the version is gone.',
    by: ['schema-missing-field', 'schema-invalid-value', 'schema-removed-api'],
  },
  {
    what: 'In production people read, whatever the check calls dangerous, and no role names everything.',
    by: ['limit-production-access', 'forbid-wildcard-role', 'forbid-cluster-admin-binding', 'forbid-default-subject'],
  },
  {
    what: 'The restricted standard is asked for, and the check asks for the baseline, for one level of a namespace, or for one profile.',
    by: [
      'forbid-host-port',
      'forbid-privilege-escalation',
      'limit-added-capabilities',
      'limit-volume-types',
      'require-drop-all-capabilities',
      'require-pod-security-labels',
      'require-read-only-root-filesystem',
      'require-run-as-non-root',
      'require-seccomp-profile',
    ],
  },
  {
    what: 'Each pod has policies of its own for both directions, and each namespace denies all by default; the check is content with one of them.',
    by: ['require-default-deny', 'require-egress-policy', 'require-ingress-policy'],
  },
  {
    what: "Images come from the company's registry, at a sha256 digest; the check has another list, or takes every digest.",
    by: ['limit-image-registries', 'require-image-digest'],
  },
  {
    what: 'All is asked for: processor, memory and scratch space, three probes, the labels of the company; the check is content with a part.',
    by: [
      'require-labels',
      'require-liveness-probe',
      'require-readiness-probe',
      'require-resource-limits',
      'require-resource-requests',
      'require-startup-probe',
    ],
  },
  {
    what: 'Three replicas, spread over zones, that are replaced one by one, of which a budget lets one go; the check is content with less.',
    by: ['forbid-blocking-disruption-budget', 'require-production-replicas', 'require-rolling-update', 'require-zone-spread'],
  },
  {
    what: 'An account of its own without a token, and a way in by the edge alone; the check asks for one field.',
    by: ['forbid-external-service', 'forbid-service-account-token', 'require-service-account'],
  },
  {
    what: 'The monitor names no namespace, and so looks into its own, where the Service is not.',
    by: ['match-monitor-target'],
  },
];

/** Wrong all the same, and known: a rule says of these something that is not so. */
export const falseAlarms: readonly (Reason & { readonly check: string })[] = [
  {
    check: 'C-0212',
    what: 'The Service and the Endpoints `kubernetes` are of the namespace `default` by nature; nobody writes them.',
    by: ['require-namespace'],
  },
  {
    check: 'C-0300',
    what: 'What is scaled may be of a kind that only its own operator knows.',
    by: ['match-scale-target'],
  },
  {
    check: 'C-0302',
    what: 'Where a route leads to may be of a kind that only its own operator knows.',
    by: ['match-route-backend'],
  },
];

/** The cases that are reported all the same, by why. */
export interface Explained {
  readonly reasons: readonly { readonly reason: Reason; readonly cases: readonly Miss[] }[];
  readonly falsely: readonly { readonly reason: Reason; readonly cases: readonly Miss[] }[];
  /** Nobody has read these. */
  readonly unread: readonly Miss[];
}

/** Sorts what is reported though it should be let through; a case with several findings counts where the first is named. */
export function explained(misses: readonly Miss[]): Explained {
  const reported = misses.filter(({ fails }) => !fails);
  const ruleOf = ({ by: [first = ''] }: Miss) => first.slice(0, Math.max(first.indexOf(':'), 0));
  const isFalse = (reason: (typeof falseAlarms)[number]) => (miss: Miss) => reason.check === miss.check && reason.by.includes(ruleOf(miss));
  const falsely = falseAlarms.map((reason) => ({ reason, cases: reported.filter(isFalse(reason)) }));
  const wrong = new Set(falsely.flatMap(({ cases }) => cases));
  const sorted = reasons.map((reason) => ({
    reason,
    cases: reported.filter((miss) => !wrong.has(miss) && reason.by.includes(ruleOf(miss))),
  }));
  const read = new Set([...wrong, ...sorted.flatMap(({ cases }) => cases)]);
  return {
    reasons: sorted.filter(({ cases }) => cases.length > 0),
    falsely: falsely.filter(({ cases }) => cases.length > 0),
    unread: reported.filter((miss) => !read.has(miss)),
  };
}
