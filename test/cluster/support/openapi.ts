import { asFields, fieldsAt, listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import type { Client } from '../../../scripts/cluster/client.ts';
import type { Resource } from '../../../scripts/cluster/resources.ts';

/** A schema of the server's OpenAPI document, with its references resolved one level at a time. */
export interface Schemas {
  /** The schema of a kind. */
  of(resource: Resource): Fields | undefined;
  /** What a schema refers to, or the schema itself. */
  resolved(schema: unknown): Fields;
}

/** The OpenAPI 3 documents of the server, one for each group and version that holds one of the resources. */
export async function schemasOf(client: Client, resources: readonly Resource[]): Promise<Schemas> {
  const definitions = new Map<string, Fields>();
  const kinds = new Map<string, Fields>();
  const roots = new Set(resources.map(({ group, version }) => (group === '' ? `api/${version}` : `apis/${group}/${version}`)));
  for (const root of roots) {
    const { status, body } = await client.ask('GET', `/openapi/v3/${root}`);
    if (status !== 200) throw new Error(`OpenAPI of ${root}: ${status}`);
    for (const [name, schema] of Object.entries(fieldsAt(body, 'components', 'schemas'))) {
      const fields = asFields(schema) ?? {};
      definitions.set(name, fields);
      for (const known of listAt(fields, 'x-kubernetes-group-version-kind')) {
        const [group, version, kind] = [textAt(known, 'group') ?? '', textAt(known, 'version') ?? '', textAt(known, 'kind') ?? ''];
        kinds.set(`${group === '' ? version : `${group}/${version}`} ${kind}`, fields);
      }
    }
  }
  const resolved = (schema: unknown): Fields => {
    const fields = asFields(schema) ?? {};
    const [first] = listAt(fields, 'allOf');
    const reference = textAt(fields, '$ref') ?? textAt(first, '$ref');
    if (reference === undefined) return fields;
    const name = reference.slice(reference.lastIndexOf('/') + 1);
    return { ...(definitions.get(name) ?? {}), 'x-name': name };
  };
  return { of: ({ apiVersion, kind }) => kinds.get(`${apiVersion} ${kind}`), resolved };
}
