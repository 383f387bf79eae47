import type { Adjustment, AdjustmentsEntry } from '../model/adjustment.ts';
import { declaredName } from '../model/environment/place.ts';
import type { Instance } from '../model/instance.ts';
import type { KubernetesObject } from '../model/object.ts';
import { isIn } from '../model/service/way-out.ts';
import { adjusted, isAbout, marked } from './adjusted.ts';
import { exempted } from './exempted.ts';

/**
 * Objects of a service as they are meant, in its namespace or in the data layer: those drawn, as its adjustments change them, beside
 * those of its own, with its exemptions.
 * @throws Error for an adjustment that breaks its bounds, which `exceptionProblems` tells before
 */
export function withExceptions(
  drawn: readonly KubernetesObject[],
  instance: Instance,
  files: readonly AdjustmentsEntry[],
  own: readonly KubernetesObject[] = [],
): readonly KubernetesObject[] {
  const uses = usedAdjustments(instance, files);
  const objects = [...drawn.map((object) => uses.reduce((now, use) => applied(now, use, instance.platform.labelDomain), object)), ...own];
  return objects.map((object) => exempted(object, instance));
}

/** An adjustment that a service uses in an environment. */
export interface Used {
  readonly name: string;
  readonly because: string;
  readonly file: string;
  readonly changes: readonly Adjustment[];
}

/** Those of an instance, in the order of the service file. */
export function usedAdjustments({ service, environment }: Instance, files: readonly AdjustmentsEntry[]): readonly Used[] {
  const uses = Object.entries(service.adjust ?? {}).filter(([, use]) => isIn(use, declaredName(environment)));
  if (uses.length === 0) return [];
  const found = files.find((entry) => entry.service === service.name);
  return uses.map(([name, { because }]) => ({ name, because, file: found?.file ?? '', changes: found?.value[name] ?? [] }));
}

function applied(object: KubernetesObject, { name, because, file, changes }: Used, labelDomain: string): KubernetesObject {
  let [now, changed]: [KubernetesObject, readonly string[]] = [object, []];
  for (const change of changes.filter((item) => isAbout(item, object))) {
    const outcome = adjusted(change, now, labelDomain);
    if ('fault' in outcome) throw new Error(`${file}: the adjustment "${name}" ${outcome.fault}.`);
    [now, changed] = [outcome.object, [...new Set([...changed, ...outcome.changed])]];
  }
  return changed.length === 0 ? object : marked(now, name, because, changed);
}
