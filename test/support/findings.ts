import { lint } from '../../policies/engine.ts';
import type { Rule } from '../../policies/model.ts';
import { manifestsIn } from './manifests.ts';

/** What a rule reports on the objects of a YAML text, a line each: `Kind/name path: message`. */
export function findingsOn(rule: Rule, manifests: string, environment = 'production'): string[] {
  const { findings } = lint({ environment, manifests: manifestsIn(manifests) }, { rules: [rule], today: '2026-01-01' });
  return findings.map(({ object, path, message }) => `${object.kind}/${object.name} ${path}: ${message}`);
}
