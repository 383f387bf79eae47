import { beforeAll, describe, expect, it } from 'vitest';
import { asFields, fieldsAt, listAt, textAt } from '../../policies/kubernetes/fields.ts';
import type { Fields, Manifest } from '../../policies/model.ts';
import { type FactsFile, loadFacts } from '../../scripts/charts/facts/facts.ts';
import { type Applied, applyAll } from '../../scripts/cluster/apply.ts';
import { isPared, unexplained } from './known.ts';
import { crds, type EnvironmentCluster, environmentCluster, environments } from './support/clusters.ts';
import { untilRulesJudge } from './support/in-force.ts';
import { type Made, madeIn } from './support/made.ts';
import { podsOf } from './support/pods.ts';
import { isOfRules } from './support/rule-copies.ts';

const served = new Set(crds.map((crd) => textAt(crd, 'metadata', 'name') ?? ''));

it('every kind that a chart defines is served', () => {
  const defined = loadFacts(process.cwd()).flatMap(({ facts }) => facts.definitions.map(({ name }) => name));
  expect(defined.length).toBeGreaterThan(200);
  expect([...new Set(defined)].filter((name) => !served.has(name)).sort()).toEqual([]);
});

describe.each(environments.map(({ name }) => name))('under the Pod Security, limits and quotas of %s', (name) => {
  const charts = loadFacts(process.cwd(), name);
  let cluster: EnvironmentCluster;
  let made: Made;
  beforeAll(async () => {
    cluster = await environmentCluster(name);
    for (const namespace of namespacesOf(cluster.manifests)) await untilRulesJudge(cluster.client, namespace);
    made = madeIn(name, cluster.manifests);
    // A pod is refused without its account, so those of charts and operators come first, for good.
    const accounts = [...charts.flatMap(({ objects }) => objects), ...made.objects].filter(isAccount);
    expect(refusals(await applyAll(cluster.client, accounts))).toEqual([]);
  });

  it.each(charts.map((chart) => ({ application: chart.facts.application, chart })))(
    'the objects of $application are taken',
    async ({ chart }) => {
      const whole = wholeObjects(chart);
      expect(whole.length).toBeGreaterThan(0);
      const applied = await applyAll(cluster.client, whole, { dryRun: true });
      expect(refusals(applied)).toEqual([]);
      expect(applied.flatMap(({ title, warnings }) => unexplained(title, warnings))).toEqual([]);
    },
  );

  it.each(charts.map((chart) => ({ application: chart.facts.application, chart })))(
    'the pods of $application are admitted',
    async ({ chart }) => {
      expect(await refusedPods(podsOf(name, chart.objects))).toEqual([]);
    },
  );

  it('the pods of our own workloads are admitted', async () => {
    const pods = podsOf(
      name,
      cluster.manifests.map(({ fields }) => fields),
    );
    expect(pods.length).toBeGreaterThanOrEqual(3);
    expect(await refusedPods(pods)).toEqual([]);
  });

  it('the objects that operators make are taken', async () => {
    expect(made.objects.length).toBeGreaterThanOrEqual(50);
    const applied = await applyAll(cluster.client, made.objects, { dryRun: true });
    expect(refusals(applied)).toEqual([]);
    expect(applied.flatMap(({ title, warnings }) => unexplained(title, warnings))).toEqual([]);
  });

  it('the pods that operators make are admitted', async () => {
    const kinds = new Set(made.pods.map(({ of }) => of.kind));
    expect([...kinds].sort()).toEqual(['Alertmanager', 'Gateway', 'Kafka', 'Prometheus', 'postgresql']);
    expect(await refusedPods(made.pods)).toEqual([]);
  });

  it('the load balancers that operators make fit the quota together', async () => {
    const services = made.objects.filter((object) => textAt(object, 'spec', 'type') === 'LoadBalancer');
    expect(services.length).toBeGreaterThanOrEqual(1);
    const applied = await applyAll(cluster.client, services);
    expect(refusals(applied)).toEqual([]);
    for (const service of services) {
      const path = `/api/v1/namespaces/${textAt(service, 'metadata', 'namespace')}/services/${textAt(service, 'metadata', 'name')}`;
      await cluster.client.ask('DELETE', path);
    }
  });

  async function refusedPods(pods: readonly { readonly owner: string; readonly pod: Fields }[]): Promise<readonly string[]> {
    const refused: string[] = [];
    for (const { owner, pod } of pods) {
      const namespace = textAt(pod, 'metadata', 'namespace') ?? '';
      const query = { dryRun: 'All', fieldValidation: 'Strict' };
      const { status, body, warnings } = await cluster.client.ask('POST', `/api/v1/namespaces/${namespace}/pods`, { query, body: pod });
      if (status !== 201) refused.push(`${owner}: ${status} ${textAt(body, 'message')}`);
      refused.push(...unexplained(owner, warnings));
    }
    return refused;
  }
});

/** Those that the policies of the rules are bound to. */
function namespacesOf(manifests: readonly Manifest[]): readonly string[] {
  const bindings = manifests.filter((manifest) => manifest.kind === 'ValidatingAdmissionPolicyBinding' && isOfRules(manifest));
  const chosen = bindings.flatMap(({ fields }) => listAt(fields, 'spec', 'matchResources', 'namespaceSelector', 'matchExpressions'));
  return [...new Set(chosen.flatMap((expression) => listAt(expression, 'values').map(String)))];
}

function isAccount(object: Fields): boolean {
  return textAt(object, 'kind') === 'ServiceAccount';
}

/** The objects of a chart that the facts hold whole enough for the server to judge them. */
function wholeObjects({ objects }: FactsFile): readonly Fields[] {
  return objects.filter((object) => !isPared(textAt(object, 'kind') ?? '')).map(withoutMarks);
}

/** The values of a Secret are no base64 in the facts; its keys are what matters here. */
function withoutMarks(object: Fields): Fields {
  if (textAt(object, 'kind') !== 'Secret') return object;
  const data = Object.fromEntries(Object.keys(fieldsAt(object, 'data')).map((key) => [key, '']));
  return asFields(object['data']) === undefined ? object : { ...object, data };
}

function refusals(results: readonly Applied[]): readonly string[] {
  return results.flatMap(({ title, refusal }) => (refusal === undefined ? [] : [`${title}: ${refusal}`]));
}
