import { isDeepStrictEqual } from 'node:util';
import { podOf } from '../../../policies/kubernetes/pods/workloads.ts';
import type { Manifest } from '../../../policies/model.ts';
import { isIn } from './immutable.ts';
import type { ChangedObject, Classifier, Remark } from './impact.ts';
import { say } from './sentence.ts';

/** Objects whose operator replaces pods when these fields change, one pod after the other. */
const operated: Readonly<Record<string, { readonly fields: readonly string[]; readonly except: readonly string[] }>> = {
  postgresql: {
    fields: ['spec'],
    except: [
      'spec.numberOfInstances',
      'spec.users',
      'spec.databases',
      'spec.preparedDatabases',
      'spec.volume',
      'spec.usersWithSecretRotation',
    ],
  },
  Kafka: { fields: ['spec.kafka', 'spec.entityOperator', 'spec.kafkaExporter', 'spec.cruiseControl'], except: [] },
  KafkaNodePool: { fields: ['spec'], except: ['spec.replicas', 'spec.storage'] },
  EnvoyProxy: { fields: ['spec.provider', 'spec.logging', 'spec.bootstrap'], except: [] },
  Prometheus: { fields: ['spec'], except: ['spec.replicas'] },
  Alertmanager: { fields: ['spec'], except: ['spec.replicas'] },
};

const most = 3;

/** Which pods are replaced, and why. */
export const restarts: Classifier = (changed) => {
  const { kind, before, after } = changed.pair;
  if (after !== undefined && before === undefined && hookOf(after) !== undefined) return [{ text: say`${when(after)}` }];
  if (before === undefined || after === undefined) return [];
  const [old, now] = [podOf(before), podOf(after)];
  if (old !== undefined && now !== undefined) return isDeepStrictEqual(old.template, now.template) ? [] : ofTemplate(changed, now.path);
  if (kind === 'Application') return ofChart(changed);
  if (!Object.hasOwn(operated, kind)) return [];
  const { fields, except } = operated[kind] ?? { fields: [], except: [] };
  const paths = changed.changes
    .map(({ path }) => path)
    .filter((path) => fields.some((field) => isIn(path, field)) && !except.some((field) => isIn(path, field)));
  return paths.length === 0 ? [] : [{ text: say`the operator replaces the pods, because of ${listed(paths)}` }];
};

function ofTemplate({ pair, changes, contents }: ChangedObject, specPath: string): readonly Remark[] {
  const template = specPath.replace(/\.?spec$/, '');
  const paths = changes.map(({ path }) => path).filter((path) => isIn(path, template) && !isVersionLabel(path));
  const reasons = [...contents.map((name) => `the content of ${name}`), ...paths.map((path) => path.slice(template.length + 1))];
  const because = reasons.length === 0 ? 'its version label' : listed(reasons);
  if (pair.after !== undefined && hookOf(pair.after) !== undefined) return [{ text: say`${when(pair.after)}, because of ${because}` }];
  if (pair.kind === 'CronJob' || pair.kind === 'Job') return [{ text: say`the next run differs in ${because}` }];
  return [{ text: say`replaces its pods, because of ${because}` }];
}

/** On a Job that each sync with a change makes anew (Argo CD: hooks). */
function hookOf({ kind, annotations }: Manifest): string | undefined {
  return kind === 'Job' ? annotations['argocd.argoproj.io/hook'] : undefined;
}

/** When such a Job runs: what is in a later wave waits for its end, and is not applied when it fails. */
function when({ annotations }: Manifest): string {
  const isBefore = Number(annotations['argocd.argoproj.io/sync-wave'] ?? 0) < 0;
  return isBefore ? 'runs before the rollout, which waits for it and does not begin when it fails' : 'runs after the rollout';
}

function ofChart({ changes }: ChangedObject): readonly Remark[] {
  const paths = changes.map(({ path }) => path).filter((path) => /^spec\.sources?\b.*(?:\.helm\b|\.targetRevision$|\.chart$)/.test(path));
  if (paths.length === 0) return [];
  return [{ text: say`the chart is installed anew and decides which pods that replaces: ${listed(paths)}` }];
}

function listed(reasons: readonly string[]): string {
  const rest = reasons.length - most;
  return rest > 0 ? `${reasons.slice(0, most).join(', ')} and ${rest} more` : reasons.join(', ');
}

/** Labels and annotations that follow the image: of no interest beside it. */
export function isVersionLabel(path: string): boolean {
  return /\.(?:labels|annotations)(?:\.version|\["(?:app\.kubernetes\.io\/version|helm\.sh\/chart|checksum\/[^"]*)"\])$/.test(path);
}
