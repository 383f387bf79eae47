import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { at, textAt } from '../policies/kubernetes/fields.ts';
import { networkPolicy } from '../policies/kubernetes/network/network-policy.ts';
import { podOf } from '../policies/kubernetes/pods/workloads.ts';
import { matches } from '../policies/kubernetes/selectors.ts';
import { loadCatalog } from '../scripts/catalog/catalog.ts';
import { manifestsIn } from '../scripts/kustomize/kustomizations.ts';
import { looks } from '../scripts/operations/doctor/cluster-looks.ts';
import { createSources } from '../scripts/repository/sources.ts';

const root = process.cwd();
const pages = ['docs/prerequisites.md', 'docs/prerequisites.zh-CN.md'] as const;
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const catalog = await loadCatalog(root);

describe('what the cluster and the account must bring', () => {
  it('is the same in both languages: blocks, commands, fields and paths', () => {
    const [english, chinese] = pages.map((page) => {
      const text = read(page);
      const blocks = [...text.matchAll(/```[\s\S]*?```/g)].map(([block]) => block);
      const spans = [...text.replace(/```[\s\S]*?```/g, '').matchAll(/`([^`]+)`/g)].map(([, span = '']) => span.replace(/\s+/g, ' '));
      return { blocks, spans: spans.toSorted() };
    });
    expect(chinese).toEqual(english);
  });

  it('names every field of the catalog that doctor holds the cluster against', () => {
    const text = read(pages[0]);
    const platform = catalog.platform.value;
    const production = catalog.environments.find(({ value }) => value.name === 'production')?.value;
    const fields = { ...platform, ...production } as Record<string, unknown>;
    const named = ['networkPlugin', 'kubernetesApi', 'nodes.most', 'edge.loadBalancerSubnets', 'edge.cdn', 'edge.company'];
    const more = [
      'issuer.dns.hostedZone',
      'issuer.dns.role',
      'observability.logs.role',
      'backup.role',
      'backup.archiveRole',
      'identity.groupsClaim',
    ];
    const known = (field: string) => at(field.startsWith('edge.') ? platform : fields, ...field.split('.')) !== undefined;
    expect([...named, ...more].filter((field) => !text.includes(`\`${field}\``) || !known(field))).toEqual([]);
  });

  it('has a command for everything that doctor looks at', () => {
    expect(looks.filter(({ command }) => !/^kubectl /.test(command))).toEqual([]);
    expect(new Set(looks.map(({ name }) => name)).size).toBe(looks.length);
  });

  it('names for each role of production its policy and the account that takes it, as the files have them', () => {
    const rows = [...read(pages[0]).matchAll(/^\| `([\w.]+)` \| `([\w-]+)\/([\w-]+)` \| `(overlays\/<environment>\/[^`]+)` \|$/gm)];
    const roles = rows.map(([, field = '', namespace = '', account = '', file = '']) => ({ field, namespace, account, file }));
    const policies = globSync('overlays/production/*/*-role.aws-cli', { cwd: root }).sort();
    expect(roles.map(({ file }) => file.replace('<environment>', 'production')).sort()).toEqual(policies);
    const environment = catalog.environments.find(({ value }) => value.name === 'production')?.value;
    for (const { field, file } of roles) {
      const role = textAt(environment, ...field.split('.')) ?? '';
      expect(read(file.replace('<environment>', 'production'))).toContain(`RoleName: ${role.slice(role.lastIndexOf('/') + 1)}\n`);
    }
    const sources = createSources(root);
    const charts = globSync('charts/production/*.yaml', { cwd: root }).flatMap((file) => manifestsIn(sources, file));
    const own = globSync('base/platform/*/service-account*.yaml', { cwd: root }).map(read).join('\n');
    const missing = roles.filter(
      ({ namespace, account }) =>
        !charts.some((object) => object.kind === 'ServiceAccount' && object.namespace === namespace && object.name === account) &&
        !own.includes(`name: ${account}\n`) &&
        // The operator of PostgreSQL makes that of its pods.
        !charts.some((object) => textAt(object.fields, 'configuration', 'kubernetes', 'pod_service_account_name') === account),
    );
    expect(missing).toEqual([]);
  });
});

describe('Argo CD, installed by hand before anything that is ours', () => {
  const facts = 'charts/production/argo-cd.yaml';
  const objects = existsSync(path.join(root, facts)) ? manifestsIn(createSources(root), facts) : [];
  const pods = objects.flatMap((object) => podOf(object) ?? []);
  const policies = objects.flatMap((object) => networkPolicy(object) ?? []);

  it('is not closed by its own chart: each of its pods that a policy selects is let in by another', () => {
    expect(pods.length).toBeGreaterThan(5);
    const closed = pods.filter((pod) => {
      const own = policies.filter((policy) => policy.directions.includes('Ingress') && matches(policy.selector, pod.labels));
      return own.length > 0 && !own.some(({ rules }) => rules.some(({ direction }) => direction === 'Ingress'));
    });
    expect(closed.map(({ manifest }) => manifest.name)).toEqual([]);
  });
});
