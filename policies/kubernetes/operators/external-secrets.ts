import type { Manifest } from '../../model.ts';
import { asFields, at, fieldsAt, listAt, textAt } from '../fields.ts';
import { nameAt, type Operator, secret } from './operator.ts';

/** A Secret for each ExternalSecret that does not only merge into another, and the webhook's certificate. */
export const externalSecrets: Operator = {
  name: 'External Secrets',
  readIn: '2.9.0',
  chart: 'external-secrets',
  chartVersion: '2.9.0',
  make: (known) =>
    known
      .ofKind('ExternalSecret')
      .filter(({ fields }) => textAt(fields, 'spec', 'target', 'creationPolicy') !== 'None')
      .map((external) => secret(external, nameAt(external.fields, 'spec', 'target', 'name') ?? external.name, keysOf(external))),
};

/** A template replaces the fetched keys unless it is merged with them (External Secrets: target.template). */
function keysOf(manifest: Manifest): ReadonlySet<string> | undefined {
  const spec = fieldsAt(manifest.fields, 'spec');
  const template = asFields(at(spec, 'target', 'template'));
  if (listAt(template, 'templateFrom').length > 0) return undefined;
  const data = asFields(at(template, 'data'));
  const fetched = listAt(spec, 'data').flatMap((item) => textAt(item, 'secretKey') ?? []);
  if (data !== undefined && textAt(template, 'mergePolicy') !== 'Merge') return new Set(Object.keys(data));
  if (listAt(spec, 'dataFrom').length > 0) return undefined;
  return new Set([...fetched, ...Object.keys(data ?? {})]);
}
