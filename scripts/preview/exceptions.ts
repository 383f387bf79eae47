import { isOwnKey } from '../../generators/model/platform/own-keys.ts';
import { exemptedRule } from '../../policies/company/own-keys.ts';
import type { Manifest } from '../../policies/model.ts';
import { titleOf } from './diff/pairs.ts';
import type { ChangedObject } from './impacts/impact.ts';

/** What a built object has beyond what the catalog draws, as its annotations say. */
export interface Exception {
  readonly kind: 'adjusted' | 'own object' | 'exempt';
  /** Of the adjustment or the rule; empty for an own object. */
  readonly name: string;
  /** The fields that an adjustment changes; empty: all of the object. */
  readonly fields: readonly string[];
  /** Why; of an exemption the last day and who sees to it, too. */
  readonly because: string;
}

/** Those of an object, in the order of its annotations. */
export function exceptionsOf({ annotations }: Pick<Manifest, 'annotations'>): readonly Exception[] {
  return Object.entries(annotations).flatMap(([key, text]): readonly Exception[] => {
    const [, adjustment] = /^[^/]+\/adjusted\.(.*)$/.exec(key) ?? [];
    if (adjustment !== undefined) {
      const [, fields = '', because = ''] = /^(.*?): (.*)$/s.exec(text) ?? [];
      return [{ kind: 'adjusted', name: adjustment, fields: fields.split(', '), because }];
    }
    if (isOwnKey(key, 'own-object')) return [{ kind: 'own object', name: '', fields: [], because: text }];
    const rule = exemptedRule(key);
    return rule === undefined ? [] : [{ kind: 'exempt', name: rule, fields: [], because: text }];
  });
}

/** Whether an exception is about a field, or one below or above it. */
export function isOnField({ fields }: Exception, path: string): boolean {
  return fields.length === 0 || fields.some((field) => isBelow(field, path) || isBelow(path, field));
}

/** One in a sentence. */
export function exceptionText({ kind, name, fields, because }: Exception): string {
  if (kind === 'own object') return `own object of the service: ${because}`;
  return kind === 'exempt' ? `exempt from ${name}: ${because}` : `adjusted by ${name} (${fields.join(', ')}): ${because}`;
}

/** What a changed object has beyond the catalog, and whether that is new, other or gone. */
export interface ExceptionChange {
  readonly environment: string;
  readonly object: string;
  readonly change: 'new' | 'other' | 'gone' | 'as before';
  readonly text: string;
}

/** Adjustments and own objects among what changed, also where they are as before: who approves shall know that an object has them. */
export function exceptionChanges(changed: readonly ChangedObject[]): readonly ExceptionChange[] {
  return changed.flatMap(({ pair }) => {
    const of = (manifest: Manifest | undefined) =>
      new Map(
        (manifest === undefined ? [] : exceptionsOf(manifest))
          .filter(({ kind }) => kind !== 'exempt')
          .map((item) => [`${item.kind} ${item.name}`, exceptionText(item)]),
      );
    const [before, after] = [of(pair.before), of(pair.after)];
    return [...new Set([...before.keys(), ...after.keys()])].map((key): ExceptionChange => {
      const [old, now] = [before.get(key), after.get(key)];
      const change = old === undefined ? 'new' : now === undefined ? 'gone' : old === now ? 'as before' : 'other';
      return { environment: pair.environment, object: titleOf(pair), change, text: now ?? old ?? '' };
    });
  });
}

function isBelow(field: string, path: string): boolean {
  return path === field || (path.startsWith(field) && /^[.[]/.test(path.slice(field.length)));
}
