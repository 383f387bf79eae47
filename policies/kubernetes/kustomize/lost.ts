import type { Fields, Manifest } from '../../model.ts';
import { asFields, asList, at, fieldsAt, listAt, textAt } from '../fields.ts';
import { podOf } from '../pods/workloads.ts';
import { jsonPatch, valueAt } from './json-patch.ts';
import type { PatchEffect } from './kustomize.ts';
import { canonical } from './strategic-merge.ts';

/** What a container had before a patch and has no more, although the patch does not say that it is to go. */
export interface Lost {
  readonly manifest: Manifest;
  readonly container: string;
  /** Such as `variable "LOG_LEVEL"`, in the order of the container; the container itself where all of it is gone. */
  readonly what: readonly string[];
}

/** One thing that a container has, and what it is called. */
interface Had {
  readonly title: string;
  readonly list: string;
  readonly item: Fields;
}

/** Lists of a container whose items stand for themselves. What starts it (`command`, `args`) is one sentence, and said anew as a whole. */
const lists = ['env', 'envFrom', 'volumeMounts'] as const;

const containerLists = ['containers', 'initContainers'] as const;

/**
 * What a patch takes from containers by putting a whole list, container or template in the place of another: by `$patch: replace`, by an
 * operation on all of a list, by null, or since the list is one that Kustomize does not merge. What it names to remove it is not lost.
 */
export function lostBy({ patch, targets, results }: PatchEffect): readonly Lost[] {
  return targets.flatMap(({ manifest, fields }, index): readonly Lost[] => {
    const after = results[index];
    if (fields === undefined || after === undefined) return [];
    const [old, now] = [specOf(manifest, fields), specOf(manifest, after)];
    if (old === undefined || now === undefined) return [];
    const named = Array.isArray(patch.content) ? namedByOperations(fields, patch.content) : namedByMerge(manifest, patch.content);
    return containerLists.flatMap((list) =>
      listAt(old, list).flatMap((item): readonly Lost[] => {
        const container = textAt(item, 'name') ?? '';
        if (named.has(keyOf(list, '', item))) return [];
        const left = listAt(now, list).find((other) => textAt(other, 'name') === container);
        if (left === undefined)
          return renamed(item, listAt(now, list)) ? [] : [{ manifest, container, what: [`container "${container}"`] }];
        const what = lostItems(item, left).flatMap(({ title, list: own, item: gone }) =>
          named.has(keyOf(own, container, gone)) ? [] : title,
        );
        return what.length === 0 ? [] : [{ manifest, container, what }];
      }),
    );
  });
}

function specOf(manifest: Manifest, fields: Fields): Fields | undefined {
  return podOf({ ...manifest, fields })?.spec;
}

/** A container under another name, with the image that the one had. */
function renamed(item: unknown, now: readonly unknown[]): boolean {
  const image = imageName(item);
  return image !== undefined && now.some((other) => imageName(other) === image);
}

function imageName(container: unknown): string | undefined {
  return textAt(container, 'image')?.replace(/@.*$|:[^/:]*$/, '');
}

function lostItems(before: unknown, after: unknown): readonly Had[] {
  return lists.flatMap((list) => {
    const now = listAt(after, list);
    const gone = listAt(before, list).flatMap((value): readonly Had[] => {
      const item = asFields(value);
      if (item === undefined || now.some((other) => keyOf(list, '', other) === keyOf(list, '', item))) return [];
      return [{ title: titleOf(list, item), list, item }];
    });
    // All variables may come from a source that is new.
    if (list === 'env' && newSources(before, after).length > 0) return [];
    return list === 'envFrom' ? gone.filter(({ item }) => !newSources(before, after).some((other) => standsFor(other, item))) : gone;
  });
}

function newSources(before: unknown, after: unknown): readonly unknown[] {
  const had = new Set(listAt(before, 'envFrom').map((item) => keyOf('envFrom', '', item)));
  return listAt(after, 'envFrom').filter((item) => !had.has(keyOf('envFrom', '', item)));
}

