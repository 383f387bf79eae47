import { load } from 'js-yaml';
import { lint } from '../../policies/engine.ts';
import { manifestsOf } from '../../policies/manifest.ts';
import type { Manifest, Problem, Rule } from '../../policies/model.ts';

/** What a rule reports, in production, on a Pod with this YAML as its `spec`. */
export function problemsInPod(rule: Rule, spec: string, metadata = ''): Problem[] {
  const fields = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...mapping(metadata), name: 'example', namespace: 'erp-prod' },
    spec: load(spec),
  };
  const manifests = manifestsOf(fields, { file: '', document: 0 }) as Manifest[];
  const { findings } = lint({ environment: 'production', manifests }, { rules: [rule], today: '2026-01-01' });
  return findings.map(({ message, path }) => ({ message, path }));
}

/** What a rule reports, in production, on the only container of a Pod; paths are relative to the container. */
export function problemsInContainer(rule: Rule, container: string): Problem[] {
  const spec = JSON.stringify({ containers: [load(container)] });
  return problemsInPod(rule, spec).map(({ message, path }) => ({ message, path: path.replace('spec.containers[0].', '') }));
}

function mapping(yaml: string): Record<string, unknown> {
  return yaml === '' ? {} : (load(yaml) as Record<string, unknown>);
}
