import { beforeAll, describe, expect, it } from 'vitest';
import { asText, listAt, textAt } from '../../policies/kubernetes/fields.ts';
import { resourcesOf } from '../../scripts/cluster/resources.ts';
import { accessRows } from './support/access-table.ts';
import { type EnvironmentCluster, environmentCluster, environments } from './support/clusters.ts';
import { isReading, mayDo, type Right, rightsIn, rightsOf } from './support/rights.ts';

/** What Kubernetes lets everybody do who can log in (`system:basic-user`, `system:discovery`). */
const everybody: readonly Right[] = [
  'create selfsubjectaccessreviews.authorization.k8s.io',
  'create selfsubjectrulesreviews.authorization.k8s.io',
  'create selfsubjectreviews.authentication.k8s.io',
];
/** What a person with a view of an environment may read of the cluster beside its namespaces (`erp-cluster-reader`). */
const ofWholeCluster =
  /^(?:get|list|watch) (?:nodes|persistentvolumes|namespaces|storageclasses\.storage\.k8s\.io|clustersecretstores\.external-secrets\.io|clusterissuers\.cert-manager\.io|clusterimagepolicies\.policy\.sigstore\.dev|nodes\.metrics\.k8s\.io)$/;
/** What a view never shows. */
const secret =
  /^\w+ (?:secrets|serviceaccounts\/token|roles|rolebindings|clusterroles|clusterrolebindings|\w+\/(?:exec|attach|portforward|proxy|ephemeralcontainers))(?:\.|$)/;

const rows = accessRows();
const changing = (resource: string) => ['patch', 'update'].map((verb) => `${verb} ${resource}`);
const managing = (resource: string) => ['create', 'delete', 'patch', 'update'].map((verb) => `${verb} ${resource}`);
/** What each row lets people write, all of it. */
const writes: Readonly<Record<string, readonly Right[]>> = {
  'a shell (exec, attach, debug)': ['create pods/exec', 'create pods/attach', ...changing('pods/ephemeralcontainers')],
  'delete pods, port forwarding': ['delete pods', 'create pods/portforward'],
  'restart, scale, configuration, jobs': [
    'create pods/eviction',
    ...managing('configmaps'),
    ...['deployments.apps', 'deployments.apps/scale', 'statefulsets.apps', 'statefulsets.apps/scale'].flatMap(changing),
    ...['jobs.batch', 'cronjobs.batch'].flatMap(managing),
  ],
};
/** Everybody who can log in, a group without any row among them. */
const groups = ['dev', 'qa', 'ops', 'finance'];
const cells = environments.flatMap(({ name: environment }) => groups.map((group) => ({ environment, group })));

it('docs/access.md has rows about Kubernetes for every environment', () => {
  expect(rows).toHaveLength(4);
  for (const { groups: byEnvironment } of rows) expect(Object.keys(byEnvironment)).toEqual(['dev', 'test', 'staging', 'production']);
});

describe.each(cells)('$group in $environment', ({ environment, group }) => {
  const member = `erp-${group}`;
  const own = rows.filter((row) => row.groups[environment]?.includes(group) === true);
  let cluster: EnvironmentCluster;
  let namespaces: readonly string[];
  let all: readonly Right[];
  const app = environment === 'production' ? 'erp-prod' : `erp-${environment}`;
  const isOwn = (namespace: string) => [app, 'erp-infra'].includes(namespace);

  beforeAll(async () => {
    cluster = await environmentCluster(environment);
    const { body } = await cluster.client.ask('GET', '/api/v1/namespaces');
    namespaces = listAt(body, 'items').flatMap((item) => asText(textAt(item, 'metadata', 'name')) ?? []);
    all = rightsOf(await resourcesOf(cluster.client));
  });

  it.each(rows)('may, or may not, "$title" as docs/access.md says', async ({ title, rights }) => {
    const expected = own.some((row) => row.title === title);
    const wrong: string[] = [];
    for (const namespace of namespaces) {
      for (const right of rights) {
        const wanted = expected && (isOwn(namespace) || (namespace === 'erp-agents' && title.includes('view')));
        if ((await mayDo(cluster.client, member, namespace, right)) !== wanted) wrong.push(`${namespace}: ${right}, expected ${wanted}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('may write nothing else, in any namespace', async () => {
    const wrong: string[] = [];
    for (const namespace of namespaces) {
      const rights = (await rightsIn(cluster.client, member, namespace, all)).filter(
        (right) => !isReading(right) && !everybody.includes(right),
      );
      const allowed = isOwn(namespace) ? own.flatMap(({ title }) => writes[title.replace(/^.*?: /, '')] ?? []) : [];
      wrong.push(...rights.filter((right) => !allowed.includes(right)).map((right) => `${namespace}: ${right}`));
    }
    expect(wrong).toEqual([]);
  });

  it('may read no secret, no token, and where it has no row nothing at all', async () => {
    const wrong: string[] = [];
    const isView = own.some(({ title }) => title.includes('view'));
    for (const namespace of namespaces) {
      const rights = (await rightsIn(cluster.client, member, namespace, all)).filter(isReading);
      const reads = rights.filter((right) => !everybody.includes(right) && !ofWholeCluster.test(right));
      const forbidden = isView && (isOwn(namespace) || namespace === 'erp-agents') ? reads.filter((right) => secret.test(right)) : reads;
      const cluster_ = isView ? [] : rights.filter((right) => ofWholeCluster.test(right) && !everybody.includes(right));
      wrong.push(...[...forbidden, ...cluster_].map((right) => `${namespace}: ${right}`));
    }
    expect(wrong).toEqual([]);
  });
});
