import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localLabel } from '../../generators/local/marks.ts';
import type { KubernetesObject } from '../../generators/model/object.ts';
import { exampleCompany } from '../../policies/company/company.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { applyAll } from '../../scripts/cluster/apply.ts';
import { NotLocal } from '../../scripts/local/ask.ts';
import { down } from '../../scripts/local/down.ts';
import { folderOf } from '../../scripts/local/overlay.ts';
import { up } from '../../scripts/local/up.ts';
import { laptopOf } from '../local/support.ts';
import { present } from '../support/mutations/mutation.ts';
import { emptyCluster, isGiven, type TestCluster } from './support/clusters.ts';

const root = process.cwd();
const drawn = laptopOf(await loadCatalog(root)).objects;

// A given cluster may be anywhere; whether one is local is what is asked here.
describe.skipIf(isGiven)('a laptop', () => {
  let cluster: TestCluster;
  let said = '';
  let told = '';
  const output = {
    say: (text: string) => {
      said += text;
    },
    tell: (text: string) => {
      told += text;
    },
  };
  const before = process.env['KUBECONFIG'];
  const context = 'laptop';

  beforeAll(async () => {
    cluster = await emptyCluster('laptop');
    process.env['KUBECONFIG'] = present(cluster.kubeconfig);
  });
  afterAll(async () => {
    if (before === undefined) delete process.env['KUBECONFIG'];
    else process.env['KUBECONFIG'] = before;
    await cluster.stop();
  });

  const bring = (over: { readonly service?: readonly string[] } = {}) =>
    up(root, { company: exampleCompany, context, wait: false, minutes: 1, ...over }, output);
  /** What is there with the mark, by kind and name: what was written, without what the server counts and controllers say. */
  const contents = async () => {
    const lists = await Promise.all(
      [
        '/api/v1/namespaces',
        '/apis/apps/v1/deployments',
        '/apis/apps/v1/statefulsets',
        '/api/v1/configmaps',
        '/api/v1/limitranges',
        '/api/v1/resourcequotas',
        '/api/v1/serviceaccounts',
        '/api/v1/services',
        '/apis/policy/v1/poddisruptionbudgets',
        '/apis/networking.k8s.io/v1/networkpolicies',
        '/api/v1/secrets',
        '/apis/scheduling.k8s.io/v1/priorityclasses',
      ].map(async (url) => {
        const { body } = await cluster.client.ask('GET', url, { query: { labelSelector: `${localLabel}=true` } });
        return (body as { readonly items: readonly (KubernetesObject & { readonly status?: object })[] }).items.map(
          ({ status: _, metadata: { namespace = '', name, labels, annotations }, ...written }) =>
            [
              `${url.split('/').at(-1)} ${namespace}/${name}`,
              // A count of rollouts is the controller's.
              JSON.stringify({ ...written, labels, annotations: { ...annotations, 'deployment.kubernetes.io/revision': undefined } }),
            ] as const,
        );
      }),
    );
    return Object.fromEntries(lists.flat().toSorted(([a], [b]) => (a < b ? -1 : 1)));
  };
  const stored = async () => Object.keys(await contents());

  it('is brought up by server-side apply, every object, without a warning', async () => {
    expect([await bring(), told]).toEqual([0, expect.stringContaining(`${drawn.length} objects; their pods ask for 0.6 cores and 1.1Gi`)]);
    expect(said).toContain(`kubectl --context ${context} --namespace envoy-gateway-system port-forward service/edge 8443`);
    expect((await stored()).filter((line) => line.startsWith('deployments'))).toEqual([
      'deployments envoy-gateway-system/edge',
      'deployments erp-dev/financial-service',
      'deployments erp-dev/material-service',
      'deployments erp-dev/sales-service',
      'deployments erp-infra/jaeger',
      'deployments erp-infra/redis-ha-haproxy',
    ]);
    expect(await stored()).toHaveLength(drawn.length);
    // `up` says nothing of what the server warns of.
    const strict = await applyAll(cluster.client, drawn as never, { dryRun: true });
    expect(strict).toHaveLength(drawn.length);
    expect(
      strict.flatMap(({ title, refusal, warnings }) => [...(refusal === undefined ? [] : [`${title}: ${refusal}`]), ...warnings]),
    ).toEqual([]);
  });

  it('has pods that Pod Security, limits and quotas admit', async () => {
    const pods = await Promise.all(
      drawn.flatMap((object) => {
        const { template } = ((object as { readonly spec?: unknown }).spec ?? {}) as {
          readonly template?: { readonly metadata: object; readonly spec: object };
        };
        const { namespace = '', name } = object.metadata;
        if (template === undefined) return [];
        const body = {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { ...template.metadata, name, namespace },
          spec: { ...template.spec, volumes: (template.spec as { volumes?: object[] }).volumes },
        };
        return [
          cluster.client.ask('POST', `/api/v1/namespaces/${namespace}/pods`, { query: { dryRun: 'All' }, body: withClaims(object, body) }),
        ];
      }),
    );
    expect(pods.length).toBeGreaterThanOrEqual(8);
    expect(pods.map(({ status, body, warnings }) => [status === 201 ? '' : JSON.stringify(body), warnings])).toEqual(
      pods.map(() => ['', []]),
    );
  });

  it('is the same when it is brought up again, and loses what is no longer wanted', async () => {
    const first = await contents();
    expect(await bring()).toBe(0);
    expect(await contents()).toEqual(first);
    told = '';
    expect(await bring({ service: ['material-service'] })).toBe(0);
    expect((await stored()).filter((line) => line.startsWith('deployments erp-dev'))).toEqual([
      // It is called by the other.
      'deployments erp-dev/financial-service',
      'deployments erp-dev/material-service',
    ]);
    expect(told).toContain('Deployment erp-dev/sales-service is no longer wanted, and removed.');
  });

  it('is refused where a namespace of the same name was there before', async () => {
    await cluster.client.ask('PATCH', '/api/v1/namespaces/erp-infra', {
      type: 'application/merge-patch+json',
      body: { metadata: { labels: { [localLabel]: null } } },
    });
    await expect(bring()).rejects.toThrow(NotLocal);
    await expect(down(root, { context }, output)).rejects.toThrow(
      '"laptop" has the namespace "erp-infra", which this command did not make.',
    );
    await cluster.client.ask('PATCH', '/api/v1/namespaces/erp-infra', {
      type: 'application/merge-patch+json',
      body: { metadata: { labels: { [localLabel]: 'true' } } },
    });
  });

  it('is refused where a class of priority of the same name was there before, and leaves it as it was', async () => {
    const url = '/apis/scheduling.k8s.io/v1/priorityclasses/erp-platform';
    const mark = (value: string | null) =>
      cluster.client.ask('PATCH', url, { type: 'application/merge-patch+json', body: { metadata: { labels: { [localLabel]: value } } } });
    await mark(null);
    const { body: theirs } = await cluster.client.ask('GET', url);
    await expect(bring()).rejects.toThrow('"laptop" has the PriorityClass "erp-platform", which this command did not make.');
    expect((await cluster.client.ask('GET', url)).body).toEqual(theirs);
    await mark('true');
  });

  it('goes as a whole, and nothing else with it', async () => {
    const foreign = await cluster.client.ask('POST', '/api/v1/namespaces', {
      body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'somebody-else' } },
    });
    expect(foreign.status).toBe(201);
    expect(await down(root, { context }, output)).toBe(0);
    expect(await stored()).toEqual([]);
    expect((await cluster.client.ask('GET', '/api/v1/namespaces/somebody-else')).status).toBe(200);
    expect(folderOf(root, context)).toContain('rendered/local/laptop');
  });
});

/** A claim of a disk as the controller of StatefulSets puts it into a pod. */
function withClaims(object: KubernetesObject, pod: { readonly spec: { readonly volumes: readonly object[] | undefined } }) {
  const { volumeClaimTemplates = [] } = (
    object as unknown as { readonly spec: { readonly volumeClaimTemplates?: readonly KubernetesObject[] } }
  ).spec;
  const claims = volumeClaimTemplates.map(({ metadata: { name } }) => ({ name, persistentVolumeClaim: { claimName: name } }));
  return { ...pod, spec: { ...pod.spec, volumes: [...(pod.spec.volumes ?? []), ...claims] } };
}
