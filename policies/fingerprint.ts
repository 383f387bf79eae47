import { createHash } from 'node:crypto';
import type { Finding } from './model.ts';

/**
 * What each finding is known by from one run to the next: 32 hexadecimal digits of its rule, environment, file, object, field and words.
 * Lines, the order of documents and of list items do not count, so it stays when something moves. Of several that are alike in all that,
 * each has a number of its own.
 */
export function fingerprints(findings: readonly Finding[]): ReadonlyMap<Finding, string> {
  const times = new Map<string, number>();
  return new Map(
    findings.map((finding) => {
      const known = identityOf(finding);
      const time = (times.get(known) ?? 0) + 1;
      times.set(known, time);
      return [finding, hashOf(time === 1 ? known : `${known}\n${time}`)];
    }),
  );
}

/** The version of an API changes more often than what is wrong with the object. */
function identityOf({ rule, environment, file, object, path, message }: Finding): string {
  const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : '';
  return JSON.stringify([
    rule,
    environment,
    file,
    group,
    object.kind,
    object.namespace,
    object.name,
    path.replaceAll(/\[\d+\]/g, '[]'),
    message,
  ]);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
