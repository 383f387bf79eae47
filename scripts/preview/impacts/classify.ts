import { exemptedRule } from '../../../policies/company/own-keys.ts';
import type { World } from '../../../policies/model.ts';
import { type FieldChange, fieldChanges } from '../diff/field-changes.ts';
import { comparable, hashesOf, type ObjectPair, titleOf } from '../diff/pairs.ts';
import { access } from './access.ts';
import { data } from './data.ts';
import { images } from './images.ts';
import { immutable } from './immutable.ts';
import { type ChangedObject, type Classifier, type EnvironmentChange, type Impact, type ImpactClass, impactClasses } from './impact.ts';
import { flowChanges } from './network.ts';
import { resources } from './resources.ts';
import { restarts } from './restarts.ts';
import { scaling } from './scaling.ts';
import { secretChanges } from './secrets.ts';

const classifiers: Readonly<Record<Exclude<ImpactClass, 'network' | 'migrations'>, Classifier>> = {
  data,
  immutable,
  access,
  secrets: secretChanges,
  restarts,
  images,
  scaling,
  resources,
};

/** The pairs that differ, in more than the name of a generated object, and those that mention one whose content changed. */
export function changedObjects(pairs: readonly ObjectPair[]): readonly ChangedObject[] {
  const befores = pairs.flatMap(({ before }) => before ?? []);
  const afters = pairs.flatMap(({ after }) => after ?? []);
  const [old, now] = [hashesOf(befores), hashesOf(afters)];
  const renewed = pairs
    .filter(({ before, after }) => before !== undefined && after !== undefined && before.name !== after.name)
    .map(({ kind, name, after }) => ({ title: `${kind} ${name}`, name: after?.name ?? '' }));
  return pairs.flatMap((pair): ChangedObject[] => {
    const { before, after } = pair;
    if (before === after) return [];
    const changes = fieldChanges(before && comparable(before, old), after && comparable(after, now));
    const text = after === undefined ? '' : JSON.stringify(after.fields);
    const contents = before === undefined ? [] : renewed.filter(({ name }) => name !== after?.name && text.includes(`"${name}"`));
    if (changes.length === 0 && contents.length === 0) return [];
    return [{ pair, changes, contents: contents.map(({ title }) => title) }];
  });
}

/** What the changed objects do, one by one. */
export function objectImpacts(changed: readonly ChangedObject[]): readonly Impact[] {
  return changed.flatMap((object) =>
    impactClasses.flatMap((name) => {
      if (name === 'network' || name === 'migrations') return [];
      const { environment, application } = object.pair;
      return classifiers[name](object).map((remark) => ({
        class: name,
        environment,
        application,
        object: titleOf(object.pair),
        ...remark,
      }));
    }),
  );
}

/** Which flows of an environment are open or closed now. */
export function networkImpacts(change: EnvironmentChange): readonly Impact[] {
  return flowChanges(change).map(({ pods, text, harmless, flow }) => ({
    class: 'network',
    environment: change.environment,
    application: '',
    object: pods,
    text,
    ...(harmless === undefined ? {} : { harmless }),
    flow,
  }));
}

/** A rule that an object need not follow any more, or has to follow again. */
export interface ExemptionChange {
  readonly environment: string;
  readonly object: string;
  readonly rule: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** The last day and the reason, as they are now or were. */
  readonly text: string;
}

/** The exemptions among the changed annotations. */
export function exemptionChanges(changed: readonly ChangedObject[]): readonly ExemptionChange[] {
  return changed.flatMap(({ pair }) => {
    const annotations = (side: 'before' | 'after') => pair[side]?.annotations ?? {};
    return fieldChanges(annotations('before'), annotations('after')).flatMap((change) => exemptionOf(pair, change));
  });
}

function exemptionOf(pair: ObjectPair, { path, from, to }: FieldChange): readonly ExemptionChange[] {
  const key = /^\["(.*)"\]$/.exec(path)?.[1] ?? path;
  const rule = exemptedRule(key);
  if (rule === undefined) return [];
  const change = from === undefined ? 'added' : to === undefined ? 'removed' : 'changed';
  return [{ environment: pair.environment, object: titleOf(pair), rule, change, text: String(to ?? from) }];
}

/** The two worlds of an environment, for whoever needs more than one object. */
export interface Worlds {
  readonly before: World;
  readonly after: World;
}
