import { formatPatch, OMIT_HEADERS, structuredPatch } from 'diff';
import { dump } from 'js-yaml';
import { asFields } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import { fieldChanges } from '../diff/field-changes.ts';
import { comparable, hashesOf, titleOf } from '../diff/pairs.ts';
import type { ChangedObject } from '../impacts/impact.ts';
import { isVersionLabel } from '../impacts/restarts.ts';

/** The lines of a diff of one object, and how many were added and removed. */
export interface ObjectDiff {
  readonly title: string;
  readonly text: string;
  readonly added: number;
  readonly removed: number;
}

const order = ['apiVersion', 'kind', 'metadata'];

/**
 * The difference of one object as YAML, with names of generated objects without their hash. Labels that follow a version are left out
 * where anything else changed too. Values of Secrets are never shown.
 */
export function diffOf({ pair, changes, contents }: ChangedObject, context = 3): ObjectDiff {
  const { before, after } = pair;
  const title = titleOf(pair);
  const noise = changes.filter(({ path }) => isVersionLabel(path));
  const hides = noise.length > 0 && noise.length < changes.length;
  const names = hashesOf([before, after].flatMap((manifest) => manifest ?? []));
  const known = new Map([...names, ...mentionedIn(before, contents), ...mentionedIn(after, contents)]);
  const fields = (manifest: typeof before) => (manifest === undefined ? undefined : comparable(manifest, known));
  const [old, now] = hiddenApart(fields(before), fields(after));
  const quiet = hides ? asFields(replaced(old, now)) : old;
  const patch = structuredPatch(title, title, yamlOf(quiet), yamlOf(now), undefined, undefined, { context });
  const lines = patch.hunks.flatMap((hunk) => hunk.lines);
  const text = patch.hunks.length === 0 ? '' : formatPatch(patch, OMIT_HEADERS);
  return {
    title,
    text,
    added: lines.filter((line) => line.startsWith('+')).length,
    removed: lines.filter((line) => line.startsWith('-')).length,
  };
}

/** The names with a hash that an object uses for what `contents` names. */
function mentionedIn(manifest: ChangedObject['pair']['before'], contents: readonly string[]): readonly (readonly [string, string])[] {
  const text = JSON.stringify(manifest?.fields ?? {});
  return contents.flatMap((content) => {
    const name = content.slice(content.indexOf(' ') + 1);
    return [...text.matchAll(/"([a-z0-9.-]+)-[2456789bcdfghkmt]{10}"/g)]
      .filter(([, base]) => base === name)
      .map(([whole]) => [whole.slice(1, -1), name] as const);
  });
}

/** The old fields with the version labels of the new ones, where both have them. */
function replaced(old: unknown, now: unknown, path = ''): unknown {
  const [olds, nows] = [asFields(old), asFields(now)];
  if (olds !== undefined && nows !== undefined) {
    return Object.fromEntries(
      Object.entries(olds).map(([key, value]) => {
        const target = /^[A-Za-z_][\w-]*$/.test(key) ? `${path}.${key}` : `${path}["${key}"]`;
        return [key, isVersionLabel(target) && Object.hasOwn(nows, key) ? nows[key] : replaced(value, nows[key], target)];
      }),
    );
  }
  if (Array.isArray(old) && Array.isArray(now)) return old.map((item, index) => replaced(item, now[index], `${path}[${index}]`));
  return old;
}

/** Puts words in the place of the values of a Secret: equal ones stay equal, others differ. */
function hiddenApart(old: Fields | undefined, now: Fields | undefined): readonly [Fields | undefined, Fields | undefined] {
  const changed = new Set(fieldChanges(old, now).map(({ path }) => path));
  const shown = (fields: Fields | undefined, word: string): Fields | undefined => {
    if (fields === undefined || fields['kind'] !== 'Secret') return fields;
    const masked = (key: string) => {
      const values = asFields(fields[key]);
      if (values === undefined) return {};
      const text = (name: string) => ([...changed].some((path) => path.includes(name) || path === '') ? `(hidden, ${word})` : '(hidden)');
      return { [key]: Object.fromEntries(Object.keys(values).map((name) => [name, text(name)])) };
    };
    return { ...fields, ...masked('data'), ...masked('stringData') };
  };
  return [shown(old, 'before'), shown(now, 'after')];
}

function yamlOf(fields: Fields | undefined): string {
  if (fields === undefined) return '';
  const keys = [...order.filter((key) => Object.hasOwn(fields, key)), ...Object.keys(fields).filter((key) => !order.includes(key))];
  return dump(Object.fromEntries(keys.map((key) => [key, fields[key]])), { lineWidth: -1, noRefs: true });
}