/** `financial-config-production` takes the place of `financial-config`. */
function standsFor(one: unknown, other: unknown): boolean {
  return (['configMapRef', 'secretRef'] as const).some((field) => {
    const [name, former] = [textAt(one, field, 'name'), textAt(other, field, 'name')];
    return name !== undefined && former !== undefined && (name.includes(former) || former.includes(name));
  });
}

/** What makes an item of a list the same item. */
function keyOf(list: string, container: string, item: unknown): string {
  const key =
    list === 'volumeMounts'
      ? textAt(item, 'mountPath')
      : list === 'envFrom'
        ? canonical([at(item, 'prefix'), textAt(item, 'configMapRef', 'name'), textAt(item, 'secretRef', 'name')])
        : textAt(item, 'name');
  return `${list} ${container} ${key ?? ''}`;
}

function titleOf(list: string, item: Fields): string {
  if (list === 'env') return `variable "${textAt(item, 'name') ?? ''}"`;
  if (list === 'volumeMounts') return `mount "${textAt(item, 'mountPath') ?? ''}"`;
  const secret = textAt(item, 'secretRef', 'name');
  return secret === undefined
    ? `variables of ConfigMap "${textAt(item, 'configMapRef', 'name') ?? ''}"`
    : `variables of Secret "${secret}"`;
}

/** `$patch: delete` beside the name of an item. */
function namedByMerge(manifest: Manifest, content: unknown): ReadonlySet<string> {
  const spec = specOf(manifest, asFields(content) ?? {});
  const isDeleted = (item: unknown) => at(item, '$patch') === 'delete';
  return new Set(
    containerLists.flatMap((list) =>
      listAt(spec, list).flatMap((container) => [
        ...(isDeleted(container) ? [keyOf(list, '', container)] : []),
        ...lists.flatMap((own) =>
          listAt(container, own)
            .filter(isDeleted)
            .map((item) => keyOf(own, textAt(container, 'name') ?? '', item)),
        ),
      ]),
    ),
  );
}

/** What `remove` takes by its place in a list, as it is by then. */
function namedByOperations(fields: Fields, operations: readonly unknown[]): ReadonlySet<string> {
  const named = new Set<string>();
  let state: unknown = fields;
  for (const operation of operations) {
    const path = textAt(operation, 'path') ?? '';
    const [, owner, list = ''] = /^(.*)\/(env|envFrom|volumeMounts|containers|initContainers)\/\d+$/.exec(path) ?? [];
    if (owner !== undefined && at(operation, 'op') === 'remove') {
      const container = (containerLists as readonly string[]).includes(list) ? '' : (textAt(valueAt(state, owner), 'name') ?? '');
      named.add(keyOf(list, container, valueAt(state, path)));
    }
    const next = jsonPatch(state, [operation]);
    if ('failed' in next) break;
    state = next.value;
  }
  return named;
}

/** The keys of a ConfigMap or Secret that pods of a kustomization read as variables, each with its reader. */
export function readersOfKeys(
  resources: readonly Manifest[],
  kind: 'ConfigMap' | 'Secret',
  name: string,
): readonly { readonly manifest: Manifest; readonly key: string | undefined }[] {
  const [one, all] = kind === 'ConfigMap' ? ['configMapKeyRef', 'configMapRef'] : ['secretKeyRef', 'secretRef'];
  return resources.flatMap((manifest) =>
    (podOf(manifest)?.containers ?? []).flatMap(({ fields }) => [
      ...asList(fields['env']).flatMap((entry) => {
        const source = fieldsAt(entry, 'valueFrom', one);
        return textAt(source, 'name') === name ? [{ manifest, key: textAt(source, 'key') }] : [];
      }),
      ...asList(fields['envFrom']).flatMap((entry) => (textAt(entry, all, 'name') === name ? [{ manifest, key: undefined }] : [])),
    ]),
  );
}
