import { setTimeout as pause } from 'node:timers/promises';
import { asFields, asList, at, listAt, textAt } from '../../policies/kubernetes/fields.ts';
import type { Fields } from '../../policies/model.ts';
import type { Client } from './client.ts';
import { pathOf, type Resource, servedResources } from './resources.ts';

/** What became of one object. */
export interface Applied {
  readonly object: Fields;
  /** Such as `apps/v1 Deployment erp-prod/sales-service`. */
  readonly title: string;
  /** The server's own words when it refused; undefined when it accepted. */
  readonly refusal: string | undefined;
  readonly warnings: readonly string[];
  /** As the server stores it, or would. Undefined when it refused. */
  readonly stored: Fields | undefined;
}

export interface ApplyOptions {
  /** Nothing is stored. */
  readonly dryRun?: boolean;
}

/** What has to be there before other objects are admitted. */
const first: readonly (readonly string[])[] = [
  ['Namespace', 'CustomResourceDefinition'],
  ['PriorityClass', 'LimitRange', 'ResourceQuota', 'ServiceAccount', 'StorageClass', 'ClusterRole', 'Role'],
];

/**
 * Applies objects as Argo CD does: on the server, strictly, as the manager `argocd-controller`. Namespaces and what rules them
 * come first; a quota is waited for, because until it is counted it refuses everything.
 */
export async function applyAll(
  client: Client,
  objects: readonly Fields[],
  { dryRun = false }: ApplyOptions = {},
): Promise<readonly Applied[]> {
  const resources = await servedResources(client, [...new Set(objects.map(kindOf))]);
  const byKind = new Map(resources.map((resource) => [`${resource.apiVersion} ${resource.kind}`, resource]));
  const rank = (object: Fields) => {
    const index = first.findIndex((kinds) => kinds.includes(textAt(object, 'kind') ?? ''));
    return index === -1 ? first.length : index;
  };
  const results = new Map<Fields, Applied>();
  for (let phase = 0; phase <= first.length; phase += 1) {
    const now = objects.filter((object) => rank(object) === phase);
    for (const result of await Promise.all(now.map((object) => applyOne(client, byKind.get(kindOf(object)), object, dryRun)))) {
      results.set(result.object, result);
    }
    if (!dryRun && now.some((object) => textAt(object, 'kind') === 'ResourceQuota')) await countedQuotas(client);
  }
  return objects.flatMap((object) => results.get(object) ?? []);
}

/** What an object is called in messages. */
export function titleOf(object: Fields): string {
  const namespace = textAt(object, 'metadata', 'namespace');
  const name = textAt(object, 'metadata', 'name') ?? textAt(object, 'metadata', 'generateName') ?? '?';
  return `${kindOf(object)} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** What stands in both objects with other values, what is gone, and what was added inside of lists, as paths. */
export interface Difference {
  /** Such as `spec.hard.limits.cpu: "8000m" -> "8"`. */
  readonly changed: readonly string[];
  /** Such as `spec.parentRefs[].group`: additions outside of lists are no difference to who compares what was written. */
  readonly addedInLists: readonly string[];
}

/** How what the server stores differs from what was applied. */
export function differenceOf(applied: unknown, stored: unknown): Difference {
  const changed: string[] = [];
  const added = new Set<string>();
  const walk = (wanted: unknown, found: unknown, path: string, inList: boolean) => {
    const list = asList(wanted);
    const fields = asFields(wanted);
    if (Array.isArray(wanted)) {
      const others = asList(found);
      if (others.length !== list.length) changed.push(`${path}: ${list.length} -> ${others.length} items`);
      else for (const [index, item] of list.entries()) walk(item, others[index], `${path}[]`, true);
    } else if (fields !== undefined) {
      const others = asFields(found) ?? {};
      for (const [key, value] of Object.entries(fields)) walk(value, others[key], path === '' ? key : `${path}.${key}`, inList);
      if (inList) for (const key of Object.keys(others)) if (!(key in fields)) added.add(`${path}.${key}`);
    } else if (wanted !== found) {
      changed.push(`${path}: ${JSON.stringify(wanted)} -> ${JSON.stringify(found)}`);
    }
  };
  walk(applied, stored, '', false);
  return { changed, addedInLists: [...added].sort() };
}

async function applyOne(client: Client, resource: Resource | undefined, object: Fields, dryRun: boolean): Promise<Applied> {
  const title = titleOf(object);
  if (resource === undefined) return { object, title, refusal: 'the server does not serve this kind', warnings: [], stored: undefined };
  const path = pathOf(resource, textAt(object, 'metadata', 'namespace') ?? '', textAt(object, 'metadata', 'name'));
  const query = { fieldManager: 'argocd-controller', force: 'true', fieldValidation: 'Strict', ...(dryRun && { dryRun: 'All' }) };
  const { status, body, warnings } = await client.ask('PATCH', path, { query, body: object, type: 'application/apply-patch+yaml' });
  const accepted = status === 200 || status === 201;
  return {
    object,
    title,
    refusal: accepted ? undefined : `${status} ${textAt(body, 'message') ?? JSON.stringify(body)}`,
    warnings,
    stored: accepted ? asFields(body) : undefined,
  };
}

/** Waits until the controller has counted every quota for the first time. */
async function countedQuotas(client: Client): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const { body } = await client.ask('GET', '/api/v1/resourcequotas');
    const open = listAt(body, 'items').filter((quota) => at(quota, 'status', 'hard') === undefined);
    if (open.length === 0) return;
    if (Date.now() > deadline)
      throw new Error(`Quotas that no controller counts: ${open.map((quota) => textAt(quota, 'metadata', 'name')).join(', ')}`);
    await pause(200);
  }
}

function kindOf(object: Fields): string {
  return `${textAt(object, 'apiVersion')} ${textAt(object, 'kind')}`;
}
