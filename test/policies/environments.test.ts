import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { lint } from '../../policies/engine.ts';
import { type Tier, tierName, tiers } from '../../policies/environments.ts';
import { loadSuite } from '../../scripts/judging/lint/suite.ts';
import { manifestsIn } from '../support/manifests.ts';

const folder = path.join(import.meta.dirname, '../../policies');
/** The manual names its four environments, and its requirements are asked of them. */
const ofTheManual = /^(environments\.ts|requirements\/|examples\/|coverage\/)/;
/** A decision by the name of an environment, of its namespace or of its folder. */
const named =
  /(?:[!=]==|\bcase|\b(?:includes|has|startsWith|endsWith|equals)\()\s*\(?'(?:dev|test|staging|production|(?:erp-|overlays\/|argocd\/)(?:dev|test|staging|prod|production))\b/;

/** The code of a file without its comments, and of a rule without its examples. */
function codeOf(text: string): string {
  return text
    .replace(/\n {2}examples: \{[\s\S]*?\n {2}\},\n\}\);/, '\n});')
    .replace(/`[^`]*`/g, '``')
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}

describe('what judges', () => {
  it('names no environment: the tier of its Namespaces decides', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !ofTheManual.test(file) && !file.startsWith('foreign-exemptions/'),
    );
    const found = files.flatMap((file) =>
      codeOf(readFileSync(path.join(folder, file), 'utf8'))
        .split('\n')
        .filter((line) => named.test(line) && !file.endsWith('json-patch.ts'))
        .map((line) => `${file}: ${line.trim()}`),
    );
    expect(files.length).toBeGreaterThan(400);
    expect(found).toEqual([]);
  });

  it('sees an environment that is named', () => {
    expect(
      ["if (environment === 'staging') return [];", "if (name.startsWith('erp-prod')) return [];"].map((line) => named.test(codeOf(line))),
    ).toEqual([true, true]);
  });
});

const suite = await loadSuite();
const objects = (namespace: string, tier: Tier) => `
apiVersion: v1
kind: Namespace
metadata: { name: ${namespace}, labels: { erp.example.com/${tierName}: ${tier} } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: sales-service, namespace: ${namespace} }
spec:
  replicas: 1
  selector: { matchLabels: { app: sales-service } }
  template:
    metadata: { labels: { app: sales-service } }
    spec: { containers: [{ name: sales-service, image: registry.example.com/erp/sales-service:1.0.0 }] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: people, namespace: ${namespace} }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit }
subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: erp-dev }]
`;

function found(environment: string, namespace: string, tier: Tier): readonly string[] {
  const { findings } = lint({ environment, manifests: manifestsIn(objects(namespace, tier)) }, suite);
  return findings.map(({ rule, path: place, message }) => `${rule} ${place} ${message.replaceAll(namespace, 'the namespace')}`).sort();
}

describe('a fifth environment', () => {
  const known: Readonly<Record<Tier, readonly [environment: string, namespace: string]>> = {
    trial: ['dev', 'erp-dev'],
    rehearsal: ['staging', 'erp-staging'],
    production: ['production', 'erp-prod'],
  };

  it.each(tiers)('of the tier "%s" is judged by its tier, whatever it is called', (tier) => {
    const [environment, namespace] = known[tier];
    const ours = found(environment, namespace, tier);
    expect(ours.length).toBeGreaterThan(20);
    expect(found('pilot', 'erp-pilot', tier)).toEqual(ours);
    expect(found('eu-west', 'erp-eu-west', tier)).toEqual(ours);
  });

  it('is judged more strictly where more depends on it', () => {
    const rules = (tier: Tier) => new Set(found('pilot', 'erp-pilot', tier).map((line) => line.split(' ')[0] ?? ''));
    expect([...rules('production')].filter((rule) => !rules('trial').has(rule))).toEqual(
      expect.arrayContaining(['limit-production-access', 'require-production-replicas']),
    );
  });
});
