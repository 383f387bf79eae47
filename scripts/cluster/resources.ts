import { setTimeout as pause } from 'node:timers/promises';
import { asText, listAt, textAt } from '../../policies/kubernetes/fields.ts';
import type { Client } from './client.ts';

/** One resource as the server serves it. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  /** Such as `v1` or `apps/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
  /** Plural, such as `deployments`. */
  readonly name: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  /** Such as `scale`, each with its verbs. */
  readonly subresources: readonly { readonly name: string; readonly verbs: readonly string[] }[];
}

const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

/** Every resource in every version that the server serves, in the order of its discovery. */
export async function resourcesOf(client: Client): Promise<readonly Resource[]> {
  const answers = await Promise.all(['/api', '/apis'].map((root) => client.ask('GET', root, { accept })));
  return answers.flatMap(({ body }) =>
    listAt(body, 'items').flatMap((item) => {
      const group = textAt(item, 'metadata', 'name') ?? '';
      return listAt(item, 'versions').flatMap((served) => {
        const version = textAt(served, 'version') ?? '';
        return listAt(served, 'resources').map((resource) => ({
          group,
          version,
          apiVersion: group === '' ? version : `${group}/${version}`,
          kind: textAt(resource, 'responseKind', 'kind') ?? '',
          name: textAt(resource, 'resource') ?? '',
          namespaced: textAt(resource, 'scope') === 'Namespaced',
          verbs: verbsOf(resource),
          subresources: listAt(resource, 'subresources').map((sub) => ({ name: textAt(sub, 'subresource') ?? '', verbs: verbsOf(sub) })),
        }));
      });
    }),
  );
}

/** Waits until the server serves kinds, given as `apiVersion kind`: those of new CustomResourceDefinitions come a little later. */
export async function servedResources(client: Client, kinds: readonly string[]): Promise<readonly Resource[]> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const resources = await resourcesOf(client);
    const served = new Set(resources.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`));
    if (kinds.every((kind) => served.has(kind)) || Date.now() > deadline) return resources;
    await pause(250);
  }
}

/** The path of a collection, or of one object in it. */
export function pathOf({ group, version, name: plural, namespaced }: Resource, namespace: string, name?: string): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const scope = namespaced && namespace !== '' ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${scope}/${plural}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;
}

function verbsOf(resource: unknown): readonly string[] {
  return listAt(resource, 'verbs').flatMap((verb) => asText(verb) ?? []);
}
