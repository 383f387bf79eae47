import { fieldsAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import type { Answer, Client } from '../../../scripts/cluster/client.ts';
import { pathOf, type Resource } from '../../../scripts/cluster/resources.ts';

/** One request about an object, such as kubectl sends it. */
export interface Request {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  /** Of a patch: merged as kubectl does it for kinds of Kubernetes, or as JSON. */
  readonly strategic?: boolean;
}

export interface Asker {
  readonly groups: readonly string[];
  /** Nothing is stored; everything is judged. */
  readonly dryRun?: boolean;
}

/** Asks as a member of groups. */
export function askAs(
  client: Client,
  { method, path, body, strategic = false }: Request,
  { groups, dryRun = true }: Asker,
): Promise<Answer> {
  return client.ask(method, path, {
    as: { user: 'somebody', groups: [...groups, 'system:authenticated'] },
    query: dryRun ? { dryRun: 'All' } : {},
    body,
    ...(method === 'PATCH' && { type: `application/${strategic ? 'strategic-merge' : 'merge'}-patch+json` }),
  });
}

/** Requests about objects of kinds that the server serves. */
export function requestsOf(resources: readonly Resource[]) {
  const pathTo = (object: Fields, name?: string) => {
    const resource = resources.find(({ apiVersion, kind }) => apiVersion === object['apiVersion'] && kind === object['kind']);
    if (resource === undefined) throw new Error(`The server does not serve ${object['apiVersion']} ${object['kind']}.`);
    return pathOf(resource, textAt(object, 'metadata', 'namespace') ?? '', name);
  };
  const named = (object: Fields) => pathTo(object, textAt(object, 'metadata', 'name'));
  return {
    create: (body: Fields): Request => ({ method: 'POST', path: pathTo(body), body }),
    patch: (object: Fields, body: unknown): Request => ({ method: 'PATCH', path: named(object), body }),
    remove: (object: Fields): Request => ({ method: 'DELETE', path: named(object) }),
    /** As `kubectl debug` adds a container to a pod. */
    debug: (pod: Fields, container: Fields): Request => ({
      method: 'PATCH',
      path: `${named(pod)}/ephemeralcontainers`,
      body: { spec: { ephemeralContainers: [container] } },
      strategic: true,
    }),
  };
}

/** The Job that `kubectl create job --from=cronjob/<name>` makes. */
export function jobFrom(cronJob: Fields, name: string): Fields {
  const template = fieldsAt(cronJob, 'spec', 'jobTemplate');
  const { labels } = fieldsAt(template, 'metadata');
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      namespace: textAt(cronJob, 'metadata', 'namespace'),
      labels,
      annotations: { 'cronjob.kubernetes.io/instantiate': 'manual' },
    },
    spec: structuredClone(fieldsAt(template, 'spec')),
  };
}
