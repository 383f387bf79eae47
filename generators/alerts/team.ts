import { ownerSeries } from '../model/environment/alerting.ts';
import type { Alert } from './alert.ts';

/** What names of pods and Jobs end with (Kubernetes 1.35, `util/rand`): an alphabet without vowels, and minutes since 1970. */
const random = '[bcdfghjklmnpqrstvwxz2456789]';
const minutes = '[0-9]{7,10}';

interface Identity {
  /** Label of the alert. */
  readonly label: string;
  /** Label of the series that say whose a service is. */
  readonly known: 'app' | 'datname' | 'consumergroup' | 'topic';
  /** What its value has more than that, as a regular expression. */
  readonly more?: string;
}

/** Labels by which an alert tells of a service, the one that says most first. */
const identities: readonly Identity[] = [
  { label: 'app', known: 'app' },
  { label: 'deployment', known: 'app' },
  { label: 'statefulset', known: 'app' },
  { label: 'cronjob', known: 'app' },
  { label: 'job_name', known: 'app', more: `-${minutes}$` },
  { label: 'horizontalpodautoscaler', known: 'app', more: '-hpa$' },
  { label: 'consumergroup', known: 'consumergroup' },
  { label: 'topic', known: 'topic' },
  { label: 'datname', known: 'datname' },
  { label: 'pod', known: 'app', more: `-([0-9]+|((${minutes}|${random}{6,10})-)?${random}{5})$` },
];

/** The label by which an alert tells of a service: one that its texts name. Undefined where it tells of none. */
export function identityOf({ summary, description }: Pick<Alert, 'summary' | 'description'>): string | undefined {
  return found(summary, description)?.label;
}

/**
 * The label `team` of an alert about services: the team of the service, looked up when it fires, and else that of all services. Prometheus
 * fills in labels as it does annotations, `query` included (3.x, rules/alerting.go).
 */
export function ownTeam({ summary, description }: Pick<Alert, 'summary' | 'description'>, team: string): string {
  const identity = found(summary, description);
  if (identity === undefined) return team;
  const { label, known, more } = identity;
  const value = more === undefined ? `$labels.${label}` : `(reReplaceAll "${more}" "" $labels.${label})`;
  return `{{ with printf "${ownerSeries}{${known}=%q}" ${value} | query }}{{ . | first | label "team" }}{{ else }}${team}{{ end }}`;
}

function found(...texts: readonly string[]): Identity | undefined {
  return identities.find(({ label }) => texts.some((text) => text.includes(`$labels.${label} `)));
}
