import type { Adjustment } from '../model/adjustment.ts';
import type { KubernetesObject } from '../model/object.ts';
import { isOurs } from '../model/platform/own-keys.ts';
import { adjustedAnnotation } from '../model/service/way-out.ts';
import { changedPaths, frozen, isFields, plain, strangeValue } from './changed-paths.ts';

/** Kinds that an adjustment may change: nothing that holds a secret or gives a right. */
export const adjustableKinds = [
  'BackendTrafficPolicy',
  'CronJob',
  'Deployment',
  'HTTPRoute',
  'Ingress',
  'Job',
  'KafkaTopic',
  'KafkaUser',
  'NetworkPolicy',
  'PodDisruptionBudget',
  'PodMonitor',
  'ScaledObject',
  'Service',
  'StatefulSet',
  'VerticalPodAutoscaler',
] as const;

/** What of an object in the data layer an adjustment may change: rights, names, partitions and copies are the catalog's. */
const dataParts: Readonly<Record<string, RegExp>> = {
  KafkaTopic: /^(spec\.config|metadata\.annotations)\b/,
  KafkaUser: /^(spec\.quotas|metadata\.annotations)\b/,
};

/** What an adjustment makes of one object. */
export type Outcome =
  | { readonly object: KubernetesObject; readonly changed: readonly string[] }
  /** What is wrong with it, as the end of a sentence about it. */
  | { readonly fault: string };

/** Whether an adjustment is about an object. */
export function isAbout({ kind, name }: Adjustment, { kind: drawn, metadata }: KubernetesObject): boolean {
  return kind === drawn && (name === undefined || name === metadata.name);
}

/**
 * Runs an adjustment on one object, twice, and holds what it gives to its bounds. It must be about that object.
 * @param labelDomain of the platform, whose keys rules read
 */
export function adjusted({ change }: Adjustment, drawn: KubernetesObject, labelDomain = ''): Outcome {
  const given = frozen(drawn);
  const run = (): unknown => change(given);
  let [first, second]: unknown[] = [];
  try {
    [first, second] = [run(), run()];
  } catch (error) {
    if (error instanceof TypeError && /read only|not extensible|delete property/.test(error.message)) {
      return { fault: 'changes the object that it gets; it has to make another' };
    }
    return { fault: `fails: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (!isFields(first)) return { fault: 'gives no object' };
  const strange = strangeValue(first);
  if (strange !== undefined) return { fault: `gives what YAML cannot hold: ${strange}` };
  if (changedPaths(first, second).length > 0) {
    return { fault: `gives another object each time: ${changedPaths(first, second).join(', ')}` };
  }
  const object = plain(first) as unknown as KubernetesObject;
  const changed = changedPaths(drawn, object);
  const open = dataParts[drawn.kind];
  const held = changed.find((path) => isHeld(path, labelDomain) || (open !== undefined && !open.test(path)));
  if (held !== undefined) return { fault: `changes ${held}, which no adjustment may` };
  if (imagesIn(object).join() !== imagesIn(drawn).join()) return { fault: 'changes which images run, which releases decide' };
  return { object, changed };
}

/** The object with a word on it of what the adjustment did, and why. */
export function marked(object: KubernetesObject, name: string, because: string, changed: readonly string[]): KubernetesObject {
  const annotations = { ...object.metadata.annotations, [`${adjustedAnnotation}${name}`]: `${changed.join(', ')}: ${because}` };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** What an object is, whose it is, what selects it, as whom it runs, and what rules read on it. */
function isHeld(path: string, labelDomain: string): boolean {
  if (/^(apiVersion|kind|status)\b/.test(path)) return true;
  const [inMetadata, field, simple, quoted] = /(?:^|\.)metadata(?:\.(labels|annotations)(?:\.(\w+)|\["([^"]+)"\]))?/.exec(path) ?? [];
  if (inMetadata === undefined) {
    return /^spec\.(selector|podSelector|scaleTargetRef|targetRefs?|parentRefs)\b/.test(path) || /\.serviceAccount(Name)?$/.test(path);
  }
  const key = simple ?? quoted ?? '';
  if (field === 'labels' && /^(app|team|version|app\.kubernetes\.io\/.*)$/.test(key)) return true;
  return field === undefined || isOurs(key, labelDomain);
}

/** Every image that an object names, sorted. */
function imagesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(imagesIn).sort();
  if (!isFields(value)) return [];
  return Object.entries(value)
    .flatMap(([key, field]) => ((key === 'image' || key === 'reference') && typeof field === 'string' ? [field] : imagesIn(field)))
    .sort();
}
