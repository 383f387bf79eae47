import { textAt } from '../../../policies/kubernetes/fields.ts';
import { manifestsOf } from '../../../policies/manifest.ts';
import type { Fields, Manifest } from '../../../policies/model.ts';
import type { Client } from '../../../scripts/cluster/client.ts';
import { pathOf, type Resource } from '../../../scripts/cluster/resources.ts';
import { knowsKind, validatorFor } from '../../../scripts/judging/validate/validation.ts';

/** What both said of one object. */
export interface Judged {
  /** Such as `apps/v1 Deployment`. */
  readonly kind: string;
  /**
   * `agree`; `server`: only the API server refuses; `validator`: only the validator does; `unjudged`: the server did not get as far as
   * the object (a name that is taken, an admission plugin), or the validator has no schema of the kind.
   */
  readonly verdict: 'agree' | 'server' | 'validator' | 'unjudged';
  /** What the one that refuses says, without the values. */
  readonly reason: string;
  /** What was judged. */
  readonly object: Fields;
}

/** What only the operator of a kind refuses, of which the API server knows nothing. */
const ofOperators = 'schema-operator-refuses';

/** Asks the API server (strict dry run of a creation) and the validator of `npm run validate` about objects. */
export async function judgeAll(client: Client, resources: readonly Resource[], objects: readonly Fields[]): Promise<readonly Judged[]> {
  const byKind = new Map(resources.map((resource) => [`${resource.apiVersion} ${resource.kind}`, resource]));
  const manifests = objects.map((object) => manifestsOf(object, { file: '', document: 0 }));
  const validate = await validatorFor(manifests.flat().flatMap((item) => ('fields' in item ? [item] : [])));
  const judged: Judged[] = [];
  const queue = objects.map((object, index) => ({ object, items: manifests[index] ?? [] }));
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) judged.push(await judgeOne(next.object, next.items));
  };
  const judgeOne = async (object: Fields, items: readonly (Manifest | { readonly problem: string })[]): Promise<Judged> => {
    const kind = `${textAt(object, 'apiVersion')} ${textAt(object, 'kind')}`;
    const resource = byKind.get(kind);
    if (resource === undefined || !(await knowsKind(resource.apiVersion, resource.kind)))
      return { kind, verdict: 'unjudged', reason: 'no schema', object };
    const query = { dryRun: 'All', fieldValidation: 'Strict' };
    const namespace = textAt(object, 'metadata', 'namespace') ?? '';
    const { status, body } = await client.ask('POST', pathOf(resource, namespace), { query, body: object });
    if (![201, 400, 422].includes(status)) return { kind, verdict: 'unjudged', reason: `${status}`, object };
    const findings = items.flatMap((item) =>
      'fields' in item
        ? validate(item).flatMap(({ severity, message, rule }) => (severity === 'error' && rule !== ofOperators ? [message] : []))
        : [item.problem],
    );
    const [refused, found] = [status !== 201, findings.length > 0];
    if (refused === found) return { kind, verdict: 'agree', reason: '', object };
    return refused
      ? { kind, verdict: 'server', reason: serverReason(textAt(body, 'message') ?? ''), object }
      : { kind, verdict: 'validator', reason: (findings[0] ?? '').replace(/"[^"]*"/g, '"…"'), object };
  };
  await Promise.all(Array.from({ length: 6 }, worker));
  return judged;
}

/** Field and reason of the first cause: values and names differ from object to object. */
function serverReason(message: string): string {
  const cause = /(?:is invalid: \[?|strict decoding error: |: )([^\n]*)/.exec(message)?.[1] ?? message;
  return (
    cause
      .replace(/"(?:[^"\\]|\\.)*"/g, '"…"')
      .replace(/\[\d+\]/g, '[]')
      .replace(/\|/g, '/')
      .split(', ')[0]
      ?.slice(0, 140) ?? ''
  );
}
