import { setTimeout as pause } from 'node:timers/promises';
import { asText, listAt, textAt } from '../../policies/kubernetes/fields.ts';
import type { Fields } from '../../policies/model.ts';
import { UserError } from '../terminal/errors.ts';
import { type Client, managers } from './client.ts';
import { pathOf, type Resource, resourcesOf } from './resources.ts';

/** A cluster that somebody gave for the tests, as it was before. */
export interface GivenCluster {
  /** Such as `v1.35.4`. */
  readonly version: string;
  /** Removes what the tests made. @returns what is still there after five minutes in which nothing went, by kind and name */
  clean(): Promise<readonly string[]>;
}

/** What every cluster has outside of the namespaces of Kubernetes itself. */
const brought = ['v1 Namespace default', 'v1 ServiceAccount default/default', 'v1 ConfigMap default/kube-root-ca.crt'];
/** Written by controllers at any time, about others. */
const written = ['Event', 'Endpoints', 'EndpointSlice', 'Lease'];
/** Kinds of a whole cluster that would take part in the tests. */
const deciding = [
  'CustomResourceDefinition',
  'MutatingAdmissionPolicy',
  'MutatingWebhookConfiguration',
  'ValidatingAdmissionPolicy',
  'ValidatingWebhookConfiguration',
];
const patience = 300_000;

/**
 * Looks at a given cluster, and changes nothing.
 * @throws UserError when it does not answer, lets its user do too little, or is not empty: has namespaces beside `default` and `kube-*`,
 * objects in `default`, definitions of kinds, or policies and webhooks of admission
 */
export async function lookAtGiven(client: Client, where: string): Promise<GivenCluster> {
  const refuse = (what: string, how: string, cause?: unknown) => new UserError({ what, where, how }, { cause });
  const answer = await client.ask('GET', '/version').catch((cause: unknown) => {
    throw refuse(`The given cluster does not answer: ${cause instanceof Error ? cause.message : cause}.`, 'Give one that runs.', cause);
  });
  const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview' };
  const spec = { resourceAttributes: { verb: '*', group: '*', resource: '*' } };
  const { status, body } = await client.ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
    body: { ...review, spec },
  });
  if (status !== 201 || (body as { status?: { allowed?: boolean } }).status?.allowed !== true) {
    throw refuse('The user of the kubeconfig may not do everything in the given cluster.', 'Name an administrator of it.');
  }
  const before = await objectsOf(client);
  const foreign = [...before.values()].filter(isForeign).map(({ title }) => title);
  if (foreign.length > 0) {
    const shown = foreign.slice(0, 5).join(', ');
    throw refuse(
      `The given cluster is not empty: it has ${shown}${foreign.length > 5 ? ` and ${foreign.length - 5} more` : ''}.`,
      'Give an empty cluster: the tests write into all of it. Nothing was changed.',
    );
  }
  return { version: textAt(answer.body, 'gitVersion') ?? '?', clean: () => clean(client, new Set(before.keys())) };
}

interface Known {
  /** Such as `apps/v1 Deployment erp-prod/sales-service`. */
  readonly title: string;
  readonly resource: Resource;
  readonly namespace: string;
  readonly name: string;
  readonly object: Fields;
}

function isForeign({ title, resource, namespace, name }: Known): boolean {
  if (brought.includes(title) || written.includes(resource.kind)) return false;
  if (resource.kind === 'Namespace') return !name.startsWith('kube-');
  if (namespace === 'default') return !(resource.kind === 'Service' && name === 'kubernetes');
  return deciding.includes(resource.kind);
}

/** Every object of the cluster once, by its title; of what is served in several versions the first. */
async function objectsOf(client: Client): Promise<ReadonlyMap<string, Known>> {
  const found = new Map<string, Known>();
  const seen = new Set<string>();
  for (const resource of await resourcesOf(client)) {
    const key = `${resource.group} ${resource.kind}`;
    if (seen.has(key) || !['list', 'delete'].every((verb) => resource.verbs.includes(verb))) continue;
    seen.add(key);
    const { status, body } = await client.ask('GET', pathOf(resource, ''));
    if (status !== 200) continue;
    for (const item of listAt(body, 'items')) {
      const [namespace, name] = [textAt(item, 'metadata', 'namespace') ?? '', textAt(item, 'metadata', 'name') ?? ''];
      const title = `${resource.apiVersion} ${resource.kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
      found.set(title, { title, resource, namespace, name, object: item as Fields });
    }
  }
  return found;
}

/** Namespaces go with all that is in them, definitions with their objects; the rest one by one, as long as it is there. */
async function clean(client: Client, before: ReadonlySet<string>): Promise<readonly string[]> {
  let fewest = Number.POSITIVE_INFINITY;
  let since = Date.now();
  for (;;) {
    const left = [...(await objectsOf(client)).values()].filter(({ title, object }) => !before.has(title) && isOfTests(object));
    if (left.length < fewest) [fewest, since] = [left.length, Date.now()];
    if (left.length === 0 || Date.now() - since > patience) return left.map(({ title }) => title).sort();
    await Promise.all(left.map((known) => remove(client, known)));
    await pause(1000);
  }
}

/** No operator runs that would do what a finalizer waits for. */
async function remove(client: Client, { resource, namespace, name, object }: Known): Promise<void> {
  const path = pathOf(resource, namespace, name);
  const waits = listAt(object, 'metadata', 'finalizers').some(
    (finalizer) => !/(?:^|\.)k(?:ubernete|8)s\.io\/|^kubernetes$/.test(asText(finalizer) ?? ''),
  );
  if (waits) await client.ask('PATCH', path, { type: 'application/merge-patch+json', body: { metadata: { finalizers: null } } });
  if (textAt(object, 'metadata', 'deletionTimestamp') === undefined) {
    await client.ask('DELETE', path, { body: { propagationPolicy: 'Background' } });
  }
}

/** Whether it was the tests that wrote it: whatever others make meanwhile is theirs. */
function isOfTests(object: Fields): boolean {
  return listAt(object, 'metadata', 'managedFields').some((entry) => managers.includes(textAt(entry, 'manager') ?? ''));
}
